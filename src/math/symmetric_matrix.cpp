#include <odds/error.hpp>
#include <odds/types.hpp>

#include <fmt/format.h>

#include <cmath>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace odds {
namespace {

/// What two elements across the diagonal may differ by, over their typical size.
constexpr double kAsymmetry = 1e-10;

[[noreturn]] void fail_matrix(std::string what) {
  throw Error(ErrorKind::usage, {.what = std::move(what), .where = {}, .hint = {}, .excerpt = {}});
}

bool is_symmetric(const SymmetricMatrix& matrix, Index i, Index j) {
  const double here = matrix(i, j);
  const double there = matrix(j, i);
  if (here == there || (std::isnan(here) && std::isnan(there))) return true;
  const double typical = std::sqrt(std::abs(matrix(i, i) * matrix(j, j)));
  return std::abs(here - there) <= kAsymmetry * std::fmax(typical, std::abs(here));
}

}  // namespace

SymmetricMatrix::SymmetricMatrix(Index size, std::vector<double> values)
    : size_(size), values_(std::move(values)) {
  if (size < 0 || static_cast<Index>(values_.size()) != size * size) {
    fail_matrix(fmt::format("{} numbers are no {} x {} matrix", values_.size(), size, size));
  }
  for (Index j = 0; j < size; ++j) {
    for (Index i = 0; i < j; ++i) {
      if (!is_symmetric(*this, i, j)) {
        fail_matrix(
            fmt::format("the matrix is not symmetric: ({}, {}) is {:.17g}, ({}, {}) is {:.17g}", i,
                        j, (*this)(i, j), j, i, (*this)(j, i)));
      }
      const double mean = 0.5 * ((*this)(i, j) + (*this)(j, i));
      values_[static_cast<std::size_t>(j * size + i)] = mean;
      values_[static_cast<std::size_t>(i * size + j)] = mean;
    }
  }
}

SymmetricMatrix SymmetricMatrix::submatrix(std::span<const Index> kept) const {
  std::vector<double> values;
  for (const Index j : kept) {
    for (const Index i : kept) values.push_back((*this)(i, j));
  }
  return {static_cast<Index>(kept.size()), std::move(values)};
}

}  // namespace odds
