#include "data/cell_facts.hpp"

#include "data/cell_complaint.hpp"
#include "data/failure.hpp"

#include <fmt/format.h>

namespace odds {

namespace {

constexpr std::size_t kOffendersKept = 5;

}  // namespace

void CellFacts::count_text(std::int32_t code) {
  const AboutText about = abouts[static_cast<std::size_t>(code)];
  if (about.token) {
    ++tokens;
  } else if (is_usable(about.kind)) {
    count_number(about.kind);
  } else {
    ++(about.kind == NumberKind::none ? plain_texts : unusable);
    if (offenders.size() < kOffendersKept) offenders.push_back({.row = rows, .code = code});
  }
}

void CellFacts::count_number(NumberKind kind) {
  if (kind == NumberKind::underflow) ++underflows;
  if (kind == NumberKind::rounded) ++roundings;
}

// A text is here what it is there, for that depends on the text alone; only its code may differ.
std::vector<std::int32_t> CellFacts::append(const CellFacts& later) {
  std::vector<std::int32_t> here;
  for (std::size_t there = 0; there < later.abouts.size(); ++there) {
    const std::int32_t code = texts.add(later.texts.text(static_cast<std::int32_t>(there)));
    here.push_back(code);
    if (static_cast<std::size_t>(code) == abouts.size()) abouts.push_back(later.abouts[there]);
  }
  for (const Offender& offender : later.offenders) {
    if (offenders.size() == kOffendersKept) break;
    offenders.push_back({.row = rows + offender.row,
                         .code = here[static_cast<std::size_t>(offender.code)],
                         .place = offender.place});
  }
  spellings.append(later.spellings);
  for (const auto& [token, cells] : later.odd_tokens) odd_tokens[token] += cells;
  for (const auto count :
       {&CellFacts::rows, &CellFacts::missing, &CellFacts::underflows, &CellFacts::roundings,
        &CellFacts::plain_texts, &CellFacts::unusable, &CellFacts::tokens}) {
    this->*count += later.*count;
  }
  return here;
}

void CellFacts::clear() {
  if (!abouts.empty()) texts.clear();
  abouts.clear();
  offenders.clear();
  spellings = {};
  odd_tokens.clear();
  rows = missing = underflows = roundings = plain_texts = unusable = tokens = 0;
}

ColumnOutcome CellFacts::outcome(Expect expect) const {
  if (expect == Expect::text) return ColumnOutcome::factor;
  const Index number_like = number_cells() + unusable;
  if (plain_texts == 0 && unusable == 0) {
    const bool only_tokens = number_like == 0 && tokens > 0;
    return only_tokens && !wants_numbers(expect) ? ColumnOutcome::factor : ColumnOutcome::number;
  }
  if (wants_numbers(expect) || plain_texts == 0) return ColumnOutcome::failure;
  if (expect != Expect::automatic || number_like < plain_texts) return ColumnOutcome::factor;
  return ColumnOutcome::failure;
}

std::vector<std::string> CellFacts::notes(const std::string& name, Expect expect,
                                          ColumnOutcome outcome) const {
  std::vector<std::string> notes;
  const auto note = [&](Index cells, std::string_view noun, std::string_view what) {
    if (cells == 0) return;
    notes.push_back(fmt::format("column \"{}\": {} {}", name, counted(cells, noun), what));
  };
  if (outcome == ColumnOutcome::number) {
    note(underflows, "number", "too small for a double, read as 0");
    note(roundings, "integer", "beyond 2^53, rounded to the nearest double");
    note(tokens, "quoted cell", "without a value, read as missing");
    if (expect == Expect::any) {
      note(spellings.codes, "number",
           "led by a zero or a plus, as codes are: C() keeps their texts as levels");
    }
  } else if (expect == Expect::automatic) {
    note(number_cells(), "number", "among more cells of text: read as a factor");
  }
  for (const auto& [token, cells] : odd_tokens) {
    note(cells, "cell", fmt::format("\"{}\" read as missing", shown(token)));
  }
  return notes;
}

std::string CellFacts::complaint() const {
  const AboutText first = abouts[static_cast<std::size_t>(offenders.front().code)];
  const std::string text = shown(texts.text(offenders.front().code));
  const Index cells = plain_texts + unusable;
  std::string what = what_is_wrong(text, first.kind);
  if (cells > 1) what += fmt::format(" ({} such values in {})", cells, counted(rows, "row"));
  return what;
}

}  // namespace odds
