#include "data/csv/column_assembly.hpp"

#include "data/csv/column_notes.hpp"
#include "data/types/look_alikes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace odds {

namespace {

// The 64 bits from `position` on; 0 where there are none.
std::uint64_t bits_at(const std::vector<std::uint64_t>& bits, Index position) {
  const auto word = static_cast<std::size_t>(position / 64);
  const auto shift = static_cast<unsigned>(position % 64);
  std::uint64_t result = word < bits.size() ? bits[word] >> shift : 0;
  if (shift > 0 && word + 1 < bits.size()) result |= bits[word + 1] << (64 - shift);
  return result;
}

// Sets bits at `to_first` as they are at `from_first`, `count` of them.
void append_bits(const std::vector<std::uint64_t>& from, Index from_first, Index count,
                 std::vector<std::uint64_t>& to, Index to_first) {
  for (Index done = 0; done < count; done += 64) {
    std::uint64_t bits = bits_at(from, from_first + done);
    if (count - done < 64) bits &= (std::uint64_t{1} << (count - done)) - 1;
    if (bits == 0) continue;
    const auto word = static_cast<std::size_t>((to_first + done) / 64);
    const auto shift = static_cast<unsigned>((to_first + done) % 64);
    to.resize(std::max(to.size(), word + 2));
    to[word] |= bits << shift;
    if (shift > 0) to[word + 1] |= bits >> (64 - shift);
  }
}

// The part of `values`, which ends with the last row that has one, in rows [first, first + count).
template <class T>
std::span<const T> part_of(const std::vector<T>& values, Index first, Index count) {
  const auto size = static_cast<Index>(values.size());
  if (first >= size) return {};
  return std::span(values).subspan(static_cast<std::size_t>(first),
                                   static_cast<std::size_t>(std::min(count, size - first)));
}

std::vector<std::uint64_t> missing_of(const Segment& segment) {
  std::vector<std::uint64_t> bits(static_cast<std::size_t>((segment.rows + 63) / 64));
  if (!is_empty(segment.missing)) copy_values(segment.missing, 0, bits);
  return bits;
}

}  // namespace

ColumnAssembly::ColumnAssembly(std::string name, const ColumnUse& use, const CellRules& rules,
                               CellStore& store, Index segment_rows)
    : name_(std::move(name)),
      use_(use),
      rules_(rules),
      store_(store),
      segment_rows_(segment_rows) {}

void ColumnAssembly::append(const ColumnBuilder& later) {
  const std::vector<std::int32_t> codes_here = facts_.append(later.facts());
  const Index rows = later.facts().rows;
  for (Index first = 0; first < rows;) {
    const Index count = std::min(rows - first, segment_rows_ - filled_);
    append_rows(later, codes_here, first, count);
    first += count;
    if (filled_ == segment_rows_) seal();
  }
}

void ColumnAssembly::append_rows(const ColumnBuilder& later,
                                 const std::vector<std::int32_t>& codes_here, Index first,
                                 Index count) {
  const auto numbers = part_of(later.numbers(), first, count);
  if (!numbers.empty()) {
    numbers_.resize(static_cast<std::size_t>(filled_));
    numbers_.insert(numbers_.end(), numbers.begin(), numbers.end());
  }
  const auto codes = part_of(later.codes(), first, count);
  if (!codes.empty()) {
    codes_.resize(static_cast<std::size_t>(filled_), -1);
    for (const std::int32_t code : codes) {
      codes_.push_back(code < 0 ? -1 : codes_here[static_cast<std::size_t>(code)]);
    }
  }
  append_bits(later.missing(), first, count, missing_, filled_);
  filled_ += count;
}

void ColumnAssembly::seal() {
  const auto rows = static_cast<std::size_t>(filled_);
  if (!numbers_.empty()) numbers_.resize(rows);
  if (!codes_.empty()) codes_.resize(rows, -1);
  if (!missing_.empty()) missing_.resize((rows + 63) / 64);
  segments_.push_back({.rows = std::exchange(filled_, 0),
                       .numbers = store_.keep(numbers_),
                       .codes = store_.keep(codes_),
                       .missing = store_.keep(missing_)});
  numbers_.clear();
  codes_.clear();
  missing_.clear();
}

void ColumnAssembly::locate(const std::function<Place(Index row)>& place_of) {
  for (CellFacts::Offender& offender : facts_.offenders) {
    offender.place = place_of(offender.row);
    offender.place.column = name_;
  }
}

