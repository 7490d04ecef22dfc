#include "design/learn.hpp"

#include "data/columns/name_index.hpp"
#include "design/centring.hpp"
#include "design/design_expander.hpp"
#include "design/infinite_terms.hpp"
#include "design/level_codes.hpp"
#include "design/moments.hpp"
#include "math/all_finite.hpp"
#include "parallel/block_reduce.hpp"

#include <odds/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <tuple>
#include <unordered_map>

namespace odds {
namespace {

[[noreturn]] void throw_not_finite(const RowReader& reader, const RowBlock& block, Index row,
                                   const Expression& expression, double value) {
  const std::vector<std::string> names = variables(expression);
  const bool is_log_of_zero = std::isinf(value) && value < 0.0 && names.size() == 1;
  throw Error(
      ErrorKind::model,
      {.what = fmt::format("{} is {} here", spelling(expression),
                           std::isnan(value) ? "not a number"
                           : value > 0.0     ? "inf"
                                             : "-inf"),
       .where = reader.place(block, row),
       .hint =
           is_log_of_zero
               ? fmt::format("--where '{} > 0' leaves such rows out; where they are the controls "
                             "of an assay, --guess estimate takes P there for the guess rate",
                             names.front())
               : "leave such rows out with --where, or use another transformation",
       .excerpt = {}});
}

/// The moments of the values of rows; of those that are finite, where rows may be at an asymptote.
MomentSums moments_of(const RowReader& reader, const RowBlock& block,
                      const Expression& expression) {
  const Vector values = evaluate(expression, block.bindings, block.rows);
  if (all_finite(values)) return MomentSums::of(values);
  const bool may_be_infinite = reader.roles().infinite_rows == InfiniteRows::kept;
  for (Index i = 0; i < block.rows; ++i) {
    const bool is_wrong = may_be_infinite ? std::isnan(values[i]) : !std::isfinite(values[i]);
    if (is_wrong) throw_not_finite(reader, block, i, expression, values[i]);
  }
  return MomentSums::of(finite_values(values));
}

/// Calls visit(expression) on every expression of the terms and offsets.
template <class Roles, class Visit>
void for_each_expression(Roles& roles, Visit visit) {
  for (auto& term : roles.formula.terms) {
    for (auto& factor : term.factors) visit(factor.expression);
  }
  for (auto& offset : roles.offsets) visit(offset);
}

/// The power of two next below `size`; 1 where there is no size to speak of.
double power_of_two(double size) {
  if (!(size > 0.0) || !std::isfinite(size)) return 1.0;
  return std::exp2(std::floor(std::log2(size)));
}

/// A number near the mean with so few digits that it can be taken from most data without rounding:
/// then values that are equal, or 0, less their centre stay so. Off by a 32nd of the spread at
/// most, which centring does not need to be better than.
double short_mean(const Moments& moments) {
  if (!(moments.std_dev > 0.0) || !std::isfinite(moments.std_dev)) return moments.mean;
  const double grid = power_of_two(moments.std_dev) / 16.0;
  return std::nearbyint(moments.mean / grid) * grid;
}

double root_mean_square(const Moments& moments, double centre) {
  const double distance = moments.mean - centre;
  const double variance = moments.std_dev * moments.std_dev * (moments.count - 1.0) / moments.count;
  return std::sqrt(variance + distance * distance);
}

/// Moments of the plan's expressions; those of bare columns are known already.
std::vector<Moments> expression_moments(const DesignPlan& plan, const RowReader& reader,
                                        const Execution& execution) {
  std::vector<Moments> moments(plan.expressions.size());
  std::vector<Expression> unknown;
  std::vector<std::size_t> places;
  const NameIndex variables(plan.variables, &DesignVariable::name);
  for (std::size_t e = 0; e < moments.size(); ++e) {
    const Expression& expression = plan.expressions[e];
    if (expression.kind == Expression::Kind::variable) {
      moments[e] = plan.variable(variables.find(expression.name)).moments;
    } else {
      unknown.push_back(expression);
      places.push_back(e);
    }
  }
  const std::vector<Moments> learnt = learn_moments(reader, unknown, execution);
  for (std::size_t k = 0; k < learnt.size(); ++k) moments[places[k]] = learnt[k];
  return moments;
}

/// Moments of the working columns of terms with products or powers, one for each dense column and
/// then for each multiplier, in the order of the terms.
std::vector<MomentSums> product_moments(const DesignPlan& plan, const RowReader& reader,
                                        const Execution& execution) {
  struct Sums {
    std::vector<MomentSums> terms;
    Sums& operator+=(const Sums& other) {
      terms.resize(std::max(terms.size(), other.terms.size()));
      for (std::size_t t = 0; t < other.terms.size(); ++t) terms[t] += other.terms[t];
      return *this;
    }
    auto fields() { return std::tie(terms); }
  };
  const DesignExpander expander(plan);
  const LevelCodes codes(plan, reader.source());
  const bool may_be_infinite = reader.roles().infinite_rows == InfiniteRows::kept;
  const auto of_finite = [&](VectorRef values) {
    return may_be_infinite ? MomentSums::of(finite_values(values)) : MomentSums::of(values);
  };
  const auto kernel = [&](RowBlock& block) {
    LevelColumns levels;
    codes.read(block.bindings, block.rows, levels);
    DesignBlock x;
    expander.expand(design_input(block.bindings, levels, block.rows), x);
    Sums sums;
    Index dense = 0;
    std::size_t group = 0;
    for (const DesignTerm& term : plan.terms) {
      if (plan.is_eliminated(term)) break;  // the last one, which has no numbers
      sums.terms.push_back(term.factors.empty()
                               ? of_finite(x.dense_rows().col(dense++))
                               : of_finite(as_eigen(x.indicators[group++].multiplier)));
    }
    return sums;
  };
  return sum_over_blocks(reader, execution, Sums{}, kernel, "preparing").terms;
}

/// Sets the shift of a term's columns, and the scale from their moments about `centre`.
void set_scale(DesignPlan& plan, const DesignTerm& term, double shift, const Moments& moments,
               double centre) {
  const double size = root_mean_square(moments, centre);
  const bool vanishes = size == 0.0 && moments.min < moments.max;
  if (vanishes || !std::isfinite(size)) {
    throw Error(
        ErrorKind::model,
        {.what = fmt::format("the squares of the column \"{}\" {}",
                             plan.names[static_cast<std::size_t>(term.first_column)],
                             vanishes ? "underflow" : "overflow"),
         .where = {},
         .hint = fmt::format("{} the variable by a power of ten", vanishes ? "multiply" : "divide"),
         .excerpt = {}});
  }
  plan.centring.shift.segment(term.first_column, term.columns).setConstant(shift);
  plan.centring.scale.segment(term.first_column, term.columns).setConstant(power_of_two(size));
}

double largest_distance(const Moments& moments, double centre) {
  return std::max(std::abs(moments.min - centre), std::abs(moments.max - centre));
}

/// The share of itself by which rounding may move prod_k (f_k - c_k)^a_k; infinite if a part is
/// constant.
double relative_rounding(const DesignPlan& plan, const DesignTerm& term,
                         const std::vector<Moments>& moments) {
  double sum = 0.0;
  for (const NumericPart& part : term.numeric) {
    const Moments& own = moments[static_cast<std::size_t>(part.expression)];
    const double centre = term.recentred ? plan.centring.centres[part.expression] : 0.0;
    sum += part.power * kCellRounding * largest_distance(own, 0.0) / largest_distance(own, centre);
  }
  return std::isnan(sum) ? std::numeric_limits<double>::infinity() : sum;
}

/// How far rounding may move the entries of a term's centred columns, where `product` tells of the
/// numbers before `shift` is taken off.
double absolute_rounding(const DesignPlan& plan, const DesignTerm& term, double relative,
                         const Moments& product, double shift) {
  const double moved = relative * largest_distance(product, 0.0);
  return moved < largest_distance(product, shift) ? moved / plan.centring.scale[term.first_column]
                                                  : std::numeric_limits<double>::infinity();
}

/// `moments` about `centre`.
Moments centred(Moments moments, double centre) {
  moments.mean -= centre;
  moments.min -= centre;
  moments.max -= centre;
  return moments;
}

}  // namespace

std::vector<Moments> learn_moments(const RowReader& reader,
                                   const std::vector<Expression>& expressions,
                                   const Execution& execution) {
  if (expressions.empty()) return {};
  std::vector<Moments> result;
  struct Sums {
    std::vector<MomentSums> each;
    Sums& operator+=(const Sums& other) {
      for (std::size_t e = 0; e < each.size(); ++e) each[e] += other.each[e];
      return *this;
    }
    auto fields() { return std::tie(each); }
  };
  const auto kernel = [&](RowBlock& block) {
    Sums sums;
    for (const Expression& expression : expressions) {
      sums.each.push_back(moments_of(reader, block, expression));
    }
    return sums;
  };
  const Sums zero{.each = std::vector<MomentSums>(expressions.size())};
  for (const MomentSums& sums : sum_over_blocks(reader, execution, zero, kernel, "scanning").each) {
    result.push_back(sums.moments());
  }
  return result;
}

std::vector<Expression> calls_to_learn(const DataRoles& roles) {
  std::vector<Expression> calls;
  for_each_expression(roles, [&](const Expression& expression) {
    for (Expression& call : stateful_calls(expression)) calls.push_back(std::move(call));
  });
  return calls;
}

std::vector<LearntCall> learn_calls(const RowReader& reader, const Execution& execution) {
  std::vector<LearntCall> calls;
  std::vector<Expression> arguments;
  for (Expression& call : calls_to_learn(reader.roles())) {
    arguments.push_back(call.arguments.front());
    calls.push_back({std::move(call), {}});
  }
  const std::vector<Moments> moments = learn_moments(reader, arguments, execution);
  for (std::size_t c = 0; c < calls.size(); ++c) {
    calls[c].constants.push_back(moments[c].mean);
    if (calls[c].call.name == "scale") calls[c].constants.push_back(moments[c].std_dev);
  }
  return calls;
}

void bind_calls(DataRoles& roles, const std::vector<LearntCall>& calls) {
  std::unordered_map<std::string, std::span<const double>> constants;
  for (const LearntCall& call : calls) constants.emplace(spelling(call.call), call.constants);
  for_each_expression(roles, [&](Expression& expression) {
    for (const Expression& call : stateful_calls(expression)) {
      const auto known = constants.find(spelling(call));
      if (known != constants.end()) expression = with_constants(expression, call, known->second);
    }
  });
}

Vector learn_centring(DesignPlan& plan, const RowReader& reader, const Execution& execution) {
  mark_recentred_terms(plan);
  const std::vector<Moments> moments = expression_moments(plan, reader, execution);
  Centring& centring = plan.centring;
  centring.centres = Vector::Zero(static_cast<Index>(moments.size()));
  for (std::size_t e = 0; e < moments.size(); ++e) {
    centring.centres[static_cast<Index>(e)] = short_mean(moments[e]);
  }
  centring.shift = Vector::Zero(plan.columns());
  centring.scale = Vector::Ones(plan.columns());
  std::vector<MomentSums> products;
  if (!std::ranges::all_of(plan.terms, [](const DesignTerm& term) {
        return term.numeric.empty() || term.is_single();
      })) {
    products = product_moments(plan, reader, execution);
  }
  const std::vector<Index> unity = columns_of_unity(plan);
  Vector rounding = Vector::Constant(plan.columns(), kCellRounding);
  for (std::size_t t = 0; t < plan.terms.size(); ++t) {
    const DesignTerm& term = plan.terms[t];
    if (term.numeric.empty()) continue;
    const Index e = term.numeric.front().expression;
    const double centre = term.recentred ? centring.centres[e] : 0.0;
    const Moments product = term.is_single() ? centred(moments[static_cast<std::size_t>(e)], centre)
                                             : products[t].moments();
    const bool can_shift =
        !term.is_single() && term.factors.empty() && has_unity_before(plan, unity, term);
    const double shift = can_shift ? short_mean(product) : 0.0;
    set_scale(plan, term, shift, product, shift);
    rounding.segment(term.first_column, term.columns)
        .setConstant(
            absolute_rounding(plan, term, relative_rounding(plan, term, moments), product, shift));
  }
  return rounding;
}

}  // namespace odds
