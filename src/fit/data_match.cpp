#include <odds/data_match.hpp>

#include <fmt/format.h>

namespace odds {

namespace {

/// The rows that a fit uses: averages leave those at an asymptote out, which count for a fit.
Index rows_for_fit(const RowCounts& counts) {
  Index rows = counts.used;
  for (const DroppedRows& cause : counts.dropped) {
    if (cause.cause == DropCause::infinite_term) rows += cause.rows;
  }
  return rows;
}

}  // namespace

DataMatch match_data(const Fit& fit, const std::string& sha256, const RowCounts& counts,
                     bool whole) {
  if (fit.sha256().empty() || sha256.empty()) return DataMatch::unknown;
  if (fit.sha256() != sha256) return DataMatch::other;
  const bool as_many = counts.read == fit.rows().read &&
                       (!whole || rows_for_fit(counts) == rows_for_fit(fit.rows()));
  return as_many ? DataMatch::same : DataMatch::other_rows;
}

std::string match_words(DataMatch match, const Fit& fit) {
  switch (match) {
    case DataMatch::unknown:
      break;
    case DataMatch::same:
      return "the data of the fit";
    case DataMatch::other_rows:
      return "the file of the fit, but other rows of it";
    case DataMatch::other:
      return fmt::format("other data than the fit's ({})", fit.file());
  }
  return {};
}

std::optional<Note> match_note(DataMatch match, const Fit& fit, const RowCounts& counts) {
  if (match != DataMatch::other_rows) return std::nullopt;
  return make_note(
      NoteCode::other_rows_of_file,
      fmt::format("This is the file of the fit, but other rows of it: {} of {} are used, against "
                  "{} of {} in the fit. Give the flags that say how it is read as in the fit.",
                  counts.used, counts.read, fit.rows().used, fit.rows().read));
}

}  // namespace odds
