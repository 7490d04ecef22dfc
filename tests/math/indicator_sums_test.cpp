#include "math/indicator_sums.hpp"

#include "support/random_columns.hpp"
#include "support/random_indicators.hpp"

#include <doctest/doctest.h>

#include <cfloat>

namespace odds {
namespace {

using test::Random;
using test::RandomIndicators;

/// Numbers whose sums and products with each other are exact, in any order.
Vector whole_numbers(Random& random, Index size) {
  return Vector::NullaryExpr(size, [&] { return random.whole(-9, 9); });
}

/// Groups of all kinds, with whole numbers as multipliers.
std::vector<RandomIndicators> many_groups(Random& random, Index rows) {
  std::vector<RandomIndicators> groups;
  for (const Index columns : {1, 2, 5, 100}) {
    for (const bool scaled : {false, true}) {
      groups.emplace_back(random, rows, columns, scaled);
      for (double& m : groups.back().multiplier) m = random.whole(-9, 9);
    }
  }
  groups.emplace_back(random, rows, 3, false);
  groups.back().code.assign(static_cast<std::size_t>(rows), -1);  // all rows at the base level
  return groups;
}

}  // namespace

TEST_CASE("the sums of a group are those of its dense matrix") {
  Random random(51);
  for (const Index rows : test::kRowCounts) {
    for (const RandomIndicators& group : many_groups(random, rows)) {
      const Matrix plain = group.dense();
      CAPTURE(rows);
      CAPTURE(plain.cols());
      const Vector beta = whole_numbers(random, plain.cols());
      const Vector r = whole_numbers(random, rows);

      Vector eta = Vector::Constant(rows, 3.0);
      add_indicator_product(group.view(), beta.data(), rows, eta.data());
      CHECK(eta == Vector::Constant(rows, 3.0) + plain * beta);

      Vector sums = Vector::Constant(plain.cols(), 5.0);
      add_indicator_sums(group.view(), r.data(), rows, sums.data());
      CHECK(sums == Vector::Constant(plain.cols(), 5.0) + plain.transpose() * r);

      Vector squares = Vector::Constant(plain.cols(), 7.0);
      add_indicator_squares(group.view(), r.data(), rows, squares.data());
      CHECK(squares == Vector::Constant(plain.cols(), 7.0) + plain.cwiseAbs2().transpose() * r);
    }
  }
}

TEST_CASE("the products of two groups are those of their dense matrices") {
  Random random(52);
  for (const Index rows : {0, 1, 40, 513}) {
    const std::vector<RandomIndicators> groups = many_groups(random, rows);
    for (const RandomIndicators& a : groups) {
      for (const RandomIndicators& b : groups) {
        const Matrix left = a.dense();
        const Matrix right = b.dense();
        const Vector w = whole_numbers(random, rows).cwiseAbs();
        Matrix table = Matrix::Constant(left.cols() + 2, right.cols(), 4.0);
        const Matrix expected = left.transpose() * w.asDiagonal() * right;
        add_indicator_pairs(a.view(), b.view(), w.data(), rows, {table.data() + 1, table.rows()});
        CHECK(table.middleRows(1, left.cols()) ==
              Matrix::Constant(left.cols(), right.cols(), 4.0) + expected);
        CHECK((table.row(0).array() == 4.0).all());
        CHECK((table.bottomRows(1).array() == 4.0).all());
      }
    }
  }
}

TEST_CASE("what a row without an entry holds is not looked at") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<std::int32_t> code = {-1, 1};
  const std::vector<double> multiplier = {nan, 2.0};
  const Indicators group = {.columns = 2, .code = code.data(), .multiplier = multiplier.data()};
  const Vector r = Vector{{nan, 3.0}};
  Vector sums = Vector::Zero(2);
  add_indicator_sums(group, r.data(), 2, sums.data());
  CHECK(sums == Vector{{0.0, 6.0}});
  Vector eta = Vector::Zero(2);
  add_indicator_product(group, Vector{{nan, 5.0}}.data(), 2, eta.data());
  CHECK(eta == Vector{{0.0, 10.0}});
}

}  // namespace odds
