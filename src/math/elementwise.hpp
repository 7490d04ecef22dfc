// What is done to each number of a column, with the widest vectors of the machine.
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

}  // namespace odds
