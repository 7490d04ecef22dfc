#include "design/row_reader.hpp"

#include "base/special_values.hpp"
#include "data/columns/block_rows.hpp"
#include "data/columns/name_index.hpp"
#include "design/date_comparisons.hpp"
#include "design/infinite_terms.hpp"
#include "design/level_codes.hpp"
#include "design/response_plan.hpp"
#include "math/any_negative.hpp"

#include <odds/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string_view>
#include <unordered_set>

namespace odds {
namespace {

/// A kind of weights, in the words of an error.
struct WeightKind {
  std::string DataRoles::*column;
  bool whole;
  const char* name;
  const char* rule;
};

constexpr WeightKind kWeightKinds[] = {
    {&DataRoles::frequency_weights, true, "frequency",
     "frequency weights are whole numbers >= 0; other weights are importance weights"},
    {&DataRoles::importance_weights, false, "importance", "importance weights are numbers >= 0"},
    {&DataRoles::probability_weights, false, "probability",
     "probability weights are numbers >= 0"}};

/// The numbers of all rows, NaN where they are missing.
std::span<const double> with_gaps(const Cells& cells, std::vector<double>& copy) {
  if (cells.missing.empty()) return cells.numbers;
  copy.assign(cells.numbers.begin(), cells.numbers.end());
  for (std::size_t row = 0; row < copy.size(); ++row) {
    if (cells.is_missing(static_cast<Index>(row))) copy[row] = kNaN;
  }
  return copy;
}

/// The columns at `positions`, all rows.
Bindings bind_columns(const std::vector<Column>& columns, const ColumnBlock& cells,
                      const std::vector<Index>& positions) {
  Bindings bindings;
  for (const Index position : positions) {
    const auto c = static_cast<std::size_t>(position);
    bindings[columns[c].name] = {.numbers = cells.cells[c].numbers,
                                 .codes = cells.cells[c].codes,
                                 .levels = columns[c].levels};
  }
  return bindings;
}

bool any_missing(const Cells& cells, Index rows) {
  if (!cells.codes.empty()) return any_negative(cells.codes);
  for (Index i = 0; i < rows && !cells.missing.empty(); ++i) {
    if (cells.is_missing(i)) return true;
  }
  return false;
}

/// Removes the positions whose cell is missing and returns how many they were.
Index remove_missing(const Cells& cells, Index rows, std::vector<Index>& positions) {
  if (!any_missing(cells, rows)) return 0;
  return static_cast<Index>(
      std::erase_if(positions, [&](Index position) { return cells.is_missing(position); }));
}

template <class T>
std::span<const T> pick(std::span<const T> cells, const std::vector<Index>& positions,
                        std::vector<T>& storage) {
  if (cells.empty() || cells.size() == positions.size()) return cells;
  storage.resize(positions.size());
  std::ranges::transform(positions, storage.begin(),
                         [&](Index p) { return cells[static_cast<std::size_t>(p)]; });
  return storage;
}

void add_each(std::vector<Index>& counts, const std::vector<Index>& more) {
  counts.resize(std::max(counts.size(), more.size()));
  for (std::size_t c = 0; c < more.size(); ++c) counts[c] += more[c];
}

/// Which of `levels` are among the texts or, by their values, among the numbers.
std::vector<bool> marked(const std::vector<std::string>& levels,
                         const std::vector<std::string>& texts, const NumberIndex& numbers) {
  const std::unordered_set<std::string_view> wanted(texts.begin(), texts.end());
  std::vector<bool> marks;
  for (const std::string& level : levels) {
    const auto value = level_value(level);
    marks.push_back(wanted.contains(level) || (value && numbers.find(*value) >= 0));
  }
  return marks;
}

}  // namespace

void DroppedCounts::clear() {
  filter = zero_weight = no_trials = infinite = 0;
  missing.clear();
  separated_level.clear();
}

DroppedCounts& DroppedCounts::operator+=(const DroppedCounts& other) {
  filter += other.filter;
  zero_weight += other.zero_weight;
  no_trials += other.no_trials;
  infinite += other.infinite;
  add_each(missing, other.missing);
  add_each(separated_level, other.separated_level);
  return *this;
}

RowReader::RowReader(std::shared_ptr<const ColumnSource> source, DataRoles roles, Index computed)
    : source_(std::move(source)), roles_(std::make_shared<const DataRoles>(std::move(roles))) {
  const DataRoles::Counts columns_of_roles = roles_->count_columns();
  requested_ = static_cast<std::size_t>(columns_of_roles.requests);
  complete_.resize(static_cast<std::size_t>(columns_of_roles.complete));
  std::iota(complete_.begin(), complete_.end(), Index{0});  // requests() lists them first
  block_rows_ = rows_of_block(static_cast<Index>(source_->columns().size()) + computed);
  if (roles_->infinite_rows == InfiniteRows::dropped) droppers_ = term_expressions(roles_->formula);
  check_compared_dates(*roles_, source_->columns());
  if (!roles_->where && roles_->left_out.empty()) return;
  const NameIndex columns(source_->columns(), &Column::name);
  if (roles_->where) {
    const std::vector<std::string> asked = asked_for_missing(*roles_->where);
    for (const std::string& name : variables(*roles_->where)) {
      const bool may_be_missing = std::ranges::find(asked, name) != asked.end();
      (may_be_missing ? asked_ : filter_).push_back(columns.find(name));
    }
  }
  for (const LeftOutLevels& levels : roles_->left_out) {
    const auto column = static_cast<std::size_t>(columns.find(levels.column));
    std::vector<double> numbers = levels.numbers;
    std::ranges::sort(numbers);
    NumberIndex index(std::move(numbers));
    std::vector<bool> codes = marked(source_->columns()[column].levels, levels.texts, index);
    left_out_.push_back({.codes = std::move(codes), .numbers = std::move(index)});
  }
}

RowReader RowReader::with_computed(Index computed) const {
  RowReader reader = *this;
  reader.block_rows_ = rows_of_block(static_cast<Index>(source_->columns().size()) + computed);
  reader.spare_blocks_ = std::make_shared<SpareBlocks<RowBlock>>();
  return reader;
}

Index RowReader::block_count() const { return (source_->rows() + block_rows_ - 1) / block_rows_; }

Index RowReader::long_blocks() const {
  constexpr Index kFew = 4;  // of a quarter of the rows there is less to gain than a thread costs
  const Index rest = source_->rows() % block_rows_;
  return block_count() - (rest > 0 && rest < block_rows_ / kFew ? 1 : 0);
}

std::optional<BlockRange> RowReader::own_blocks() const {
  const std::optional<RowRange> own = source_->own_rows();
  if (!own) return std::nullopt;
  // The range begins where a block does, and ends there or with the rows: the most of them, 8192,
  // is a multiple of the rows of every block.
  const auto up = [&](Index row) { return (row + block_rows_ - 1) / block_rows_; };
  return BlockRange{up(own->first), up(own->first + own->rows)};
}

/// File rows.
Index RowReader::rows_in(Index index) const {
  return std::min(block_rows_, source_->rows() - index * block_rows_);
}

// The roles are this reader's own, or those of others that read the same source.
bool RowReader::holds(Index index, const RowBlock& block) const {
  return block.roles == roles_ && block.first == index * block_rows_ &&
         block.cells.rows == rows_in(index);
}

void RowReader::read(Index index, RowBlock& out) const {
  if (holds(index, out)) return;
  out.roles = nullptr;
  out.first = index * block_rows_;
  source_->read(out.first, rows_in(index), out.cells);
  find_usable(out);
  gather(out);
  read_case_weights(out);
  read_counts(out);
  drop_weightless(out);
  drop_left_out(out);
  drop_infinite(out);
  out.roles = roles_;
}

void RowReader::find_usable(RowBlock& block) const {
  const ColumnBlock& cells = block.cells;
  block.dropped.clear();
  block.position.resize(static_cast<std::size_t>(cells.rows));
  std::iota(block.position.begin(), block.position.end(), Index{0});
  if (roles_->where) filter(block);
  for (const Index c : complete_) {
    block.dropped.missing.push_back(
        remove_missing(cells.cells[static_cast<std::size_t>(c)], cells.rows, block.position));
  }
}

void RowReader::filter(RowBlock& block) const {
  const ColumnBlock& cells = block.cells;
  Index& dropped = block.dropped.filter;
  for (const Index c : filter_) {
    dropped += remove_missing(cells.cells[static_cast<std::size_t>(c)], cells.rows, block.position);
  }
  Bindings bindings = bind_columns(source_->columns(), cells, filter_);
  bindings.merge(bind_columns(source_->columns(), cells, asked_));
  std::vector<std::vector<double>> copies(asked_.size());
  for (std::size_t i = 0; i < asked_.size(); ++i) {
    const auto c = static_cast<std::size_t>(asked_[i]);
    bindings[source_->columns()[c].name].numbers = with_gaps(cells.cells[c], copies[i]);
  }
  const Vector passes = evaluate(*roles_->where, bindings, cells.rows);
  dropped += static_cast<Index>(std::erase_if(
      block.position, [&](Index p) { return passes[p] == 0.0 || std::isnan(passes[p]); }));
}

void RowReader::gather(RowBlock& block) const {
  const std::vector<Column>& columns = source_->columns();
  block.rows = static_cast<Index>(block.position.size());
  block.numbers.resize(requested_);
  block.codes.resize(requested_);
  for (std::size_t c = 0; c < requested_; ++c) {
    const Cells& cells = block.cells.cells[c];
    block.bindings[columns[c].name] = {
        .numbers = pick(cells.numbers, block.position, block.numbers[c]),
        .codes = pick(cells.codes, block.position, block.codes[c]),
        .levels = columns[c].levels};
  }
}

void RowReader::read_case_weights(RowBlock& block) const {
  block.case_weight.setOnes(block.rows);
  for (const WeightKind& kind : kWeightKinds) {
    const std::string& name = (*roles_).*kind.column;
    if (name.empty()) continue;
    const std::span<const double> values = block.bindings.at(name).numbers;
    for (Index i = 0; i < block.rows; ++i) {
      const double value = values[static_cast<std::size_t>(i)];
      if (value < 0.0 || (kind.whole && value != std::floor(value))) {
        throw Error(ErrorKind::data, {.what = fmt::format("{} is no {} weight", value, kind.name),
                                      .where = place(block, i, name),
                                      .hint = kind.rule,
                                      .excerpt = {}});
      }
      block.case_weight[i] *= value;
    }
  }
  block.frequency.resize(0);
  if (roles_->frequency_weights.empty()) return;
  const std::span<const double> frequencies = block.bindings.at(roles_->frequency_weights).numbers;
  block.frequency = Eigen::Map<const Vector>(frequencies.data(), block.rows);
}

void RowReader::read_counts(RowBlock& block) const {
  block.events.resize(0);
  block.trials.resize(0);
  block.rounded_counts = 0;
  const Response& response = roles_->formula.response;
  if (!roles_->use_response || !response.grouped()) return;
  GroupCounts counts = group_counts(response, block.bindings, block.rows);
  if (counts.bad_row >= 0) {
    throw Error(ErrorKind::data, {.what = counts.complaint,
                                  .where = place(block, counts.bad_row),
                                  .hint = counts.hint,
                                  .excerpt = {}});
  }
  block.rounded_counts = counts.rounded;
  block.events = std::move(counts.events);
  block.trials = std::move(counts.trials);
}

void RowReader::drop_weightless(RowBlock& block) const {
  const bool grouped = block.trials.size() > 0;
  if (!grouped && !roles_->has_weights()) return;
  std::vector<Index> kept;
  for (Index i = 0; i < block.rows; ++i) {
    if (!(block.case_weight[i] > 0.0)) {
      ++block.dropped.zero_weight;
    } else if (grouped && !(block.trials[i] > 0.0)) {
      ++block.dropped.no_trials;
    } else {
      kept.push_back(i);
    }
  }
  keep_rows(kept, block);
}

bool RowReader::LeftOutCells::hold(const Binding& cells, Index i) const {
  const auto r = static_cast<std::size_t>(i);
  if (!cells.codes.empty()) return codes[static_cast<std::size_t>(cells.codes[r])];
  return numbers.find(cells.numbers[r]) >= 0;
}

void RowReader::drop_left_out(RowBlock& block) const {
  if (left_out_.empty()) return;
  block.dropped.separated_level.assign(left_out_.size(), 0);
  std::vector<Index> kept(static_cast<std::size_t>(block.rows));
  std::iota(kept.begin(), kept.end(), Index{0});
  for (std::size_t f = 0; f < left_out_.size(); ++f) {
    const Binding& cells = block.bindings.at(roles_->left_out[f].column);
    block.dropped.separated_level[f] = static_cast<Index>(
        std::erase_if(kept, [&](Index i) { return left_out_[f].hold(cells, i); }));
  }
  keep_rows(kept, block);
}

void RowReader::drop_infinite(RowBlock& block) const {
  if (droppers_.empty()) return;
  const Vector terms = infinite_terms(droppers_, block.bindings, block.rows);
  std::vector<Index> kept;
  for (Index i = 0; i < block.rows; ++i) {
    if (terms[i] == 0.0) kept.push_back(i);
  }
  block.dropped.infinite = block.rows - static_cast<Index>(kept.size());
  keep_rows(kept, block);
}

/// Of the block's rows those at the positions `kept`, which ascend, with weights and counts.
void RowReader::keep_rows(const std::vector<Index>& kept, RowBlock& block) const {
  if (static_cast<Index>(kept.size()) == block.rows) return;
  block.case_weight = Vector(block.case_weight(kept));
  if (block.frequency.size() > 0) block.frequency = Vector(block.frequency(kept));
  if (block.trials.size() > 0) {
    block.events = Vector(block.events(kept));
    block.trials = Vector(block.trials(kept));
  }
  for (std::size_t i = 0; i < kept.size(); ++i) {
    block.position[i] = block.position[static_cast<std::size_t>(kept[i])];
  }
  block.position.resize(kept.size());
  gather(block);
}

Place RowReader::place(const RowBlock& block, Index i, const std::string& column) const {
  const auto found = std::ranges::find(source_->columns(), column, &Column::name);
  const Index c = found == source_->columns().end() ? -1 : found - source_->columns().begin();
  return source_->place(block.first + block.position[static_cast<std::size_t>(i)], c);
}

RowCounts row_counts(const DataRoles& roles, Index read, const DroppedCounts& dropped) {
  RowCounts counts{.read = read, .used = read, .dropped = {}};
  const auto add = [&](const std::string& column, DropCause cause, Index rows,
                       std::vector<std::string> levels = {}) {
    if (rows > 0) counts.dropped.push_back({column, cause, rows, std::move(levels)});
    counts.used -= rows;
  };
  add("", DropCause::filter, dropped.filter);
  const auto is_some = [](Index rows) { return rows > 0; };
  const std::vector<std::string> complete =
      std::ranges::any_of(dropped.missing, is_some) ? roles.complete() : std::vector<std::string>();
  for (std::size_t c = 0; c < complete.size(); ++c) {
    add(complete[c], DropCause::missing, dropped.missing[c]);
  }
  add("", DropCause::zero_weight, dropped.zero_weight);
  add("", DropCause::no_trials, dropped.no_trials);
  for (std::size_t f = 0; f < dropped.separated_level.size(); ++f) {
    const LeftOutLevels& levels = roles.left_out[f];
    add(levels.column, DropCause::separated_level, dropped.separated_level[f], levels.names());
  }
  add("", DropCause::infinite_term, dropped.infinite);
  return counts;
}

}  // namespace odds
