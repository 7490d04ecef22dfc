#include "data/column_builder.hpp"

#include "data/cell_complaint.hpp"
#include "data/failure.hpp"
#include "data/large_vector.hpp"

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

// Sets bit `first` + i of `to` for every bit i of `from` that is set.
void append_bits(const std::vector<std::uint64_t>& from, Index first,
                 std::vector<std::uint64_t>& to) {
  if (from.empty()) return;
  const auto word = static_cast<std::size_t>(first / 64);
  const auto shift = static_cast<unsigned>(first % 64);
  to.resize(std::max(to.size(), word + from.size() + 1));
  for (std::size_t i = 0; i < from.size(); ++i) {
    to[word + i] |= from[i] << shift;
    if (shift > 0) to[word + i + 1] |= from[i] >> (64 - shift);
  }
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
  if (!numbers_.empty()) reserve_large(numbers_, rows);
  if (!codes_.empty()) reserve_large(codes_, rows);
}

void ColumnBuilder::Counts::operator+=(const Counts& other) {
  missing += other.missing;
  underflows += other.underflows;
  roundings += other.roundings;
  texts += other.texts;
  unusable += other.unusable;
  tokens += other.tokens;
}

void ColumnBuilder::append(const ColumnBuilder& later) {
  append_numbers(later);
  append_texts(later);
  append_bits(later.missing_, rows_, missing_);
  for (const auto& [token, cells] : later.odd_tokens_) odd_tokens_[token] += cells;
  cells_ += later.cells_;
  rows_ += later.rows_;
}

void ColumnBuilder::append_numbers(const ColumnBuilder& later) {
  if (later.numbers_.empty()) return;
  numbers_.resize(static_cast<std::size_t>(rows_));
  numbers_.insert(numbers_.end(), later.numbers_.begin(), later.numbers_.end());
}

// A text is here what it is there, for that depends on the text alone; only its code may differ.
void ColumnBuilder::append_texts(const ColumnBuilder& later) {
  if (later.codes_.empty()) return;
  std::vector<std::int32_t> here;
  for (std::size_t there = 0; there < later.abouts_.size(); ++there) {
    const std::int32_t code = texts_.add(later.texts_.text(static_cast<std::int32_t>(there)));
    here.push_back(code);
    if (static_cast<std::size_t>(code) == abouts_.size()) abouts_.push_back(later.abouts_[there]);
  }
  for (const Offender& offender : later.offenders_) {
    if (offenders_.size() == kOffendersShown) break;
    offenders_.push_back({rows_ + offender.row, here[static_cast<std::size_t>(offender.code)]});
  }
  codes_.resize(static_cast<std::size_t>(rows_), -1);
  for (const std::int32_t code : later.codes_) {
    codes_.push_back(code < 0 ? -1 : here[static_cast<std::size_t>(code)]);
  }
}

void ColumnBuilder::clear() {
  rows_ = 0;
  numbers_.clear();
  codes_.clear();
  missing_.clear();
  if (!abouts_.empty()) texts_.clear();
  abouts_.clear();
  offenders_.clear();
  odd_tokens_.clear();
  cells_ = {};
}

void ColumnBuilder::add_missing() {
  set_bit(missing_, rows_);
  ++cells_.missing;
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
  if (number.kind == NumberKind::underflow) ++cells_.underflows;
  if (number.kind == NumberKind::rounded) ++cells_.roundings;
  add_number(number.value);
}

void ColumnBuilder::add_text(std::string_view text, const AboutText& about) {
  abouts_.push_back(about);
  add_code(texts_.add(text));
}

void ColumnBuilder::add_code(std::int32_t code) {
  const AboutText about = abouts_[static_cast<std::size_t>(code)];
  Index& cells = about.token                      ? cells_.tokens
                 : about.kind == NumberKind::none ? cells_.texts
                                                  : cells_.unusable;
  ++cells;
  if (!about.token && offenders_.size() < kOffendersShown) offenders_.push_back({rows_, code});
  codes_.resize(static_cast<std::size_t>(rows_), -1);
  codes_.push_back(code);
  ++rows_;
}

ColumnBuilder::Outcome ColumnBuilder::outcome() const {
  if (expect_ == Expect::text) return Outcome::factor;
  const Index number_like = number_cells() + cells_.unusable;
  if (cells_.texts == 0 && cells_.unusable == 0) {
    const bool only_tokens = number_like == 0 && cells_.tokens > 0;
    return only_tokens && expect_ != Expect::number ? Outcome::factor : Outcome::number;
  }
  if (expect_ == Expect::number || cells_.texts == 0) return Outcome::failure;
  if (expect_ == Expect::category || number_like < cells_.texts) return Outcome::factor;
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
  column.about.missing = cells_.missing + cells_.tokens;
  column.numbers = std::move(numbers_);
  column.missing = std::move(missing_);
}

void ColumnBuilder::fill_codes(TypedColumn& column) {
  const auto rows = static_cast<std::size_t>(rows_);
  codes_.resize(rows, -1);
  const std::size_t cells = number_cells() > 0 ? numbers_.size() : 0;
  for (std::size_t row = 0; row < cells; ++row) {
    if (codes_[row] >= 0 || has_bit(missing_, row)) continue;
    codes_[row] = texts_.add(canonical_number(numbers_[row]));
  }
  column.about.type = ColumnType::factor;
  column.about.missing = cells_.missing;
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
    note(cells_.underflows, "number", "too small for a double, read as 0");
    note(cells_.roundings, "integer", "beyond 2^53, rounded to the nearest double");
    note(cells_.tokens, "quoted cell", "without a value, read as missing");
  } else if (expect_ == Expect::automatic) {
    note(number_cells(), "number", "among more cells of text: read as a factor");
  }
  for (const auto& [token, cells] : odd_tokens_) {
    note(cells, "cell", fmt::format("\"{}\" read as missing", shown(token)));
  }
  return notes;
}

std::string ColumnBuilder::complaint() const {
  const auto& first = abouts_[static_cast<std::size_t>(offenders_.front().code)];
  const std::string text = shown(texts_.text(offenders_.front().code));
  const Index cells = cells_.texts + cells_.unusable;
  std::string what = what_is_wrong(text, first.kind);
  if (cells > 1) what += fmt::format(" ({} such values in {})", cells, counted(rows_, "row"));
  return what;
}

void ColumnBuilder::fail(const Origin& origin) const {
  const Offender& first = offenders_.front();
  const NumberKind kind = abouts_[static_cast<std::size_t>(first.code)].kind;
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
