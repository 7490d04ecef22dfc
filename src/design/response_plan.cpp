#include "design/response_plan.hpp"

#include "base/number_text.hpp"
#include "data/types/flag_text.hpp"
#include "data/types/look_alikes.hpp"
#include "data/types/missing_codes.hpp"

#include <odds/error.hpp>
#include <odds/notes.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>
#include <span>

namespace odds {
namespace {

/// The shortest text; zero has no sign.
std::string show(double value) { return fmt::format("{}", value == 0.0 ? 0.0 : value); }

std::string count_rows(Index rows) { return fmt::format("{} row{}", rows, rows == 1 ? "" : "s"); }

/// A response that is a factor column, whose codes can be compared directly.
const Binding* factor_binding(const Response& response, const Bindings& bindings) {
  if (response.first.kind != Expression::Kind::variable) return nullptr;
  const Binding& binding = bindings.at(response.first.name);
  return binding.codes.empty() ? nullptr : &binding;
}

/// The cells of a response that is a number column; null if it has to be evaluated.
const double* number_cells(const Response& response, const Bindings& bindings, Index rows) {
  if (response.first.kind != Expression::Kind::variable) return nullptr;
  const std::span<const double> numbers = bindings.at(response.first.name).numbers;
  return std::ssize(numbers) == rows ? numbers.data() : nullptr;
}

std::string list_values(const ResponseValues& values) {
  std::string list;
  const auto add = [&](const std::string& text, Index rows) {
    list += fmt::format("{}{} ({})", list.empty() ? "" : ", ", text, count_rows(rows));
  };
  for (const auto& [number, rows] : values.numbers) add(show(number), rows);
  for (const auto& [text, rows] : values.texts) add(text, rows);
  if (values.distinct() >= ResponseValues::kMost) list += ", ...";
  return list;
}

[[noreturn]] void fail(ErrorKind kind, std::string what, std::string hint) {
  throw Error(kind, {.what = std::move(what), .where = {}, .hint = std::move(hint), .excerpt = {}});
}

bool are_fractions(const ResponseValues& values) {
  return values.texts.empty() && values.numbers.begin()->first >= 0.0 &&
         values.numbers.rbegin()->first <= 1.0;
}

/// A way out for numbers that may be fractions, behind `hint`.
std::string with_way_of_fractions(std::string hint, const ResponseValues& values) {
  if (are_fractions(values)) {
    hint +=
        "; if they are shares of trials, --trials COLUMN names the numbers of these; --fractional "
        "models the mean of fractions from 0 to 1";
  }
  return hint;
}

/// `all y = 1 (3 rows)`.
std::string only_value(const Response& response, const ResponseValues& values) {
  const bool number = !values.numbers.empty();
  const std::string value =
      number ? show(values.numbers.begin()->first) : values.texts.begin()->first;
  const Index rows = number ? values.numbers.begin()->second : values.texts.begin()->second;
  return fmt::format("{} {} = {}{}", rows == 1 ? "the only row has" : "all", response.spelling,
                     value, rows == 1 ? "" : " (" + count_rows(rows) + ")");
}

bool is_nines(double value) {
  return value == 9.0 || value == 99.0 || value == 999.0 || value == 9999.0;
}

/// The value that looks like a code of missing values, if one does: the only negative number, nines
/// far above all other numbers, or a text that programs write for what is missing.
std::optional<std::string> suspected_code(const ResponseValues& values) {
  const std::map<double, Index>& numbers = values.numbers;
  if (numbers.size() > 1) {
    const double least = numbers.begin()->first;
    const double most = numbers.rbegin()->first;
    if (least < 0.0 && std::next(numbers.begin())->first >= 0.0) return show(least);
    if (is_nines(most) && std::next(numbers.rbegin())->first < most / 2.0) return show(most);
  }
  const MissingCodes codes;
  for (const auto& [text, rows] : values.texts) {
    if (codes.is_missing_among_numbers(text)) return text;
  }
  return std::nullopt;
}

/// `; if -9 means a missing value, pass --na -9, or --na 'case=-9' for this column alone`; empty
/// if no value looks like a code.
std::string way_of_missing(const Response& response, const ResponseValues& values) {
  const std::optional<std::string> code = suspected_code(values);
  if (!code) return {};
  const bool plain = parse_number(*code).has_value();
  const std::string word = plain ? *code : shell_word(code_in_list(*code));
  std::string way = fmt::format("; if {} means a missing value, pass --na {}", *code, word);
  if (response.first.kind == Expression::Kind::variable) {
    way += fmt::format(", or {} for this column alone", na_flag(response.first.name, {*code}));
  }
  return way;
}

void require_two_values(const Response& response, const ResponseValues& values, bool named) {
  if (values.distinct() == 1) {
    fail(ErrorKind::model, only_value(response, values) + ": there is nothing to model",
         "the response needs events and non-events among the rows used; only --firth has finite "
         "estimates without");
  }
  if (values.distinct() > 2 && !named) {
    fail(ErrorKind::model,
         fmt::format("the response \"{}\" has more than two values: {}", response.spelling,
                     list_values(values)),
         with_way_of_fractions(
             fmt::format("name the value that is the event, all others being non-events: --event "
                         "VALUE, or '{} == VALUE ~ ...' in a formula",
                         response.spelling) +
                 way_of_missing(response, values),
             values));
  }
}

/// The response without the event that the formula names.
std::string plain_name(const Response& response) {
  return response.event ? spelling(response.first) : response.spelling;
}

/// What Pr() holds: of a share times its trials, out of these, the share.
std::string label_of(const Response& response) {
  const Expression& events = response.first;
  const bool share = response.form == Response::Form::trials && events.name == "*" &&
                     events.arguments.size() == 2 && events.arguments[1] == response.second;
  return share ? spelling(events.arguments[0]) : response.spelling;
}

void refuse_second_event(const Response& response, const std::string& event) {
  if (!response.event || event.empty()) return;
  fail(ErrorKind::usage,
       fmt::format("the event is named twice: \"{}\" in {}, and \"{}\"", *response.event,
                   response.spelling, event),
       "name it in one place");
}

/// The values that nobody has named and that count as non-events.
void note_other_values(const ResponsePlan& plan, ResponseValues values, std::vector<Note>& notes) {
  if (values.distinct() <= 2) return;
  const bool cut = values.distinct() >= ResponseValues::kMost;
  plan.is_text ? values.texts.erase(plan.text) : values.numbers.erase(plan.number);
  notes.push_back(
      make_note(NoteCode::other_response_values,
                fmt::format("{}{} values of {} beside the event {} count as non-events: {}{}{}",
                            values.distinct(), cut ? " or more" : "", plain_name(plan.response),
                            plan.is_text ? plan.text : show(plan.number), list_values(values),
                            cut ? ", ..." : "", way_of_missing(plan.response, values))));
}

/// `event`, or what is true or false as it is in another case; null: it is no text of the response.
const std::string* text_meant(const ResponseValues& values, const std::string& event) {
  const auto exact = values.texts.find(event);
  if (exact != values.texts.end()) return &exact->first;
  const std::optional<bool> truth = truth_of(event);
  if (!truth) return nullptr;
  for (const auto& [text, rows] : values.texts) {
    if (truth_of(text) == truth) return &text;
  }
  return nullptr;
}

void name_event(ResponsePlan& plan, const ResponseValues& values, const std::string& event) {
  const std::optional<double> number = parse_number(event);
  if (const std::string* text = text_meant(values, event); text != nullptr) {
    plan.is_text = true;
    plan.text = *text;
  } else if (number && values.numbers.contains(*number)) {
    plan.number = *number;
  } else {
    fail(ErrorKind::usage,
         fmt::format("the event \"{}\" is no value of \"{}\"", event, plain_name(plan.response)),
         fmt::format("its values are {}", list_values(values)));
  }
}

/// `--event 2 or --event 1`; of many values the largest stands for all.
std::string event_flags(const ResponseValues& values) {
  const auto& numbers = values.numbers;
  std::string text = "--event " + show(numbers.rbegin()->first);
  if (numbers.size() == 2) text += " or --event " + show(numbers.begin()->first);
  return text;
}

void find_event(ResponsePlan& plan, const ResponseValues& values, std::vector<Note>& notes) {
  if (values.texts.empty()) {
    const auto among = [&](double number) { return values.numbers.contains(number) ? 1U : 0U; };
    if (among(0.0) + among(1.0) == values.numbers.size()) return;
    fail(ErrorKind::model,
         fmt::format("the response \"{}\" is not coded 0/1: {}", plan.response.spelling,
                     list_values(values)),
         with_way_of_fractions("name the value that counts as the event: " + event_flags(values),
                               values));
  }
  plan.is_text = true;
  plan.text = values.texts.rbegin()->first;
  if (values.texts.size() == 1) {
    fail(ErrorKind::model,
         only_value(plan.response, values) + ": it may be the event or the other outcome",
         "if it is the event, say --event " + plan.text);
  }
  notes.push_back(make_note(NoteCode::event_sorts_last,
                            fmt::format("the event is {} = {}, the value that sorts last; --event "
                                        "names another",
                                        plan.response.spelling, plan.text)));
}

/// The whole number that a count differs from by 1e-9 or, if it is large, by what 15 digits leave
/// open; else the count.
double as_count(double value) {
  const double whole = std::round(value);
  return std::abs(value - whole) <= std::max(1e-9, 1e-14 * std::abs(value)) ? whole : value;
}

/// Takes counts off by rounding as the whole numbers they are; returns in how many rows there were
/// any.
Index take_as_counts(Vector& events, Vector& trials) {
  Index rounded = 0;
  for (Index i = 0; i < events.size(); ++i) {
    const double exact_events = as_count(events[i]);
    const double exact_trials = as_count(trials[i]);
    if (exact_events != events[i] || exact_trials != trials[i]) ++rounded;
    events[i] = exact_events;
    trials[i] = exact_trials;
  }
  return rounded;
}

/// What to try where there are `events` of `trials`.
std::string hint_for_counts(const Response& response, double events, double trials) {
  if (response.form != Response::Form::trials || !(events >= 0.0 && events <= trials)) return {};
  const bool rounded_share = trials == std::floor(trials) && trials > 0.0;
  std::string hint = fmt::format(
      "a share that counts no trials is written I({}), with --fractional", response.spelling);
  if (!rounded_share) return hint;
  return fmt::format(
      "if shares were rounded when they were written, {} has counts; {}",
      fmt::format("round({})/{}", spelling(response.first), spelling(response.second)), hint);
}

/// Counts the values if there are no others, as hardly ever there are; else returns false.
bool count_zeros_and_ones(VectorRef values, std::map<double, Index>& counts) {
  Index zeros = 0;
  Index ones = 0;
  for (const double value : values) {
    zeros += value == 0.0 ? 1 : 0;
    ones += value == 1.0 ? 1 : 0;
  }
  if (zeros + ones != values.size()) return false;
  if (zeros > 0) counts[0.0] = zeros;
  if (ones > 0) counts[1.0] = ones;
  return true;
}

}  // namespace

void ResponseValues::count(double number) {
  if (numbers.size() < kMost || numbers.contains(number)) ++numbers[number];
}

void ResponseValues::count(const std::string& text, Index rows) {
  if (texts.size() < kMost || texts.contains(text)) texts[text] += rows;
}

ResponseValues& ResponseValues::operator+=(const ResponseValues& other) {
  for (const auto& [number, rows] : other.numbers) {
    if (numbers.size() < kMost || numbers.contains(number)) numbers[number] += rows;
  }
  for (const auto& [text, rows] : other.texts) count(text, rows);
  return *this;
}

ResponseValues response_values(const Response& response, const Bindings& bindings, Index rows) {
  ResponseValues values;
  if (const Binding* factor = factor_binding(response, bindings)) {
    std::vector<Index> counts(factor->levels.size());
    for (const std::int32_t code : factor->codes) ++counts[static_cast<std::size_t>(code)];
    for (std::size_t level = 0; level < counts.size(); ++level) {
      if (counts[level] > 0) values.count(factor->levels[level], counts[level]);
    }
    return values;
  }
  const Vector numbers = evaluate(response.first, bindings, rows);
  if (!count_zeros_and_ones(numbers, values.numbers)) {
    for (const double number : numbers) values.count(number);
  }
  return values;
}

std::string event_label(const ResponsePlan& plan) {
  if (plan.mixed()) return plan.response.spelling;
  return fmt::format("{} = {}", plain_name(plan.response),
                     plan.is_text ? plan.text : show(plan.number));
}

ResponsePlan plan_response(const Response& response, const ResponseValues& values,
                           const std::string& event, std::vector<Note>& notes,
                           NeededOutcomes needed) {
  ResponsePlan plan;
  plan.response = response;
  plan.label = label_of(response);
  if (plan.mixed()) {
    if (!event.empty()) {
      fail(ErrorKind::usage,
           plan.grouped() ? "an event cannot be named for counts of events and trials"
                          : "an event cannot be named for fractions",
           {});
    }
    return plan;
  }
  refuse_second_event(response, event);
  const std::string named = event.empty() ? response.event.value_or("") : event;
  if (needed == NeededOutcomes::both || values.distinct() > 1) {
    require_two_values(response, values, !named.empty());
  }
  if (named.empty()) {
    find_event(plan, values, notes);
  } else {
    name_event(plan, values, named);
    note_other_values(plan, values, notes);
  }
  plan.label = event_label(plan);
  return plan;
}

Vector event_indicator(const ResponsePlan& plan, const Bindings& bindings, Index rows) {
  Vector indicator;
  write_event_indicator(plan, bindings, rows, indicator);
  return indicator;
}

void write_event_indicator(const ResponsePlan& plan, const Bindings& bindings, Index rows,
                           Vector& indicator) {
  indicator.resize(rows);
  if (const Binding* factor = factor_binding(plan.response, bindings)) {
    const auto event = std::ranges::find(factor->levels, plan.text) - factor->levels.begin();
    for (Index i = 0; i < rows; ++i) {
      indicator[i] = factor->codes[static_cast<std::size_t>(i)] == event ? 1.0 : 0.0;
    }
    return;
  }
  const auto compare = [&](const double* numbers) {
    for (Index i = 0; i < rows; ++i) indicator[i] = numbers[i] == plan.number ? 1.0 : 0.0;
  };
  if (const double* cells = number_cells(plan.response, bindings, rows)) {
    compare(cells);
  } else {
    compare(evaluate(plan.response.first, bindings, rows).data());
  }
}

GroupCounts group_counts(const Response& response, const Bindings& bindings, Index rows) {
  GroupCounts counts;
  counts.events = evaluate(response.first, bindings, rows);
  counts.trials = evaluate(response.second, bindings, rows);
  if (response.form == Response::Form::counts) counts.trials += counts.events;
  counts.rounded = take_as_counts(counts.events, counts.trials);
  for (Index i = 0; i < rows && counts.bad_row < 0; ++i) {
    const double events = counts.events[i];
    const double trials = counts.trials[i];
    if (events >= 0.0 && events <= trials && std::isfinite(trials) &&
        events == std::floor(events) && trials == std::floor(trials)) {
      continue;
    }
    counts.bad_row = i;
    counts.complaint =
        fmt::format("{} event{} in {} trial{}: counts are whole numbers with 0 <= events <= trials",
                    events, events == 1.0 ? "" : "s", trials, trials == 1.0 ? "" : "s");
    counts.hint = hint_for_counts(response, events, trials);
  }
  return counts;
}

}  // namespace odds
