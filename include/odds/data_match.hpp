// Whether a table is the one that a fit was made from.
#pragma once

#include <odds/account.hpp>
#include <odds/export.hpp>
#include <odds/fit.hpp>
#include <odds/notes.hpp>

#include <optional>
#include <string>

namespace odds {

/// A comparison of two tables by the SHA-256 of their bytes and the counts of their rows.
///
/// | match      | the table                                                      |
/// |------------|----------------------------------------------------------------|
/// | unknown    | may be any: that of the fit or this one has no SHA-256         |
/// | same       | is the file of the fit, with as many rows                      |
/// | other_rows | is the file of the fit, but other rows of it were read or used |
/// | other      | is another file                                                |
enum class DataMatch { unknown, same, other_rows, other };

/// `sha256`: of the table, empty if it is not known. `whole`: as many rows should be used as in the
/// fit; else only as many read.
ODDS_EXPORT DataMatch match_data(const Fit& fit, const std::string& sha256, const RowCounts& counts,
                                 bool whole);

/// `the data of the fit`, `other data than the fit's (lbw.csv)`; empty where nothing is known.
ODDS_EXPORT std::string match_words(DataMatch match, const Fit& fit);

/// The warning about other rows of the same file.
ODDS_EXPORT std::optional<Note> match_note(DataMatch match, const Fit& fit,
                                           const RowCounts& counts);

}  // namespace odds
