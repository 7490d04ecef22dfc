#include "diagnose/missing_terms.hpp"

#include "design/term_columns.hpp"
#include "diagnose/efficient_score.hpp"
#include "diagnose/spline_knots.hpp"
#include "math/distributions.hpp"
#include "math/natural_spline.hpp"
#include "model/coordinates.hpp"

#include <odds/hypothesis.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <utility>

namespace odds {
namespace {

constexpr Index kColumnsAtOnce = 200;
constexpr Index kMostColumnsOfTest = 1000;
constexpr const char* kNothingNew = "its columns are 0 or combinations of the model's";

/// Columns that a test is of.
struct Candidate {
  std::string term;
  std::string form;
  Index columns = 1;
  std::function<Matrix(const DesignRows&)> values;  ///< of a block: n x columns
};

FitTest test_of(const EfficientScore& score, Index first, Index count) {
  std::vector<Index> columns(static_cast<std::size_t>(count));
  std::iota(columns.begin(), columns.end(), first);
  const JointWald wald = score.test(columns);
  FitTest test;
  if (wald.degrees == 0) {
    test.reason = kNothingNew;
    return test;
  }
  test.statistic = wald.chi2;
  test.degrees = static_cast<double>(wald.degrees);
  test.p_value = test.nominal_p = chi_square_p_value(wald.chi2, test.degrees);
  return test;
}

/// Tests some candidates in two passes.
void test_at_once(const ModelRows& rows, std::span<const Candidate> candidates,
                  std::vector<MissingTerm>& results) {
  Index width = 0;
  for (const Candidate& candidate : candidates) width += candidate.columns;
  const auto columns = [&](const DesignRows& block, const Vector&) {
    Matrix all(block.rows(), width);
    Index at = 0;
    for (const Candidate& candidate : candidates) {
      all.middleCols(at, candidate.columns) = candidate.values(block);
      at += candidate.columns;
    }
    for (Index i = 0; i < block.rows(); ++i) {
      if (block.is_at_limit(i)) all.row(i).setZero();
    }
    return all;
  };
  const EfficientScore score =
      efficient_score(rows, design_products(rows, width, columns), columns);
  Index at = 0;
  for (const Candidate& candidate : candidates) {
    results.push_back({.term = candidate.term,
                       .form = candidate.form,
                       .test = test_of(score, at, candidate.columns)});
    at += candidate.columns;
  }
}

void adjust(std::vector<MissingTerm>& results) {
  std::vector<double> p_values;
  for (const MissingTerm& result : results) p_values.push_back(result.test.p_value);
  const std::vector<double> adjusted = adjusted_p_values(p_values, Adjustment::holm);
  for (std::size_t k = 0; k < results.size(); ++k) results[k].adjusted_p = adjusted[k];
}

std::vector<MissingTerm> test_all(const ModelRows& rows, const std::vector<Candidate>& candidates) {
  std::vector<MissingTerm> results;
  for (std::size_t begin = 0; begin < candidates.size();) {
    Index width = candidates[begin].columns;
    std::size_t end = begin + 1;
    for (; end < candidates.size() && width + candidates[end].columns <= kColumnsAtOnce; ++end) {
      width += candidates[end].columns;
    }
    test_at_once(rows, std::span(candidates).subspan(begin, end - begin), results);
    begin = end;
  }
  adjust(results);
  return results;
}

// --- curvature -----------------------------------------------------------------------------------

Matrix x_log_x(const Vector& x) { return (x.array() * x.array().log()).matrix(); }

void add_curves(const ModelRows& rows, const std::string& name, const Expression& number,
                std::vector<Candidate>& candidates) {
  const NumberSpread spread = number_spread(rows, number);
  if (spread.values < 3) return;
  const auto values = [number](const DesignRows& block) {
    return evaluate(number, block.data.bindings, block.rows());
  };
  if (spread.least > 0.0) {
    candidates.push_back(
        {.term = name, .form = "x log x", .columns = 1, .values = [values](const DesignRows& b) {
           return x_log_x(values(b));
         }});
  }
  candidates.push_back({.term = name,
                        .form = "spline",
                        .columns = static_cast<Index>(spread.knots.size()) - 2,
                        .values = [values, knots = spread.knots](const DesignRows& block) {
                          const NaturalSpline spline(knots);
                          return Matrix(
                              spline.basis(values(block)).rightCols(spline.columns() - 1));
                        }});
}

// --- interactions --------------------------------------------------------------------------------

/// Some columns of the design as they are.
Matrix design_columns(const DesignBlock& x, Index first, Index count) {
  Matrix columns = Matrix::Zero(x.rows, count);
  for (std::size_t k = 0; k < x.dense_columns.size(); ++k) {
    const Index column = x.dense_columns[k] - first;
    if (column < 0 || column >= count) continue;
    columns.col(column) = x.dense.col(static_cast<Index>(k)).head(x.rows);
  }
  for (const IndicatorGroup& group : x.indicators) {
    const Index offset = group.first_column - first;
    if (offset < 0 || offset >= count) continue;
    for (Index i = 0; i < x.rows; ++i) {
      const auto row = static_cast<std::size_t>(i);
      if (group.code[row] < 0) continue;
      columns(i, offset + group.code[row]) = group.multiplier.empty() ? 1.0 : group.multiplier[row];
    }
  }
  return columns;
}

/// The columns of a term of one variable, but for a constant: as they are in the design, unless
/// that has a power of what is left after its centre.
Matrix term_values(const DesignRows& rows, const DesignPlan& plan, const TermColumns& term) {
  const auto planned = std::ranges::find(plan.terms, term.first_column, &DesignTerm::first_column);
  if (planned->numeric.empty() || planned->is_single()) {
    return design_columns(rows.x, term.first_column, term.columns);
  }
  Matrix values = Matrix::Ones(rows.rows(), 1);
  for (const NumericPart& part : planned->numeric) {
    const auto expression = static_cast<std::size_t>(part.expression);
    const Vector own = evaluate(plan.expressions[expression], rows.data.bindings, rows.rows());
    values.col(0).array() *= own.array().pow(part.power);
  }
  return values;
}

/// The product of each column of the one with each of the other.
Matrix products(const Matrix& one, const Matrix& other) {
  Matrix result(one.rows(), one.cols() * other.cols());
  for (Index a = 0; a < one.cols(); ++a) {
    for (Index b = 0; b < other.cols(); ++b) {
      result.col(a * other.cols() + b) = one.col(a).cwiseProduct(other.col(b));
    }
  }
  return result;
}

std::vector<std::string> variables_of(const Term& term) {
  std::vector<std::string> names;
  for (const Factor& factor : term.factors) {
    for (std::string& name : variables(factor.expression)) names.push_back(std::move(name));
  }
  return names;
}

bool share_a_variable(const Term& one, const Term& other) {
  const std::vector<std::string> names = variables_of(other);
  return std::ranges::any_of(variables_of(one), [&](const std::string& name) {
    return std::ranges::find(names, name) != names.end();
  });
}

/// The product of two terms, unless the model has it or there can be none; refers to the plan.
std::optional<Candidate> product_of(const DesignPlan& plan, const std::vector<TermColumns>& terms,
                                    const TermColumns& one, const TermColumns& other) {
  if (share_a_variable(one.term, other.term)) return std::nullopt;
  Term product = one.term;
  product.factors.insert(product.factors.end(), other.term.factors.begin(),
                         other.term.factors.end());
  const bool is_there = std::ranges::any_of(
      terms, [&](const TermColumns& term) { return same_factors(term.term, product); });
  if (is_there) return std::nullopt;
  return Candidate{.term = one.name + ":" + other.name,
                   .form = "product",
                   .columns = one.columns * other.columns,
                   .values = [&plan, a = one, b = other](const DesignRows& rows) {
                     return products(term_values(rows, plan, a), term_values(rows, plan, b));
                   }};
}

// --- the information matrix ----------------------------------------------------------------------

/// F'' / F' of each row; 0 where the curve is flat.
Vector bend_of(const Vector& eta, const ResponseCurve& curve) {
  return eta.unaryExpr([&](double value) {
    const CurvePoint p = curve.at(value);
    return p.d1 > 0.0 ? p.d2 / p.d1 : 0.0;
  });
}

Matrix information_columns(const DesignRows& rows, const Vector& bend,
                           const std::vector<Index>& kept) {
  const Matrix all = design_columns(rows.x, 0, kept.back() + 1);
  const auto k = static_cast<Index>(kept.size());
  Matrix columns(rows.rows(), k * (k + 1) / 2);
  Index at = 0;
  for (std::size_t a = 0; a < kept.size(); ++a) {
    const Vector half = bend.cwiseProduct(all.col(kept[a]));
    for (std::size_t b = 0; b <= a; ++b) columns.col(at++) = half.cwiseProduct(all.col(kept[b]));
  }
  return columns;
}

}  // namespace

std::vector<MissingTerm> curvature_tests(const ModelRows& rows) {
  const DesignPlan& plan = rows.model.plan;
  std::vector<Candidate> candidates;
  for (const TermColumns& term : term_columns(rows.model.roles.formula, plan)) {
    const auto planned =
        std::ranges::find(plan.terms, term.first_column, &DesignTerm::first_column);
    if (!planned->factors.empty() || !planned->is_single()) continue;
    const auto expression = static_cast<std::size_t>(planned->numeric.front().expression);
    add_curves(rows, term.name, plan.expressions[expression], candidates);
  }
  return test_all(rows, candidates);
}

std::vector<MissingTerm> interaction_tests(const ModelRows& rows) {
  const std::vector<TermColumns> terms = term_columns(rows.model.roles.formula, rows.model.plan);
  std::vector<Candidate> candidates;
  std::vector<MissingTerm> left_out;
  for (std::size_t a = 0; a < terms.size(); ++a) {
    if (terms[a].term.factors.size() != 1) continue;
    for (std::size_t b = a + 1; b < terms.size(); ++b) {
      if (terms[b].term.factors.size() != 1) continue;
      std::optional<Candidate> product = product_of(rows.model.plan, terms, terms[a], terms[b]);
      if (!product) continue;
      if (product->columns <= kMostColumnsOfTest) {
        candidates.push_back(std::move(*product));
        continue;
      }
      MissingTerm wide{.term = product->term, .form = product->form, .test = {}};
      wide.test.reason =
          fmt::format("it has {} columns, more than {}", product->columns, kMostColumnsOfTest);
      left_out.push_back(std::move(wide));
    }
  }
  std::vector<MissingTerm> results = test_all(rows, candidates);
  std::ranges::move(left_out, std::back_inserter(results));
  return results;
}

FitTest information_matrix_test(const ModelRows& rows) {
  constexpr std::size_t kMostCoefficients = 40;
  const std::vector<Index> kept = kept_columns(rows.model);
  FitTest test;
  if (kept.empty() || kept.size() > kMostCoefficients) {
    test.reason = fmt::format("{} coefficients, more than {}", kept.size(), kMostCoefficients);
    return test;
  }
  const auto k = static_cast<Index>(kept.size());
  const Index width = k * (k + 1) / 2;
  const auto columns = [&](const DesignRows& block, const Vector& eta) {
    return information_columns(block, bend_of(eta, rows.model.curve), kept);
  };
  const EfficientScore score =
      efficient_score(rows, design_products(rows, width, columns), columns);
  return test_of(score, 0, width);
}

}  // namespace odds
