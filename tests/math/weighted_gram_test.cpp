#include "math/weighted_gram.hpp"

#include "support/random_columns.hpp"
#include "support/simd_targets.hpp"

#include <doctest/doctest.h>

#include <cfloat>

namespace odds {
namespace {

using test::Random;
using test::RandomColumns;
using WideMatrix = Eigen::Matrix<long double, Eigen::Dynamic, Eigen::Dynamic>;

/// Compares with sums of long doubles; 0.5 was there before, and stays above the diagonal.
void check_gram(const RandomColumns& x, const Vector& w) {
  const Index p = x.data.cols();
  Matrix gram = Matrix::Constant(p, p, 0.5);
  add_lower_gram(x.view(), w.data(), gram.data());
  const WideMatrix wide = x.matrix().cast<long double>();
  const WideMatrix exact = wide.transpose() * w.cast<long double>().asDiagonal() * wide;
  const Matrix plain = x.matrix().cwiseAbs();
  const Matrix size = plain.transpose() * w.cwiseAbs().asDiagonal() * plain;
  const double unit = static_cast<double>(x.matrix().rows() + 3) * 0.5 * DBL_EPSILON;
  for (Index b = 0; b < p; ++b) {
    for (Index a = 0; a < p; ++a) {
      if (a < b) {
        REQUIRE(gram(a, b) == 0.5);
      } else {
        const auto error = static_cast<double>(gram(a, b) - 0.5L - exact(a, b));
        REQUIRE(std::abs(error) <= unit * (size(a, b) + 0.5));
      }
    }
  }
}

}  // namespace

TEST_CASE("the lower triangle of X'WX is that of long doubles, the upper one is not touched") {
  test::on_each_target([] {
    Random random(41);
    for (const Index rows : test::kRowCounts) {
      for (const Index columns : {0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 17}) {
        CAPTURE(rows);
        CAPTURE(columns);
        check_gram(RandomColumns(random, rows, columns),
                   test::random_vector(random, rows).cwiseAbs());
      }
    }
    check_gram(RandomColumns(random, 300, 70), test::random_vector(random, 300).cwiseAbs());
  });
}

TEST_CASE("weights may be 0 or negative") {
  test::on_each_target([] {
    Random random(42);
    check_gram(RandomColumns(random, 100, 6), Vector::Zero(100));
    check_gram(RandomColumns(random, 100, 6), test::random_vector(random, 100));
  });
}

TEST_CASE("the same block gives the same bits again") {
  Random random(43);
  const RandomColumns x(random, 700, 13);
  const Vector w = test::random_vector(random, 700).cwiseAbs();
  Matrix first = Matrix::Zero(13, 13);
  Matrix second = Matrix::Zero(13, 13);
  add_lower_gram(x.view(), w.data(), first.data());
  add_lower_gram(x.view(), w.data(), second.data());
  CHECK(first == second);
}

}  // namespace odds
