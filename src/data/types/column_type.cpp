#include "data/types/column_type.hpp"

#include <algorithm>

namespace odds {

namespace {

constexpr Index kFewTexts = 5;
constexpr Index kFewNumbers = 20;
constexpr Index kManyTexts = 20;

/// What is a number, or meant as one.
Index number_like(const CellFacts& facts) { return facts.number_cells() + facts.unusable; }

Index different_plain_texts(const CellFacts& facts) {
  return std::ranges::count_if(facts.abouts, &CellFacts::AboutText::is_plain);
}

bool are_a_tenth(const CellFacts& facts) {
  return 10 * facts.plain_texts >= facts.plain_texts + number_like(facts);
}

bool are_few_and_recur(const CellFacts& facts) {
  const Index different = different_plain_texts(facts);
  return different <= kFewTexts && facts.plain_texts >= 2 * different;
}

// Of numbers and texts, whether the texts are levels as the numbers are.
ColumnOutcome decide_mixture(const CellFacts& facts, bool texts_known) {
  if (facts.plain_texts > number_like(facts)) return ColumnOutcome::factor;
  const bool tenth = are_a_tenth(facts);
  const bool few = are_few_and_recur(facts);
  if (!tenth && !few) return ColumnOutcome::failure;
  if (!texts_known) return ColumnOutcome::open;
  const Index numbers = std::ranges::count_if(facts.abouts, &CellFacts::AboutText::is_number);
  const bool numbers_recur = 2 * numbers <= facts.number_cells();
  const bool levels = (tenth && (numbers_recur || different_plain_texts(facts) >= kManyTexts)) ||
                      (few && numbers_recur && numbers <= kFewNumbers);
  return levels ? ColumnOutcome::factor : ColumnOutcome::failure;
}

ColumnOutcome decide_with_texts(const CellFacts& facts, Expect expect, bool texts_known) {
  const bool mixed = number_like(facts) > 0;
  if (wants_numbers(expect)) return ColumnOutcome::failure;
  if (expect == Expect::category || !mixed) return ColumnOutcome::factor;
  const ColumnOutcome outcome = decide_mixture(facts, texts_known);
  return outcome == ColumnOutcome::failure && expect == Expect::lenient ? ColumnOutcome::number
                                                                        : outcome;
}

ColumnOutcome decide_numbers(const CellFacts& facts, Expect expect, char decimal,
                             bool texts_known) {
  if (number_like(facts) == 0 && facts.tokens > 0 && !wants_numbers(expect)) {
    return ColumnOutcome::factor;
  }
  if (expect != Expect::category && expect != Expect::numbers_as_levels) {
    return ColumnOutcome::number;
  }
  if (!texts_known) return facts.spellings.agree() ? ColumnOutcome::number : ColumnOutcome::open;
  const bool by_text =
      expect == Expect::category && !are_levels_by_value(number_texts(facts), decimal);
  return by_text ? ColumnOutcome::factor : ColumnOutcome::number;
}

ColumnOutcome decide_as_if_known(const CellFacts& facts, Expect expect, char decimal,
                                 bool texts_known) {
  if (expect == Expect::text) return ColumnOutcome::factor;
  if (facts.plain_texts > 0) return decide_with_texts(facts, expect, texts_known);
  if (facts.unusable == 0) return decide_numbers(facts, expect, decimal, texts_known);
  return expect == Expect::lenient ? ColumnOutcome::number : ColumnOutcome::failure;
}

}  // namespace

ColumnOutcome decide_type(const CellFacts& facts, Expect expect, char decimal, bool texts_known) {
  const ColumnOutcome outcome = decide_as_if_known(facts, expect, decimal, texts_known);
  const bool lacks_texts = !texts_known && facts.number_cells() + facts.coded_numbers > 0;
  return outcome == ColumnOutcome::factor && lacks_texts ? ColumnOutcome::open : outcome;
}

std::vector<std::string> number_texts(const CellFacts& facts) {
  std::vector<std::string> texts;
  for (std::size_t code = 0; code < facts.abouts.size(); ++code) {
    if (facts.abouts[code].is_number()) {
      texts.push_back(facts.texts.text(static_cast<std::int32_t>(code)));
    }
  }
  return texts;
}

}  // namespace odds
