// The rows of one of several models.
#pragma once

#include "inference/fitted_rows.hpp"

#include <odds/compare.hpp>
#include <odds/execution.hpp>
#include <odds/table.hpp>

#include <memory>
#include <string>
#include <vector>

namespace odds {

/// As FittedRows, whose errors name the model.
std::unique_ptr<FittedRows> rows_of_model(const NamedFit& model, const Table& table,
                                          const Execution& execution,
                                          const std::vector<std::string>& clusters = {});

}  // namespace odds
