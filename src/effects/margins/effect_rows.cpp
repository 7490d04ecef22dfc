#include "effects/margins/effect_rows.hpp"

#include "effects/counterfactual/conditions.hpp"
#include "effects/margins/margin_call.hpp"
#include "effects/margins/summary_needs.hpp"
#include "fit/reading.hpp"
#include "model/new_data.hpp"

#include <odds/error.hpp>

#include <optional>
#include <utility>

namespace odds {

EffectRows::EffectRows(const Fit& fit, const Table& table, const MarginsOptions& options,
                       const Execution& execution, std::vector<Note>& notes)
    : fit_(fit),
      table_(table),
      execution_(execution),
      model_(model_with_conditions(fit)),
      variables_(asked_variables(*model_, options, notes)),
      roles_(margin_roles(*model_, table, options)),
      needs_(summary_needs(*model_, options, variables_)),
      reader_(scan_for(*model_, roles_, table, execution), roles_, model_->plan,
              roles_.use_response ? std::optional(model_->response) : std::nullopt) {}

RowCounts EffectRows::counts(const DroppedCounts& dropped) const {
  RowCounts counts = row_counts(roles_, reader_.rows().source().rows(), dropped);
  if (counts.used > 0) return counts;
  const bool filtered = !counts.dropped.empty() &&
                        counts.dropped.front().cause == DropCause::filter &&
                        counts.dropped.front().rows == counts.read;
  throw Error(ErrorKind::model, {.what = filtered ? "the filter leaves no row of the table"
                                                  : "no row of the table is complete",
                                 .where = {.file = table_.name(), .line = 0, .column = {}},
                                 .hint = {},
                                 .excerpt = {}});
}

DataMatch EffectRows::compare(const RowCounts& counts, bool whole, std::vector<Note>& notes) const {
  const DataMatch match = match_data(fit_, reader_.rows().source().sha256(), counts, whole);
  if (auto note = match_note(match, fit_, counts)) notes.push_back(std::move(*note));
  return match;
}

void EffectRows::add_reading_notes(std::vector<Note>& notes) const {
  for (Note& note : reading_notes(*model_, table_, reader_.rows().source())) {
    notes.push_back(std::move(note));
  }
}

}  // namespace odds
