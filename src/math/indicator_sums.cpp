#include "math/indicator_sums.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>

namespace odds {
namespace {

/// Where a code points to; a row without an entry points to column 0 and adds 0 there.
Index column_of(std::int32_t code) { return std::max(code, std::int32_t{0}); }

/// `value` where the code is that of an entry, else 0. Of `?:` compilers make a branch, which is
/// mispredicted at every row of the base level.
double entry_or_zero(std::int32_t code, double value) {
  const auto kept = ~static_cast<std::uint64_t>(std::int64_t{code} >> 63U);
  return std::bit_cast<double>(std::bit_cast<std::uint64_t>(value) & kept);
}

/// sums[code[i]] += value(i) for the rows with an entry.
template <class Value>
void scatter(const Indicators& group, Index rows, double* sums, Value value) {
  for (Index i = 0; i < rows; ++i) {
    const std::int32_t code = group.code[i];
    sums[column_of(code)] += entry_or_zero(code, value(i));
  }
}

/// table(code of a, code of b) += value(i) for the rows with both entries.
template <class Value>
void scatter_pairs(const Indicators& a, const Indicators& b, Index rows, MatrixBlock table,
                   Value value) {
  for (Index i = 0; i < rows; ++i) {
    const std::int32_t row = a.code[i];
    const std::int32_t column = b.code[i];
    double& cell = table.corner[column_of(column) * table.stride + column_of(row)];
    cell += entry_or_zero(row | column, value(i));
  }
}

}  // namespace

void add_indicator_product(const Indicators& group, const double* beta, Index rows, double* eta) {
  if (group.columns == 0) return;
  for (Index i = 0; i < rows; ++i) {
    const std::int32_t code = group.code[i];
    const double value = beta[column_of(code)];
    const double product = group.multiplier == nullptr ? value : value * group.multiplier[i];
    eta[i] += entry_or_zero(code, product);
  }
}

void add_indicator_sums(const Indicators& group, const double* r, Index rows, double* sums) {
  if (group.columns == 0) return;
  const double* m = group.multiplier;
  if (m == nullptr) {
    scatter(group, rows, sums, [&](Index i) { return r[i]; });
  } else {
    scatter(group, rows, sums, [&](Index i) { return r[i] * m[i]; });
  }
}

void add_indicator_squares(const Indicators& group, const double* w, Index rows, double* sums) {
  if (group.columns == 0) return;
  const double* m = group.multiplier;
  if (m == nullptr) {
    scatter(group, rows, sums, [&](Index i) { return w[i]; });
  } else {
    scatter(group, rows, sums, [&](Index i) { return w[i] * m[i] * m[i]; });
  }
}

void add_indicator_pairs(const Indicators& a, const Indicators& b, const double* w, Index rows,
                         MatrixBlock table) {
  if (a.columns == 0 || b.columns == 0) return;
  if (a.multiplier == nullptr && b.multiplier == nullptr) {
    scatter_pairs(a, b, rows, table, [&](Index i) { return w[i]; });
    return;
  }
  const auto entry = [](const Indicators& group, Index i) {
    return group.multiplier == nullptr ? 1.0 : group.multiplier[i];
  };
  scatter_pairs(a, b, rows, table, [&](Index i) { return w[i] * entry(a, i) * entry(b, i); });
}

}  // namespace odds
