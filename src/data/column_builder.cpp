#include "data/column_builder.hpp"

#include "data/cell_complaint.hpp"
#include "data/failure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace odds {

namespace {

constexpr std::size_t kOffendersShown = 5;

void set_bit(std::vector<std::uint64_t>& bits, Index position) {
  const auto at = static_cast<std::size_t>(position);
  if (bits.size() <= at / 64) bits.resize(at / 64 + 1);
  bits[at / 64] |= std::uint64_t{1} << (at % 64);
}

bool has_bit(const std::vector<std::uint64_t>& bits, std::size_t at) {
  return at / 64 < bits.size() && ((bits[at / 64] >> (at % 64)) & 1U) != 0;
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

ColumnBuilder::ColumnBuilder(std::string name, Expect expect, const CellRules& rules)
    : name_(std::move(name)),
      expect_(expect),
      rules_(rules),
      plain_first_(expect != Expect::text && !rules.missing.has_number()) {}

void ColumnBuilder::reserve(Index rows) {
  if (number_cells_ > 0) numbers_.reserve(static_cast<std::size_t>(rows));
  if (text_cells_ > 0) codes_.reserve(static_cast<std::size_t>(rows));
}

void ColumnBuilder::add_missing() {
  set_bit(missing_, rows_);
  ++missing_cells_;
  ++rows_;
}

void ColumnBuilder::add_token(std::string_view token) {
  if (!token.empty() && token != "NA") {
    const auto known = odd_tokens_.try_emplace(std::string(token), 0).first;
    ++known->second;
  }
  add_missing();
}

void ColumnBuilder::add_other(const Field& field) {
  const std::string_view text = text_of(field, scratch_);
  const std::string_view trimmed = trim_blanks(text);
  const bool token = rules_.missing.contains(trimmed);
  if (text.empty() || (token && !field.quoted)) return add_token(trimmed);
  if (const std::int32_t known = texts_.find(text); known >= 0) return add_code(known);
  if (expect_ == Expect::text || token) return add_text(text, {.token = token});
  const Number number = parse_number(trimmed, rules_.decimal);
  if (!is_usable(number.kind)) return add_text(text, {.kind = number.kind});
  if (number.kind == NumberKind::underflow) ++underflows_;
  if (number.kind == NumberKind::rounded) ++roundings_;
  add_number(number.value);
}

void ColumnBuilder::add_text(std::string_view text, const TextCount& about) {
  counts_.push_back(about);
  add_code(texts_.add(text));
}

void ColumnBuilder::add_code(std::int32_t code) {
  TextCount& count = counts_[static_cast<std::size_t>(code)];
  ++count.cells;
  Index& cells = count.token                      ? token_cells_
                 : count.kind == NumberKind::none ? text_cells_
                                                  : unusable_cells_;
  ++cells;
  if (!count.token && offenders_.size() < kOffendersShown) offenders_.push_back({rows_, code});
  codes_.resize(static_cast<std::size_t>(rows_), -1);
  codes_.push_back(code);
  ++rows_;
}

ColumnBuilder::Outcome ColumnBuilder::outcome() const {
  if (expect_ == Expect::text) return Outcome::factor;
  const Index number_like = number_cells_ + unusable_cells_;
  if (text_cells_ == 0 && unusable_cells_ == 0) {
    const bool only_tokens = number_like == 0 && token_cells_ > 0;
    return only_tokens && expect_ != Expect::number ? Outcome::factor : Outcome::number;
  }
  if (expect_ == Expect::number || text_cells_ == 0) return Outcome::failure;
  if (expect_ == Expect::category || number_like < text_cells_) return Outcome::factor;
  return Outcome::failure;
}

std::shared_ptr<const TypedColumn> ColumnBuilder::finish(const Origin& origin) && {
  const Outcome result = outcome();
  if (result == Outcome::failure) fail(origin);
  auto column = std::make_shared<TypedColumn>();
  column->about.name = name_;
  column->notes = notes(result);
  if (result == Outcome::number) {
    fill_numbers(*column);
  } else {
    fill_codes(*column);
  }
  return column;
}

void ColumnBuilder::fill_numbers(TypedColumn& column) {
  for (std::size_t row = 0; row < codes_.size(); ++row) {
    if (codes_[row] >= 0) set_bit(missing_, static_cast<Index>(row));
  }
  const auto rows = static_cast<std::size_t>(rows_);
  numbers_.resize(rows);
  if (!missing_.empty()) missing_.resize((rows + 63) / 64);
  column.about.type = ColumnType::number;
  column.about.missing = missing_cells_ + token_cells_;
  column.numbers = std::move(numbers_);
  column.missing = std::move(missing_);
}

void ColumnBuilder::fill_codes(TypedColumn& column) {
  const auto rows = static_cast<std::size_t>(rows_);
  codes_.resize(rows, -1);
  for (std::size_t row = 0; row < numbers_.size() && number_cells_ > 0; ++row) {
    if (codes_[row] >= 0 || has_bit(missing_, row)) continue;
    codes_[row] = texts_.add(canonical_number(numbers_[row]));
  }
  column.about.type = ColumnType::factor;
  column.about.missing = missing_cells_;
  column.about.levels = texts_.texts();
  column.codes = std::move(codes_);
  sort_levels(column, rules_.decimal);
}

std::vector<std::string> ColumnBuilder::notes(Outcome result) const {
  std::vector<std::string> notes;
  const auto note = [&](Index cells, std::string_view noun, std::string_view what) {
    if (cells == 0) return;
    notes.push_back(fmt::format("column \"{}\": {} {}", name_, counted(cells, noun), what));
  };
  if (result == Outcome::number) {
    note(underflows_, "number", "too small for a double, read as 0");
    note(roundings_, "integer", "beyond 2^53, rounded to the nearest double");
    note(token_cells_, "quoted cell", "without a value, read as missing");
  } else if (expect_ == Expect::automatic) {
    note(number_cells_, "number", "among more cells of text: read as a factor");
  }
  for (const auto& [token, cells] : odd_tokens_) {
    note(cells, "cell", fmt::format("\"{}\" read as missing", shown(token)));
  }
  return notes;
}

std::string ColumnBuilder::complaint() const {
  const auto& first = counts_[static_cast<std::size_t>(offenders_.front().code)];
  const std::string text = shown(texts_.text(offenders_.front().code));
  const Index cells = text_cells_ + unusable_cells_;
  std::string what = what_is_wrong(text, first.kind);
  if (cells > 1) what += fmt::format(" ({} such values in {})", cells, counted(rows_, "row"));
  return what;
}

void ColumnBuilder::fail(const Origin& origin) const {
  const Offender& first = offenders_.front();
  const NumberKind kind = counts_[static_cast<std::size_t>(first.code)].kind;
  std::string excerpt;
  for (const Offender& offender : offenders_) {
    if (offenders_.size() == 1) break;
    if (!excerpt.empty()) excerpt += '\n';
    excerpt += fmt::format("line {}: {}", origin.lines.line(offender.row),
                           shown(texts_.text(offender.code)));
  }
  throw_data(origin.place(first.row, name_), complaint(),
             how_to_repair(texts_.text(first.code), kind, name_, rules_.decimal, expect_),
             std::move(excerpt));
}

}  // namespace odds
