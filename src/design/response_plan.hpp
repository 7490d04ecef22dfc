// How the left-hand side of a formula becomes shares of events.
#pragma once

#include "formula/expression.hpp"
#include "math/linear_algebra.hpp"

#include <odds/account.hpp>
#include <odds/formula.hpp>

#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace odds {

/// The distinct values of a response and in how many rows each was met; the rest of very many is
/// not kept.
struct ResponseValues {
  static constexpr std::size_t kMost = 12;

  std::map<double, Index> numbers;
  std::map<std::string, Index> texts;

  void count(double number);
  void count(const std::string& text, Index rows);
  std::size_t distinct() const { return numbers.size() + texts.size(); }
  ResponseValues& operator+=(const ResponseValues& other);
  auto fields() { return std::tie(numbers, texts); }
};

/// How an event is told from a non-event, once the values have been seen.
struct ResponsePlan {
  Response response;
  bool is_text = false;  ///< events are the rows with level `text`, else those with value `number`
  double number = 1.0;
  std::string text;
  std::string label;  ///< "low = 1"; "killed/exposed"; the expression of a fraction

  bool grouped() const { return response.grouped(); }
  bool fractional() const { return response.form == Response::Form::fraction; }

  /// Whether a row may be an event in part.
  bool mixed() const { return grouped() || fractional(); }
};

/// Numbers of events and trials of grouped rows, and the first row where they make no sense.
struct GroupCounts {
  Vector events;          ///< rows
  Vector trials;          ///< rows
  Index rounded = 0;      ///< rows with counts off by rounding, taken as whole numbers
  Index bad_row = -1;     ///< -1: none
  std::string complaint;  ///< what is wrong there
  std::string hint;       ///< what to try
};

/// Counts the values that an ungrouped response takes in these rows.
ResponseValues response_values(const Response& response, const Bindings& bindings, Index rows);

/// The outcomes that the used rows must have: of maximum likelihood both; Firth's penalised
/// likelihood has a maximum even if all are the same.
enum class NeededOutcomes { both, any };

/// The name of the event: `low = 1`; `killed/exposed`; the expression of a fraction.
std::string event_label(const ResponsePlan& plan);

/// Settles which value is the event: `event` if it is not empty, else the literal of
/// `name == literal`, else 1 of 0/1, else the text that sorts last (which adds a note).
///
/// Throws Error(model) for a single value, unless `needed` says that any will do, for more than two
/// values without a literal, and for two numbers other than 0 and 1 when no event is named;
/// Error(usage) for an event that is no value, or that is named for groups or fractions.
ResponsePlan plan_response(const Response& response, const ResponseValues& values,
                           const std::string& event, std::vector<Note>& notes,
                           NeededOutcomes needed = NeededOutcomes::both);

/// 1 where the row is an event, else 0. For responses that are one or the other.
Vector event_indicator(const ResponsePlan& plan, const Bindings& bindings, Index rows);
void write_event_indicator(const ResponsePlan& plan, const Bindings& bindings, Index rows,
                           Vector& indicator);

/// Evaluates `events / trials` or `cbind(events, nonevents)`.
GroupCounts group_counts(const Response& response, const Bindings& bindings, Index rows);

}  // namespace odds
