#include "design/design_block.hpp"

#include "support/plain_design.hpp"
#include "support/random_data.hpp"

#include <doctest/doctest.h>

#include <limits>

namespace odds {
namespace {

using test::Random;

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();

/// A random block: some dense columns between groups of indicators with and without multipliers,
/// and columns of the design that belong to no group.
DesignBlock random_block(Random& random, Index rows, Index& columns) {
  DesignBlock x;
  x.rows = rows;
  columns = 0;
  const auto add_dense = [&] { x.dense_columns.push_back(columns++); };
  const auto add_group = [&](bool scaled) {
    IndicatorGroup group{
        .first_column = columns, .columns = random.whole(1, 5), .code = {}, .multiplier = {}};
    for (Index i = 0; i < rows; ++i) {
      group.code.push_back(random.whole(-1, static_cast<int>(group.columns) - 1));
      if (scaled) group.multiplier.push_back(random.normal());
    }
    columns += group.columns;
    x.indicators.push_back(std::move(group));
  };
  for (int part = random.whole(1, 7); part > 0; --part) {
    const int kind = random.whole(0, 4);
    if (kind <= 1) add_dense();
    if (kind == 2 || kind == 3) add_group(kind == 3);
    if (kind == 4) ++columns;  // a term that this block does not hold
  }
  ++columns;
  // More room than rows, filled with what must not be read.
  x.dense = Matrix::Constant(rows + 3, static_cast<Index>(x.dense_columns.size()),
                             std::numeric_limits<double>::quiet_NaN());
  for (Index j = 0; j < x.dense.cols(); ++j) {
    for (Index i = 0; i < rows; ++i) x.dense(i, j) = random.normal();
  }
  return x;
}

Vector random_vector(Random& random, Index size) {
  return Vector::NullaryExpr(size, [&] { return random.normal(); });
}

}  // namespace

TEST_CASE("the four operations of a block are those of its dense matrix") {
  Random random(11);
  for (int problem = 0; problem < 80; ++problem) {
    CAPTURE(problem);
    Index p = 0;
    // At last some with more rows than the kernels work on at a time.
    const DesignBlock x = random_block(random, random.whole(0, problem < 70 ? 40 : 1200), p);
    const Matrix plain = test::dense(x, p);
    // A sum of n products, in whatever order, is off by at most n epsilon of the sum of their
    // sizes.
    const double unit = static_cast<double>(std::max(p, x.rows) + 4) * kEpsilon;

    const Vector beta = random_vector(random, p);
    const Vector before = random_vector(random, x.rows);
    Vector eta = before;
    add_linear_predictor(x, beta, eta);
    const Vector eta_size = before.cwiseAbs() + plain.cwiseAbs() * beta.cwiseAbs();
    CHECK(((eta - (before + plain * beta)).cwiseAbs().array() <= unit * eta_size.array()).all());

    const Vector residual = random_vector(random, x.rows);
    const Vector start = random_vector(random, p);
    Vector gradient = start;
    add_transposed_product(x, residual, gradient);
    const Vector size = start.cwiseAbs() + plain.cwiseAbs().transpose() * residual.cwiseAbs();
    const Vector expected = start + plain.transpose() * residual;
    CHECK(((gradient - expected).cwiseAbs().array() <= unit * size.array()).all());

    const Vector weight = random_vector(random, x.rows).cwiseAbs();
    Matrix gram = Matrix::Constant(p, p, 0.5);
    Matrix scratch;
    add_weighted_gram(x, weight, scratch, gram);
    const Matrix product = plain.transpose() * weight.asDiagonal() * plain;
    const Matrix bound = Matrix::Constant(p, p, 0.5) +
                         plain.cwiseAbs().transpose() * weight.asDiagonal() * plain.cwiseAbs();
    for (Index b = 0; b < p; ++b) {
      for (Index a = 0; a < p; ++a) {
        CAPTURE(a);
        CAPTURE(b);
        if (a < b) {
          CHECK(gram(a, b) == 0.5);  // only the lower triangle is written
        } else {
          CHECK(std::abs(gram(a, b) - 0.5 - product(a, b)) <= unit * bound(a, b));
        }
      }
    }
  }
}

TEST_CASE("a row's entries are its part of the matrix") {
  Random random(12);
  for (int problem = 0; problem < 20; ++problem) {
    Index p = 0;
    const DesignBlock x = random_block(random, 10, p);
    const Matrix plain = test::dense(x, p);
    std::vector<DesignEntry> entries;
    for (Index i = 0; i < x.rows; ++i) {
      read_row(x, i, entries);
      Vector row = Vector::Zero(p);
      for (const DesignEntry& entry : entries) row[entry.column] += entry.value;
      CHECK(row == plain.row(i).transpose());
    }
  }
}

TEST_CASE("equal rows get equal linear predictors, to the last bit, wherever they stand") {
  Random random(13);
  for (const Index rows : {1, 2, 3, 5, 8, 17, 63, 64, 65}) {
    CAPTURE(rows);
    DesignBlock x;
    x.rows = rows;
    x.dense_columns = {0, 1, 2, 6};
    x.dense = Matrix(rows, 4);
    const Vector row = random_vector(random, 4);
    for (Index i = 0; i < rows; ++i) x.dense.row(i) = row.transpose();
    const auto n = static_cast<std::size_t>(rows);
    x.indicators.push_back({.first_column = 3,
                            .columns = 3,
                            .code = std::vector<std::int32_t>(n, 1),
                            .multiplier = std::vector<double>(n, 0.1)});
    Vector eta = Vector::Constant(rows, 0.3);
    add_linear_predictor(x, random_vector(random, 7), eta);
    CHECK((eta.array() == eta[0]).all());
  }
}

}  // namespace odds
