#include "math/dense_products.hpp"

#include "support/random_columns.hpp"
#include "support/simd_targets.hpp"

#include <doctest/doctest.h>

#include <cfloat>

namespace odds {
namespace {

using test::Random;
using test::RandomColumns;
using WideVector = Eigen::Vector<long double, Eigen::Dynamic>;

constexpr Index kColumnCounts[] = {0, 1, 2, 3, 4, 5, 7, 8, 9, 12, 13, 51};

/// |got - exact| <= `roundings` half ulps of the sum of absolute terms, entry by entry.
void check_sums(const Vector& got, const WideVector& exact, const Vector& size, Index roundings) {
  const Vector error = (got.cast<long double>() - exact).cast<double>().cwiseAbs();
  const double unit = static_cast<double>(roundings) * 0.5 * DBL_EPSILON;
  CHECK((error.array() <= unit * size.array() + DBL_MIN).all());
}

}  // namespace

TEST_CASE("X beta is that of long doubles, up to a rounding for each column") {
  test::on_each_target([] {
    Random random(31);
    for (const Index rows : test::kRowCounts) {
      for (const Index columns : kColumnCounts) {
        CAPTURE(rows);
        CAPTURE(columns);
        const RandomColumns x(random, rows, columns);
        const Vector beta = test::random_vector(random, columns);
        const Vector before = test::random_vector(random, rows);
        Vector eta = before;
        add_product(x.view(), beta.data(), eta.data());
        const Vector size = before.cwiseAbs() + x.matrix().cwiseAbs() * beta.cwiseAbs();
        const WideVector exact =
            before.cast<long double>() + x.matrix().cast<long double>() * beta.cast<long double>();
        check_sums(eta, exact, size, 2 * columns + 1);
      }
    }
  });
}

TEST_CASE("X' r is that of long doubles, up to a rounding for each row") {
  test::on_each_target([] {
    Random random(32);
    for (const Index rows : test::kRowCounts) {
      for (const Index columns : kColumnCounts) {
        CAPTURE(rows);
        CAPTURE(columns);
        const RandomColumns x(random, rows, columns);
        const Vector r = test::random_vector(random, rows);
        const Vector before = test::random_vector(random, columns);
        Vector sums = before;
        add_transposed_product(x.view(), r.data(), sums.data());
        const Vector size = before.cwiseAbs() + x.matrix().cwiseAbs().transpose() * r.cwiseAbs();
        const WideVector exact = before.cast<long double>() +
                                 x.matrix().cast<long double>().transpose() * r.cast<long double>();
        check_sums(sums, exact, size, rows + 2);
      }
    }
  });
}

TEST_CASE("equal rows get the same bits of X beta wherever they stand") {
  test::on_each_target([] {
    Random random(33);
    for (const Index columns : kColumnCounts) {
      const Vector row = test::random_vector(random, columns);
      const Vector beta = test::random_vector(random, columns);
      const Matrix one = row.transpose();
      Vector expected = Vector::Constant(1, 0.1);
      add_product({one.data(), 1, columns, 1}, beta.data(), expected.data());
      for (const Index rows : test::kRowCounts) {
        CAPTURE(rows);
        CAPTURE(columns);
        const Matrix equal = Vector::Ones(rows) * row.transpose();
        Vector eta = Vector::Constant(rows, 0.1);
        add_product({equal.data(), rows, columns, rows}, beta.data(), eta.data());
        CHECK((eta.array() == expected[0]).all());
      }
    }
  });
}

}  // namespace odds
