#include "data/column_builder.hpp"

#include <algorithm>

namespace odds {

namespace {

/// Where the texts of numbers may matter, and it is worth the time to look at all of them.
bool depends_on_spelling(Expect expect) {
  return expect == Expect::any || expect == Expect::category || expect == Expect::numbers_as_levels;
}

}  // namespace

MissingTokens::MissingTokens(const std::vector<std::string>& tokens, char decimal)
    : tokens_(tokens) {
  for (const std::string& token : tokens_) {
    if (token.empty()) continue;
    begins_token_[static_cast<unsigned char>(token[0])] = true;
    if (parse_number(token, decimal).kind != NumberKind::none) has_number_ = true;
  }
}

bool MissingTokens::contains(std::string_view text) const {
  if (text.empty()) return true;
  if (!begins_token_[static_cast<unsigned char>(text[0])]) return false;
  return std::find(tokens_.begin(), tokens_.end(), text) != tokens_.end();
}

ColumnBuilder::ColumnBuilder(Expect expect, const CellRules& rules, bool keeps_texts)
    : expect_(expect),
      keeps_texts_(keeps_texts || expect == Expect::text),
      plain_first_(!keeps_texts_ && !rules.missing.has_number()),
      watches_(depends_on_spelling(expect)),
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

void ColumnBuilder::add_other(const Field& field) {
  const std::string_view text = text_of(field, scratch_);
  const std::string_view trimmed = trim_blanks(text);
  const bool token = rules_.missing.contains(trimmed);
  if (text.empty() || (token && !field.quoted)) return add_token(trimmed);
  if (const std::int32_t known = facts_.texts.find(text); known >= 0) return add_code(known);
  if (expect_ == Expect::text || token) return add_text(text, {.token = token});
  const Number number = parse_number(trimmed, rules_.decimal);
  if (keeps_texts_ || !is_usable(number.kind)) return add_text(text, {.kind = number.kind});
  facts_.count_number(number.kind);
  add_number(number.value, trimmed);
}

void ColumnBuilder::add_text(std::string_view text, const CellFacts::AboutText& about) {
  facts_.abouts.push_back(about);
  add_code(facts_.texts.add(text));
}

void ColumnBuilder::add_code(std::int32_t code) {
  facts_.count_text(code);
  codes_.resize(static_cast<std::size_t>(facts_.rows), -1);
  codes_.push_back(code);
  ++facts_.rows;
}

}  // namespace odds
