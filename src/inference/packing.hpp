// What processes send one another of an estimate.
#pragma once

#include <odds/inference.hpp>

#include <tuple>

namespace odds {

inline auto estimate_fields(EstimateRow& row) {
  return std::tie(row.estimate, row.std_error, row.statistic, row.p_value, row.conf_low,
                  row.conf_high, row.degrees);
}

}  // namespace odds
