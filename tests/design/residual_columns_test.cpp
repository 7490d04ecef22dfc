#include "design/residual_columns.hpp"

#include "support/random_data.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

namespace odds {
namespace {

/// Dense columns 0 and 2, indicator columns 3 and 4, and column 1 times an indicator with numbers.
DesignBlock mixed_block(Index rows) {
  test::Random random(3);
  DesignBlock block;
  block.rows = rows;
  block.dense_columns = {0, 2};
  block.dense = Matrix::NullaryExpr(rows, 2, [&] { return random.normal(); });
  IndicatorGroup plain{.first_column = 3, .columns = 2, .code = {}, .multiplier = {}};
  IndicatorGroup numbers{.first_column = 1, .columns = 1, .code = {}, .multiplier = {}};
  for (Index i = 0; i < rows; ++i) {
    plain.code.push_back(static_cast<std::int32_t>(i % 3) - 1);
    numbers.code.push_back(i % 2 == 0 ? 0 : -1);
    numbers.multiplier.push_back(random.normal());
  }
  block.indicators = {plain, numbers};
  return block;
}

/// X of a block, rows x 5.
Matrix dense(const DesignBlock& block) {
  Matrix x = Matrix::Zero(block.rows, 5);
  std::vector<DesignEntry> entries;
  for (Index i = 0; i < block.rows; ++i) {
    read_row(block, i, entries);
    for (const DesignEntry& entry : entries) x(i, entry.column) += entry.value;
  }
  return x;
}

/// What the header says, in extended precision.
Matrix expected(const Matrix& x, const std::vector<ResidualColumn>& residuals) {
  Matrix result = x;
  for (const ResidualColumn& residual : residuals) {
    for (Index i = 0; i < x.rows(); ++i) {
      long double rest = x(i, residual.column);
      for (std::size_t k = 0; k < residual.others.size(); ++k) {
        rest -= static_cast<long double>(residual.weights[static_cast<Index>(k)]) *
                x(i, residual.others[k]);
      }
      result(i, residual.column) = static_cast<double>(residual.factor * rest);
    }
  }
  return result;
}

ResidualColumn residual_of(Index column, std::vector<Index> others, std::vector<double> weights) {
  return {.column = column,
          .others = std::move(others),
          .weights = Eigen::Map<const Vector>(weights.data(), static_cast<Index>(weights.size())),
          .factor = 1024.0};
}

const std::vector<ResidualColumn> kResiduals = {residual_of(2, {0, 1}, {0.75, -1.0 / 3.0}),
                                                residual_of(4, {0, 2, 3}, {0.1, 2.0, -0.5})};

}  // namespace

TEST_CASE("residual columns of dense columns and of indicators are what the header says") {
  DesignBlock block = mixed_block(30);
  const Matrix before = dense(block);
  take_residuals(kResiduals, block);
  const Matrix after = dense(block);
  // A few roundings of sums of numbers near 1, times the factor.
  const double rounding = 1024.0 * 4.0 * std::numeric_limits<double>::epsilon();
  CHECK((after - expected(before, kResiduals)).cwiseAbs().maxCoeff() <= rounding);
  CHECK(after.col(3) == before.col(3));
  CHECK(after.col(4) != before.col(4));
}

TEST_CASE("a residual column keeps digits that rounded products lose") {
  DesignBlock block;
  block.rows = 1;
  block.dense_columns = {0, 1};
  block.dense = Matrix(1, 2);
  const double u = 0x1p-40;
  block.dense << 1.0 + u, 1.0;
  take_residuals({residual_of(1, {0}, {1.0 - u})}, block);  // 1 - (1 - u^2)
  CHECK(block.dense(0, 1) == 1024.0 * u * u);
}

TEST_CASE("a block without a part of a residual column stays as it is, with a part it has it") {
  DesignBlock block;
  block.rows = 2;
  block.dense_columns = {3};
  block.dense = Matrix::Ones(2, 1);
  take_residuals({kResiduals[0]}, block);
  CHECK(block.dense_columns == std::vector<Index>{3});
  take_residuals(kResiduals, block);
  REQUIRE(block.dense_columns == std::vector<Index>{3, 4});
  CHECK(block.dense(1, 1) == 1024.0 * 0.5);
}

TEST_CASE("a single row gets the entries that it has in a block") {
  DesignBlock block = mixed_block(7);
  const Matrix before = dense(block);
  take_residuals(kResiduals, block);
  const Matrix after = dense(block);
  for (Index i = 0; i < block.rows; ++i) {
    Vector row = before.row(i);
    take_residuals(kResiduals, row);
    CHECK(row == Vector(after.row(i)));
  }
}

}  // namespace odds
