// How the text of data is understood, by a fit and by what comes after it.
#pragma once

#include "model/model.hpp"

#include <odds/csv.hpp>
#include <odds/note.hpp>

#include <memory>
#include <vector>

namespace odds {

/// The options that a fit keeps of how its table was read, for other files; null of a table that is
/// no text.
std::shared_ptr<const CsvOptions> kept_reading(const Table& table);

/// N104 for each setting that tells another reading than for the data of the fit, of a model that
/// knows how those were read; then those on how the columns of `source` were read.
std::vector<Note> reading_notes(const Model& model, const Table& table, const ColumnSource& source);

}  // namespace odds
