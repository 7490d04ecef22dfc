#include "support/error_of.hpp"

#include <odds/eigen.hpp>
#include <odds/types.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <vector>

namespace odds {
namespace {

constexpr double kNotANumber = std::numeric_limits<double>::quiet_NaN();

}  // namespace

TEST_CASE("a symmetric matrix holds its numbers column by column") {
  const SymmetricMatrix matrix(3, {1.0, 2.0, 3.0, 2.0, 4.0, 5.0, 3.0, 5.0, 6.0});
  CHECK(matrix.size() == 3);
  CHECK(matrix(0, 2) == 3.0);
  CHECK(matrix(2, 1) == 5.0);
  CHECK(matrix.values()[4] == 4.0);
  CHECK(as_eigen(matrix).trace() == 11.0);
  CHECK(as_eigen(matrix).data() == matrix.values().data());
  CHECK(as_eigen(matrix.values()).sum() == 31.0);
  CHECK(SymmetricMatrix().size() == 0);
}

TEST_CASE("rows and columns can be taken out, in any order") {
  const SymmetricMatrix matrix(3, {1.0, 2.0, 3.0, 2.0, 4.0, 5.0, 3.0, 5.0, 6.0});
  CHECK(matrix.submatrix(std::vector<Index>{2, 0}) == SymmetricMatrix(2, {6.0, 3.0, 3.0, 1.0}));
  CHECK(matrix.submatrix({}).size() == 0);
}

TEST_CASE("what differs across the diagonal by rounding is made the same") {
  const SymmetricMatrix matrix(2, {1e4, 1.0, 1.0 + 1e-12, 1e-4});
  CHECK(matrix(0, 1) == matrix(1, 0));
  const SymmetricMatrix blank(2, {1.0, kNotANumber, kNotANumber, kNotANumber});
  CHECK(blank(0, 0) == 1.0);
}

TEST_CASE("what is no symmetric matrix is refused") {
  const Error few = test::error_of([] { SymmetricMatrix(2, {1.0, 2.0}); });
  CHECK(few.kind() == ErrorKind::usage);
  CHECK(std::string(few.what()) == "2 numbers are no 2 x 2 matrix");
  const Error skew = test::error_of([] { SymmetricMatrix(2, {1.0, 0.5, 0.25, 1.0}); });
  CHECK(std::string(skew.what()) == "the matrix is not symmetric: (0, 1) is 0.25, (1, 0) is 0.5");
  CHECK(test::error_of([] {
          SymmetricMatrix(2, {1.0, 0.5, kNotANumber, 1.0});
        }).kind() == ErrorKind::usage);
}

}  // namespace odds
