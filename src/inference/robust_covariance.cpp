#include "inference/robust_covariance.hpp"

#include "likelihood/model_likelihood.hpp"
#include "math/compensated_sum.hpp"
#include "parallel/block_reduce.hpp"

#include <odds/error.hpp>

#include <fmt/format.h>

#include <tuple>
#include <utility>
#include <vector>

namespace odds {
namespace {

/// What is left of 1 - h for a row that alone determines a coefficient is rounding.
constexpr double kLeastOneMinusLeverage = 1e-10;

/// The meat, its lower triangle, and the number of rows it is made of.
struct Meat {
  Matrix lower;
  CompensatedSum rows;

  Meat& operator+=(const Meat& other) {
    lower += other.lower;
    rows += other.rows;
    return *this;
  }
  auto fields() { return std::tie(lower, rows); }
};

/// 1 - h of each row. `curvature` is that of all copies of a row.
Vector one_minus_leverage(const DesignRows& rows, const Model& model, VectorRef curvature,
                          VectorRef copies) {
  Vector result(rows.rows());
  std::vector<DesignEntry> entries;
  for (Index i = 0; i < rows.rows(); ++i) {
    read_row(rows.x, i, entries);
    const double spread = quadratic_form(entries, model.information_inverse());
    result[i] = 1.0 - curvature[i] / copies[i] * spread;
  }
  return result;
}

void refuse_full_leverage(const DesignReader& reader, const DesignRows& rows, VectorRef one_minus_h,
                          Variance variance) {
  for (Index i = 0; i < rows.rows(); ++i) {
    if (one_minus_h[i] > kLeastOneMinusLeverage) continue;
    throw Error(ErrorKind::model,
                {.what = fmt::format("{} is not defined: this row alone determines a coefficient",
                                     kVarianceNames[static_cast<int>(variance)]),
                 .where = reader.rows().place(rows.data, i),
                 .hint = "hc0, hc1 and stata are defined for such rows, but take them for fitted "
                         "without error",
                 .excerpt = {}});
  }
}

/// The number that a sandwich of n rows for k coefficients is multiplied by.
double small_sample_factor(Variance variance, double n, double k) {
  if (variance == Variance::hc1) return n / (n - k);
  return variance == Variance::stata ? n / (n - 1.0) : 1.0;
}

}  // namespace

RowTerms row_terms(const DesignRows& rows, const Model& model) {
  BlockTerms terms;
  terms.residual = linear_predictor(rows, model.coefficients);
  model.curve.add_up(outcomes_of(rows, terms.residual), Information::expected, terms);
  return {.copies = rows.copies(),
          .residual = std::move(terms.residual),
          .information = std::move(terms.expected.by_eta)};
}

RowScores row_scores(const DesignReader& reader, const DesignRows& rows, const Model& model,
                     Variance variance) {
  RowTerms terms = row_terms(rows, model);
  RowScores scores{.copies = std::move(terms.copies), .score = {}};
  scores.score = terms.residual.cwiseQuotient(scores.copies);
  if (variance == Variance::hc2 || variance == Variance::hc3) {
    const Vector one_minus_h = one_minus_leverage(rows, model, terms.information, scores.copies);
    refuse_full_leverage(reader, rows, one_minus_h, variance);
    const bool root = variance == Variance::hc2;
    scores.score = scores.score.cwiseQuotient(root ? Vector(one_minus_h.cwiseSqrt()) : one_minus_h);
  }
  return scores;
}

Matrix robust_covariance(const DesignReader& reader, const Model& model, Variance variance,
                         Index rank, const Execution& execution) {
  const Index p = model.plan.columns();
  const Meat none{.lower = Matrix::Zero(p, p), .rows = {}};
  const Meat meat = sum_over_blocks(
      reader, execution, none,
      [&](DesignRows& rows) {
        const RowScores scores = row_scores(reader, rows, model, variance);
        Meat part = none;
        Matrix scratch;
        add_weighted_gram(rows.x, scores.copies.cwiseProduct(scores.score.cwiseAbs2()), scratch,
                          part.lower);
        part.rows += scores.copies.sum();
        return part;
      },
      "covariance");
  const Matrix& bread = model.information_inverse().core;
  const Matrix half = bread * Matrix(meat.lower.selfadjointView<Eigen::Lower>());
  const Matrix sandwich =
      small_sample_factor(variance, meat.rows.value(), static_cast<double>(rank)) * half * bread;
  return 0.5 * (sandwich + sandwich.transpose());
}

}  // namespace odds
