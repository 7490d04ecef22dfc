#include "data/csv/column_builder.hpp"

#include "data/types/blanks.hpp"

namespace odds {

namespace {

/// Where the texts of numbers may matter, and it is worth the time to look at all of them.
bool depends_on_spelling(Expect expect) {
  return expect == Expect::lenient || expect == Expect::category ||
         expect == Expect::numbers_as_levels;
}

}  // namespace

ColumnBuilder::ColumnBuilder(Expect expect, const CellRules& rules, bool keeps_texts)
    : expect_(expect),
      keeps_texts_(keeps_texts || expect == Expect::text),
      watches_(depends_on_spelling(expect)),
      looks_closer_(watches_ || rules.missing.has_numbers()),
      decimal_(rules.decimal),
      rules_(rules) {}

void ColumnBuilder::clear() {
  facts_.clear();
  numbers_.clear();
  codes_.clear();
  missing_.clear();
}

void ColumnBuilder::add_missing() {
  const auto row = static_cast<std::size_t>(facts_.rows);
  if (missing_.size() <= row / 64) missing_.resize(row / 64 + 1);
  missing_[row / 64] |= std::uint64_t{1} << (row % 64);
  ++facts_.missing;
  ++facts_.rows;
}

void ColumnBuilder::add_token(std::string_view token) {
  if (!token.empty() && token != "NA") {
    const auto known = facts_.odd_tokens.try_emplace(std::string(token), 0).first;
    ++known->second;
  }
  add_missing();
}

// Whether a number is one, and no code of missing values.
bool ColumnBuilder::is_value(double value, std::string_view text) {
  if (rules_.missing.contains(value)) {
    add_coded_number(text);
    return false;
  }
  if (watches_) facts_.spellings.add(text, rules_.decimal);
  return true;
}

void ColumnBuilder::add_coded_number(std::string_view text) {
  if (!rules_.missing.is_missing(text, true)) ++facts_.coded_numbers;
  add_token(text);
}

void ColumnBuilder::add_other(const Field& field) {
  const std::string_view whole = text_of(field, scratch_);
  const std::string_view text = trim_unseen(whole);
  if (text.size() != whole.size()) ++facts_.trimmed;
  const MissingCodes& missing = rules_.missing;
  if (text.empty() || missing.is_missing(text, field.quoted)) return add_token(text);
  if (const std::int32_t known = facts_.texts.find(text); known >= 0) return add_code(known);
  if (missing.is_missing_among_numbers(text)) return add_text(text, {.token = true});
  if (expect_ == Expect::text && !missing.has_numbers()) return add_text(text, {});
  const Number number = parse_number(text, rules_.decimal);
  const bool coded = is_usable(number.kind) && missing.contains(number.value);
  if (expect_ == Expect::text) return add_text(text, {.token = coded});
  if (keeps_texts_ || !is_usable(number.kind)) {
    return add_text(text, {.kind = number.kind, .token = coded});
  }
  if (coded) return add_coded_number(text);
  facts_.count_number(number.kind);
  add_number(number.value, text);
}

void ColumnBuilder::add_text(std::string_view text, const CellFacts::AboutText& about) {
  facts_.abouts.push_back(about);
  add_code(facts_.texts.add(text));
}

void ColumnBuilder::add_code(std::int32_t code) {
  facts_.count_text(code);
  const auto row = static_cast<std::size_t>(facts_.rows);
  if (codes_.size() != row) codes_.resize(row, -1);
  codes_.push_back(code);
  ++facts_.rows;
}

}  // namespace odds
