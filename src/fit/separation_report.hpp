// Separation in the words of the data: which levels and values decide the outcome.
#pragma once

#include "design/design_reader.hpp"
#include "model/model.hpp"

#include <odds/fit.hpp>

#include <string>
#include <vector>

namespace odds {

/// The direction of separation on the formula's own columns, without those it leaves alone.
/// `working` (p) is on working columns. Scaled so that the largest weight is 1 in absolute value.
std::vector<DirectionWeight> separation_direction(const Model& model, VectorRef working);

/// The cells that separate the data by themselves.
struct SeparatingCells {
  /// One for each level, or value of a 0/1 column, in which every row has the same outcome, and for
  /// each number column that the outcomes divide; one for all levels of a factor if they are many.
  std::vector<std::string> sentences;

  Index levels = 0;  ///< of main effects: FitOptions::drop_separated leaves their rows out
};

/// One pass over the data.
SeparatingCells separating_cells(const DesignReader& reader, const Model& model,
                                 const Execution& execution);

}  // namespace odds
