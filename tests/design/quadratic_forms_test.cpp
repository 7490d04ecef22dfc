#include "design/quadratic_forms.hpp"

#include "support/random_data.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace odds {
namespace {

using test::Random;

struct Shape {
  Index rows = 0;
  Index dense = 0;
  Index levels = 0;      ///< of an indicator group without a multiplier; 0: none
  Index scaled = 0;      ///< of one with a multiplier
  Index eliminated = 0;  ///< levels of an eliminated factor
};

std::vector<std::int32_t> random_codes(Random& random, Index rows, Index levels) {
  std::vector<std::int32_t> codes;
  for (Index i = 0; i < rows; ++i) codes.push_back(random.whole(-1, static_cast<int>(levels) - 1));
  return codes;
}

/// The groups stand before the dense columns, and beyond its rows the block holds NaN.
DesignBlock random_rows(Random& random, const Shape& shape) {
  DesignBlock x;
  x.rows = shape.rows;
  Index column = 0;
  for (const Index levels : {shape.levels, shape.scaled}) {
    if (levels == 0) continue;
    x.indicators.push_back({.first_column = column,
                            .columns = levels,
                            .code = random_codes(random, shape.rows, levels),
                            .multiplier = {}});
    column += levels;
  }
  if (shape.scaled > 0) {
    for (Index i = 0; i < shape.rows; ++i) {
      x.indicators.back().multiplier.push_back(random.normal());
    }
  }
  x.dense = Matrix::Constant(shape.rows + 3, shape.dense, std::numeric_limits<double>::quiet_NaN());
  for (Index j = 0; j < shape.dense; ++j) {
    x.dense_columns.push_back(column++);
    for (Index i = 0; i < shape.rows; ++i) x.dense(i, j) = random.normal();
  }
  if (shape.eliminated > 0) {
    EliminatedGroup& group = x.eliminated.emplace();
    group.first_column = column;
    for (Index level = 0; level < shape.eliminated; ++level) {
      group.met.levels.push_back(static_cast<std::int32_t>(level));
    }
    group.met.place = random_codes(random, shape.rows, shape.eliminated);
  }
  return x;
}

Matrix random_covariance(Random& random, Index p) {
  const Matrix root = Matrix::NullaryExpr(p, p, [&] { return random.normal(); });
  return root * root.transpose();
}

ArrowInverse random_inverse(Random& random, const Shape& shape) {
  const Index core = shape.dense + shape.levels + shape.scaled;
  return {.core = random_covariance(random, core),
          .slope = Matrix::NullaryExpr(core, shape.eliminated, [&] { return random.normal(); }),
          .variance = Vector::NullaryExpr(shape.eliminated, [&] { return random.uniform(); })};
}

/// The matrix V in full: E core E' with E = [identity; -slope'], and the variances of the levels.
Matrix in_full(const ArrowInverse& v) {
  Matrix e = Matrix::Identity(v.dimension(), v.core_size());
  e.bottomRows(v.levels()) = -v.slope.transpose();
  Matrix full = e * v.core * e.transpose();
  full.diagonal().tail(v.levels()) += v.variance;
  return full;
}

Matrix rows_in_full(const DesignBlock& x, Index p) {
  Matrix full = Matrix::Zero(x.rows, p);
  std::vector<DesignEntry> entries;
  for (Index i = 0; i < x.rows; ++i) {
    read_row(x, i, entries);
    for (const DesignEntry& entry : entries) full(i, entry.column) += entry.value;
  }
  return full;
}

constexpr Shape kShapes[] = {{.rows = 70, .dense = 5},
                             {.rows = 1, .dense = 1},
                             {.rows = 64, .dense = 3, .levels = 4},
                             {.rows = 130, .dense = 7, .levels = 3, .scaled = 2},
                             {.rows = 20, .levels = 6, .scaled = 3},
                             {.rows = 90, .dense = 4, .levels = 2, .scaled = 2, .eliminated = 9},
                             {.rows = 0, .dense = 2}};

}  // namespace

TEST_CASE("quadratic forms are those of the dense matrices") {
  Random random(21);
  for (const Shape& shape : kShapes) {
    CAPTURE(shape.rows);
    CAPTURE(shape.dense);
    const DesignBlock x = random_rows(random, shape);
    const ArrowInverse v = random_inverse(random, shape);
    const Matrix rows = rows_in_full(x, v.dimension());
    const Matrix full = in_full(v);
    const Vector forms = quadratic_forms(x, v);
    REQUIRE(forms.size() == x.rows);
    for (Index i = 0; i < x.rows; ++i) {
      // Rounding is relative to the sum of the sizes of all products.
      const Vector size = rows.row(i).cwiseAbs();
      const double bound = size.dot(full.cwiseAbs() * size);
      const double expected = rows.row(i).dot(full * rows.row(i).transpose());
      CHECK(std::abs(forms[i] - expected) <= 1e-14 * bound);
    }
  }
}

TEST_CASE("equal rows get equal quadratic forms, to the last bit, wherever they stand") {
  Random random(22);
  for (const Index dense : {1, 2, 3, 5, 8, 31, 100}) {
    CAPTURE(dense);
    const Shape shape{.rows = 150, .dense = dense, .levels = 4};
    DesignBlock x = random_rows(random, shape);
    for (Index i = 1; i < x.rows; ++i) {
      x.dense.row(i) = x.dense.row(0);
      x.indicators[0].code[static_cast<std::size_t>(i)] = x.indicators[0].code[0];
    }
    const Vector forms = quadratic_forms(x, random_inverse(random, shape));
    CHECK((forms.array() == forms[0]).all());
  }
}

TEST_CASE("a row without a number does not spoil the others") {
  Random random(23);
  const Shape shape{.rows = 10, .dense = 3};
  DesignBlock x = random_rows(random, shape);
  const ArrowInverse v = random_inverse(random, shape);
  const Vector before = quadratic_forms(x, v);
  x.dense(4, 1) = -std::numeric_limits<double>::infinity();
  const Vector after = quadratic_forms(x, v);
  for (Index i = 0; i < x.rows; ++i) {
    CHECK((i == 4 ? !std::isfinite(after[i]) : after[i] == before[i]));
  }
}

}  // namespace odds
