#include "base/special_values.hpp"
#include "effects/dose/dose_parts.hpp"
#include "formula/expression.hpp"
#include "inference/joint_wald.hpp"
#include "math/distributions.hpp"
#include "model/model_options.hpp"

#include <Eigen/QR>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace odds {
namespace {

/// Rows of a design that differ by rounding only.
constexpr double kRounding = 1e-10;

/// Slopes of the other curves less that of the first, C - 1 x p.
Matrix slope_differences(const DoseLines& lines) {
  Matrix differences = lines.slopes.bottomRows(lines.curves() - 1);
  differences.rowwise() -= lines.slopes.row(0);
  return differences;
}

/// As many of the differences as do not follow from each other.
std::vector<Index> independent_rows(const Matrix& differences, double size) {
  Eigen::ColPivHouseholderQR<Matrix> factor(differences.transpose());
  const auto diagonal = factor.matrixR().diagonal().cwiseAbs();
  std::vector<Index> rows;
  for (Index k = 0; k < diagonal.size() && diagonal[k] > kRounding * size; ++k) {
    rows.push_back(factor.colsPermutation().indices()[k]);
  }
  std::ranges::sort(rows);
  return rows;
}

std::vector<Index> independent_rows(const DoseLines& lines) {
  if (lines.curves() < 2) return {};
  return independent_rows(slope_differences(lines), lines.slopes.rowwise().norm().maxCoeff());
}

void finish(ParallelTest& test, double factor, double degrees_of_factor) {
  const auto degrees = static_cast<double>(test.degrees);
  if (degrees_of_factor > 0.0) {
    test.statistic /= degrees * factor;
    test.denominator = degrees_of_factor;
    test.p_value = f_p_value(test.statistic, degrees, degrees_of_factor);
  } else {
    test.p_value = chi_square_p_value(test.statistic, degrees);
  }
}

JointWald wald_test(const DoseLines& lines, const std::vector<Index>& rows) {
  const Index c = lines.curves();
  Matrix contrast = Matrix::Zero(static_cast<Index>(rows.size()), 2 * c + 1);
  for (std::size_t k = 0; k < rows.size(); ++k) {
    contrast(static_cast<Index>(k), c) = -1.0;
    contrast(static_cast<Index>(k), c + 1 + rows[k]) = 1.0;
  }
  const Vector difference = contrast.middleCols(c, c) * lines.slope;
  const Matrix covariance = contrast * lines.covariance * contrast.transpose();
  return joint_wald(difference, covariance);
}

void set_wald_test(const DoseStudy& study, const std::vector<Index>& rows, ParallelTest& test) {
  const Matrix differences = slope_differences(study.lines)(rows, Eigen::all);
  const ReferredTest referred =
      refer(wald_test(study.lines, rows), study.model.reference_of(differences.sparseView()));
  if (referred.degrees == 0) return;
  test.kind = ParallelTest::Kind::wald;
  test.statistic = referred.statistic;
  test.degrees = referred.degrees;
  test.denominator = std::isinf(referred.denominator) ? 0.0 : referred.denominator;
  test.p_value = referred.p_value;
}

/// The factor of the formula whose values are `expression`.
std::optional<Factor> factor_with(const Formula& formula, const Expression& expression) {
  for (const Term& term : formula.terms) {
    for (const Factor& factor : term.factors) {
      if (factor.expression == expression) return factor;
    }
  }
  return std::nullopt;
}

/// The formula with a slope for each curve; nothing where a variable enters transformed only.
std::optional<Formula> with_own_slopes(const DoseStudy& study) {
  const DesignPlan& plan = study.model.plan;
  Formula formula = study.model.roles.formula;
  const auto dose =
      factor_with(formula, plan.expressions[static_cast<std::size_t>(study.scale.expression)]);
  if (!dose) return std::nullopt;
  for (const Index varied : study.points.varied) {
    const std::string& name = plan.variables[static_cast<std::size_t>(varied)].name;
    const auto other = factor_with(
        formula,
        {.kind = Expression::Kind::variable, .number = 0.0, .name = name, .arguments = {}});
    if (!other) return std::nullopt;
    formula.terms.push_back({{*other, *dose}});
  }
  return formula;
}

}  // namespace

bool has_own_slopes(const DoseLines& lines) { return !independent_rows(lines).empty(); }

ParallelTest test_slopes(const DoseStudy& study, const FittedRows* rows) {
  ParallelTest test;
  const std::vector<Index> independent = independent_rows(study.lines);
  if (independent.empty()) return test;
  test.own_slopes = true;
  test.degrees = static_cast<Index>(independent.size());
  if (rows != nullptr && study.model.plan.eliminated == 0) {
    const Matrix differences = slope_differences(study.lines)(independent, rows->kept());
    test.kind = ParallelTest::Kind::likelihood_ratio;
    test.statistic = ProfileLikelihood(*rows).deviance(differences, Vector::Zero(test.degrees));
    finish(test, study.factor, study.t_degrees);
  } else {
    set_wald_test(study, independent, test);
  }
  return test;
}

ParallelTest test_against_own_slopes(const DoseStudy& study, const Fit& fit, const Table& table,
                                     const Execution& execution) {
  ParallelTest test;
  const std::optional<Formula> formula = with_own_slopes(study);
  if (!formula) return test;
  const Fit wider = odds::fit(table, *formula, options_of(study.model), execution);
  test.degrees = wider.goodness().rank - fit.goodness().rank;
  if (!wider.converged() || test.degrees <= 0) return test;
  test.kind = ParallelTest::Kind::likelihood_ratio;
  test.statistic = 2.0 * (wider.maximum().value - fit.maximum().value);
  finish(test, study.factor, study.t_degrees);
  return test;
}

}  // namespace odds
