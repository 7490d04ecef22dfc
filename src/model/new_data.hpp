// The roles that the columns of another table play for a model that has been fitted.
#pragma once

#include "model/model.hpp"

#include <odds/table.hpp>

#include <memory>
#include <string>
#include <vector>

namespace odds {

/// The columns of the right-hand side and the offsets, nothing else: what a prediction needs.
DataRoles prediction_roles(const Model& model);

/// The roles for averages over rows: weights and levels that are left out as in the fit; the
/// response (for complete rows and trials), the filter of the fit and its clusters (whose rows must
/// have one) as far as `header` has their columns. Throws Error(usage) when a weight column is
/// missing.
DataRoles averaging_roles(const Model& model, const std::vector<std::string>& header);

/// Reads the columns of `roles` with the types that they had in the fit: numbers as numbers, texts
/// as texts, `01` and `1` apart. Throws Error(usage) for a column that the table does not have.
std::shared_ptr<const ColumnSource> scan_for(const Model& model, const DataRoles& roles,
                                             const Table& table, const Execution& execution);

/// The same, then the columns `keep` as text, even if they are among the former. A text where a
/// factor had numbers is no error but a level that the fit did not have.
std::shared_ptr<const ColumnSource> scan_to_predict(const Model& model, const DataRoles& roles,
                                                    const Table& table, const Execution& execution,
                                                    const std::vector<std::string>& keep);

}  // namespace odds
