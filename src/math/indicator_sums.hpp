// Sums over rows that have at most one entry in a group of columns: indicators of levels.
#pragma once

#include <odds/types.hpp>

#include <cstdint>

namespace odds {

/// A group of columns in which row i has the entry multiplier[i] in column code[i], and no other.
struct Indicators {
  Index columns = 0;
  const std::int32_t* code = nullptr;  ///< rows; 0 <= code < columns, or -1: no entry
  const double* multiplier = nullptr;  ///< rows; null: 1 everywhere
};

// None of these has a branch that depends on a code: rows without an entry are frequent and come
// without order, and a branch that is guessed wrong costs as much as several rows.

/// eta += Z beta for the group's columns Z; beta has group.columns entries, eta `rows`.
void add_indicator_product(const Indicators& group, const double* beta, Index rows, double* eta);

/// sums += Z' r; r has `rows` entries, sums group.columns.
void add_indicator_sums(const Indicators& group, const double* r, Index rows, double* sums);

/// sums += diagonal of Z' diag(w) Z, all that is not 0 of this matrix.
void add_indicator_squares(const Indicators& group, const double* w, Index rows, double* sums);

/// A block of a matrix: its first entry, and the distance between its columns.
struct MatrixBlock {
  double* corner;
  Index stride;
};

/// table += A' diag(w) B; table is a.columns x b.columns.
void add_indicator_pairs(const Indicators& a, const Indicators& b, const double* w, Index rows,
                         MatrixBlock table);

}  // namespace odds
