#include "design/centring.hpp"

#include <algorithm>
#include <cmath>

namespace odds {
namespace {

using Triplet = Eigen::Triplet<double>;

/// A divisor of a product of powers, with its factor in the expansion of prod (f - c)^a.
struct Divisor {
  std::vector<NumericPart> parts;
  double factor = 1.0;
};

double binomial(int n, int k) {
  double result = 1.0;
  for (int i = 1; i <= k; ++i) result = result * (n - k + i) / i;
  return result;
}

/// prod_k (f_k - c_k)^a_k as a sum of products of powers of the f_k; the product itself first.
std::vector<Divisor> expand(const std::vector<NumericPart>& parts, const Vector& centres) {
  std::vector<Divisor> sum(1);
  for (const NumericPart& part : parts) {
    std::vector<Divisor> longer;
    longer.reserve(sum.size() * (static_cast<std::size_t>(part.power) + 1));
    for (int power = part.power; power >= 0; --power) {
      const double factor =
          binomial(part.power, power) * std::pow(-centres[part.expression], part.power - power);
      for (Divisor divisor : sum) {
        divisor.factor *= factor;
        if (power > 0) divisor.parts.push_back({part.expression, power});
        longer.push_back(std::move(divisor));
      }
    }
    sum = std::move(longer);
  }
  return sum;
}

bool same_indicators(const std::vector<FactorUse>& a, const std::vector<FactorUse>& b) {
  return std::ranges::equal(a, b, [](const FactorUse& x, const FactorUse& y) {
    return x.variable == y.variable && x.base == y.base;
  });
}

/// The term with these parts and the indicators of `like`, before `like` or `like` itself.
const DesignTerm* find_term(const DesignPlan& plan, const std::vector<NumericPart>& parts,
                            const DesignTerm& like) {
  for (const DesignTerm& term : plan.terms) {
    if (term.first_column > like.first_column) break;
    if (term.numeric == parts && same_indicators(term.factors, like.factors)) return &term;
  }
  return nullptr;
}

bool can_recentre(const DesignPlan& plan, const DesignTerm& term, const std::vector<Index>& unity) {
  if (term.numeric.empty()) return false;
  // Every divisor but 1 must be a term: counted before they are listed, since products of high
  // powers have more of them than memory holds.
  double divisors = 1.0;
  for (const NumericPart& part : term.numeric) divisors *= part.power + 1;
  if (divisors - 1.0 > static_cast<double>(plan.terms.size())) return false;
  const Vector any_centres = Vector::Ones(static_cast<Index>(plan.expressions.size()));
  return std::ranges::all_of(expand(term.numeric, any_centres), [&](const Divisor& divisor) {
    if (divisor.parts.empty() && term.factors.empty()) return has_unity_before(plan, unity, term);
    return find_term(plan, divisor.parts, term) != nullptr;
  });
}

void add_term(const DesignPlan& plan, const DesignTerm& term, const std::vector<Index>& unity,
              std::vector<Triplet>& entries) {
  const Centring& centring = plan.centring;
  for (const Divisor& divisor : term.recentred ? expand(term.numeric, centring.centres)
                                               : std::vector<Divisor>{{term.numeric, 1.0}}) {
    if (divisor.factor == 0.0) continue;
    if (divisor.parts.empty() && term.factors.empty() && !term.numeric.empty()) {
      const double scale = centring.scale[term.first_column];
      for (const Index one : unity)
        entries.emplace_back(one, term.first_column, divisor.factor / scale);
      continue;
    }
    const DesignTerm& target = *find_term(plan, divisor.parts, term);
    for (Index k = 0; k < term.columns; ++k) {
      const Index column = term.first_column + k;
      entries.emplace_back(target.first_column + k, column,
                           divisor.factor / centring.scale[column]);
    }
  }
}

/// Z T = U, p x p: residual columns as combinations of centred ones.
SparseMatrix residual_map(const DesignPlan& plan) {
  std::vector<Triplet> entries;
  Vector diagonal = Vector::Ones(plan.columns());
  for (const ResidualColumn& residual : plan.centring.residuals) {
    diagonal[residual.column] = residual.factor;
    for (std::size_t k = 0; k < residual.others.size(); ++k) {
      entries.emplace_back(residual.others[k], residual.column,
                           -residual.factor * residual.weights[static_cast<Index>(k)]);
    }
  }
  for (Index j = 0; j < plan.columns(); ++j) entries.emplace_back(j, j, diagonal[j]);
  SparseMatrix result(plan.columns(), plan.columns());
  result.setFromTriplets(entries.begin(), entries.end());
  return result;
}

}  // namespace

void mark_recentred_terms(DesignPlan& plan) {
  const std::vector<Index> unity = columns_of_unity(plan);
  for (DesignTerm& term : plan.terms) term.recentred = can_recentre(plan, term, unity);
}

std::vector<Index> columns_of_unity(const DesignPlan& plan) {
  for (const DesignTerm& term : plan.terms) {
    if (!term.numeric.empty() || term.factors.size() > 1) continue;
    if (!term.factors.empty() && term.factors.front().base >= 0) continue;
    std::vector<Index> columns(static_cast<std::size_t>(term.columns));
    for (Index k = 0; k < term.columns; ++k) {
      columns[static_cast<std::size_t>(k)] = term.first_column + k;
    }
    return columns;
  }
  return {};
}

bool has_unity_before(const DesignPlan& plan, const std::vector<Index>& unity,
                      const DesignTerm& term) {
  if (unity.empty()) return false;
  return unity.back() < term.first_column || unity.front() >= plan.core_columns();
}

SparseMatrix to_original_coordinates(const DesignPlan& plan) {
  const std::vector<Index> unity = columns_of_unity(plan);
  std::vector<Triplet> entries;
  for (const DesignTerm& term : plan.terms) add_term(plan, term, unity, entries);
  for (Index j = 0; j < plan.columns(); ++j) {
    const double shift = plan.centring.shift[j];
    if (shift == 0.0) continue;
    for (const Index one : unity) entries.emplace_back(one, j, -shift / plan.centring.scale[j]);
  }
  SparseMatrix result(plan.columns(), plan.columns());
  result.setFromTriplets(entries.begin(), entries.end());
  if (!plan.centring.residuals.empty()) result = SparseMatrix(result * residual_map(plan));
  return result;
}

}  // namespace odds
