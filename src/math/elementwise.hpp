// Functions of each number of a column, with the widest vectors of the machine.
#pragma once

#include <odds/index.hpp>

#include <span>

namespace odds {

/// out_i = ((values_i - centre) - shift) unit, rounded after each step. `out` has the size of
/// `values` and may be the same memory.
void write_centred(std::span<const double> values, double centre, double shift, double unit,
                   double* out);

/// The sum, in sixteen parts by position modulo 16: the same bits whatever the machine.
double sum(std::span<const double> values);

/// The least, the largest and the sum of values less `origin`, in eight parts: value i belongs to
/// part i modulo 8.
struct RangeParts {
  double least[8];
  double largest[8];
  double beyond[8];
};

/// Adds values to the parts; their number is a multiple of eight.
void add_to_ranges(std::span<const double> values, double origin, RangeParts& parts);

/// Deviations from a mean, and their squares, summed in such parts.
struct DeviationParts {
  double sums[8];
  double squares[8];
};

/// Likewise.
void add_deviations(std::span<const double> values, double mean, DeviationParts& parts);

}  // namespace odds
