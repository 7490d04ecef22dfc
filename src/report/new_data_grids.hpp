// The tables of a validation on new data.
#pragma once

#include <odds/new_data.hpp>
#include <odds/report.hpp>
#include <odds/update.hpp>

#include <vector>

namespace odds {

/// All numbers, for programs: a line for each group, model and measure.
Grid performance_measures_grid(const NewDataValidation& validation);

/// What people read: of one model the measures, of several a line each and their differences; by
/// group; and the classification.
std::vector<Grid> performance_grids(const NewDataValidation& validation);

/// `a = 0.1234 (0.0456), b = 0.8123 (0.0912)`
Lines update_lines(const ModelUpdate& update);

/// The likelihood of the data as the model is, and after each update.
Grid update_grid(const ModelUpdate& update);

}  // namespace odds
