#include "data/types/type_inference.hpp"

#include <algorithm>

namespace odds {

namespace {

constexpr Index kOffendersOfText = 5;
constexpr std::size_t kMostOffenders = 50;

}  // namespace

void CellFacts::count_text(std::int32_t code) {
  AboutText& about = abouts[static_cast<std::size_t>(code)];
  ++about.cells;
  if (about.token) {
    ++tokens;
  } else if (is_usable(about.kind)) {
    count_number(about.kind);
  } else {
    ++(about.kind == NumberKind::none ? plain_texts : unusable);
    if (about.cells > kOffendersOfText || offenders.size() == kMostOffenders) return;
    offenders.push_back({.row = rows, .code = code});
  }
}

void CellFacts::count_number(NumberKind kind) {
  if (kind == NumberKind::underflow) ++underflows;
  if (kind == NumberKind::rounded) ++roundings;
  if (kind == NumberKind::typeset) ++typeset;
}

void CellFacts::append_offenders(const CellFacts& later, const std::vector<std::int32_t>& here) {
  for (const Offender& offender : later.offenders) {
    if (offenders.size() == kMostOffenders) return;
    const std::int32_t code = here[static_cast<std::size_t>(offender.code)];
    if (std::ranges::count(offenders, code, &Offender::code) == kOffendersOfText) continue;
    offenders.push_back({.row = rows + offender.row, .code = code, .place = offender.place});
  }
}

// A text is here what it is there, for that depends on the text alone; only its code may differ.
std::vector<std::int32_t> CellFacts::append(const CellFacts& later) {
  std::vector<std::int32_t> here;
  for (std::size_t there = 0; there < later.abouts.size(); ++there) {
    const std::int32_t code = texts.add(later.texts.text(static_cast<std::int32_t>(there)));
    here.push_back(code);
    const auto at = static_cast<std::size_t>(code);
    if (at == abouts.size()) {
      abouts.push_back(later.abouts[there]);
    } else {
      abouts[at].cells += later.abouts[there].cells;
    }
  }
  append_offenders(later, here);
  spellings.append(later.spellings);
  for (const auto& [token, cells] : later.odd_tokens) odd_tokens[token] += cells;
  for (const auto count :
       {&CellFacts::rows, &CellFacts::missing, &CellFacts::underflows, &CellFacts::roundings,
        &CellFacts::plain_texts, &CellFacts::unusable, &CellFacts::tokens,
        &CellFacts::coded_numbers, &CellFacts::typeset, &CellFacts::trimmed}) {
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
  typeset = trimmed = 0;
  rows = missing = underflows = roundings = plain_texts = unusable = tokens = coded_numbers = 0;
}

}  // namespace odds