ColumnLook ColumnAssembly::look() const {
  if (!wants_form(use_.expect)) return {};
  const CellForms forms{
      .known = use_.form, .decimal = rules_.decimal, .decimal_is_told = rules_.decimal_is_told};
  return look_at(all(), forms, knows_texts());
}

void ColumnAssembly::settle() {
  if (filled_ > 0) seal();
  const ColumnLook look = this->look();
  form_ = look.form;
  outcome_ = look.is_open       ? ColumnOutcome::open
             : form_.is_plain() ? decide_type(all(), use_.expect, rules_.decimal, knows_texts())
                                : ColumnOutcome::number;
  if (outcome_ == ColumnOutcome::number) turn_texts_into_numbers();
}

std::shared_ptr<const TypedColumn> ColumnAssembly::finish() && {
  if (is_open() || failed()) return nullptr;
  auto column = std::make_shared<TypedColumn>();
  column->about.name = name_;
  const SettledColumn settled{.name = name_,
                              .facts = all(),
                              .expect = use_.expect,
                              .outcome = outcome_,
                              .decimal = rules_.decimal,
                              .texts_known = use_.keeps_texts,
                              .form = form_,
                              .known_form = use_.form,
                              .folds_levels = rules_.folds_levels};
  column->notes = column_notes(settled);
  for (Note& note : look_notes(settled)) column->notes.push_back(std::move(note));
  column->segment_rows = segment_rows_;
  if (outcome_ == ColumnOutcome::number) {
    column->about.type = ColumnType::number;
    column->about.form = form_;
    column->about.strays = form_.is_plain() ? all().plain_texts + all().unusable : 0;
    column->about.missing = all().missing + all().tokens + column->about.strays;
  } else {
    take_levels(*column);
  }
  column->segments = std::move(segments_);
  return column;
}

void ColumnAssembly::take_levels(TypedColumn& column) const {
  LevelFolding folding = fold_levels(all().texts.texts(), rules_.folds_levels);
  column.about.type = ColumnType::factor;
  column.about.missing = all().missing;
  column.about.folded = rules_.folds_levels;
  column.about.levels = std::move(folding.levels);
  const std::vector<std::int32_t> place = sort_levels(column.about.levels, rules_.decimal);
  for (std::int32_t& level : folding.level_of_text) level = place[static_cast<std::size_t>(level)];
  column.level_of_code = level_of_code(folding.level_of_text);
}

// The codes are those of the texts here, which may be others than those of all processes.
std::vector<std::int32_t> ColumnAssembly::level_of_code(
    const std::vector<std::int32_t>& level_of_text) const {
  if (!shared_) return level_of_text;
  std::vector<std::int32_t> levels;
  for (const std::string& text : facts_.texts.texts()) {
    levels.push_back(level_of_text[static_cast<std::size_t>(shared_->texts.find(text))]);
  }
  return levels;
}

void ColumnAssembly::turn_texts_into_numbers() {
  const std::vector<double> value_of_code = values_of_codes();
  for (Segment& segment : segments_) {
    if (is_empty(segment.codes)) continue;
    const auto rows = static_cast<std::size_t>(segment.rows);
    std::vector<std::int32_t> codes(rows);
    copy_values(segment.codes, 0, codes);
    std::vector<double> numbers(rows);
    if (!is_empty(segment.numbers)) copy_values(segment.numbers, 0, numbers);
    std::vector<std::uint64_t> missing = missing_of(segment);
    for (std::size_t row = 0; row < rows; ++row) {
      if (codes[row] < 0) continue;
      const double value = value_of_code[static_cast<std::size_t>(codes[row])];
      if (std::isnan(value)) {
        missing[row / 64] |= std::uint64_t{1} << (row % 64);
      } else {
        numbers[row] = value;
      }
    }
    segment = {.rows = segment.rows,
               .numbers = store_.keep(numbers),
               .codes = {},
               .missing = store_.keep(missing)};
  }
}

// NaN for what is missing: a token, or a stray that is let pass.
std::vector<double> ColumnAssembly::values_of_codes() const {
  std::vector<double> values;
  for (std::size_t code = 0; code < facts_.abouts.size(); ++code) {
    const std::string& text = facts_.texts.text(static_cast<std::int32_t>(code));
    const CellFacts::AboutText& about = facts_.abouts[code];
    const bool has_value = !about.token && (about.is_number() || !form_.is_plain());
    values.push_back(has_value ? value_in_form(text, form_, rules_.decimal)
                               : std::numeric_limits<double>::quiet_NaN());
  }
  return values;
}

}  // namespace odds
