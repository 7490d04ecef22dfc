#include "data/csv/csv_table.hpp"

#include "base/failure.hpp"
#include "data/columns/name_index.hpp"
#include "data/csv/csv_layout.hpp"
#include "data/csv/local_scan.hpp"
#include "data/input/input_bytes.hpp"
#include "data/input/input_hash.hpp"

#include <odds/communicator.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <unordered_map>
#include <utility>

namespace odds {

namespace {

/// Whether a column that was read for one expectation is what another would have given. A factor
/// has the texts of its cells whoever has asked; numbers are numbers unless they are to be levels.
bool serves(const TypedColumn& column, Expect read_for, Expect wanted) {
  if (read_for == wanted) return true;
  if (column.about.type == ColumnType::factor) return wanted == Expect::text;
  if (column.about.strays > 0) return false;
  return wanted == Expect::automatic || wanted == Expect::lenient || wanted == Expect::number;
}

std::string counted_columns(const std::vector<std::string>& names) {
  return counted(static_cast<Index>(names.size()), "column");
}

/// What each of some texts that have to be kept may take in memory.
Index memory_for_text(const CsvOptions& options, std::size_t texts) {
  constexpr Index kShare = 4;
  const Execution execution{.threads = 0, .memory = options.memory, .progress = {}};
  return execution.memory_bytes() / (kShare * static_cast<Index>(texts));
}

/// Text that a thread reads at a time: as much as the builders of the columns take, or more, which
/// are gone through for each range.
Index range_bytes(std::size_t columns) {
  constexpr Index kLeast = Index{1} << 20;
  return std::max(kLeast, static_cast<Index>(columns * sizeof(ColumnBuilder)));
}

class CsvTable final : public Table {
 public:
  /// At least one file.
  CsvTable(std::string name, std::vector<InputBytes> files, CsvOptions options, Index piece);

  std::string name() const override { return name_; }
  std::vector<std::string> files() const override;
  const std::vector<std::string>& header() const override { return layout().names; }
  const CsvOptions* reading() const override { return &given_; }
  bool has_column(const std::string& name) const override;
  std::vector<std::string> dot_columns() const override;
  std::string name_hint(const std::string& name) const override;
  std::vector<std::string> notes() const override;
  std::shared_ptr<const ColumnSource> scan(std::span<const ColumnRequest> requests,
                                           const Execution& execution) const override;

 private:
  // The latest reading, and the source that was made of it.
  struct Memory {
    std::vector<ColumnRequest> requests;
    ScanResult result;
    std::shared_ptr<const ColumnSource> source;
  };

  const CsvLayout& layout() const { return files_->front().layout; }
  bool has_name(std::size_t column) const {
    return layout().origins[column] != NameOrigin::made_up;
  }
  char decimal_of_all() const;
  void require_same_header(const CsvFile& file) const;
  Index position_of(const std::string& name) const;
  Expect expectation(const ColumnRequest& request) const;
  std::shared_ptr<const InputHash> hash_beside(const Execution& execution) const;
  std::shared_ptr<const ColumnSource> remembered(std::span<const ColumnRequest> requests) const;

  std::string name_;
  CsvOptions options_;  // with what was found in the files
  CsvOptions given_;
  Index piece_;
  std::shared_ptr<std::vector<CsvFile>> files_ = std::make_shared<std::vector<CsvFile>>();
  std::unordered_map<std::string, std::vector<Index>> positions_;
  mutable std::mutex guard_;  // over what follows
  mutable Memory memory_;
  mutable std::shared_ptr<const InputHash> hash_;
};

CsvTable::CsvTable(std::string name, std::vector<InputBytes> files, CsvOptions options, Index piece)
    : name_(std::move(name)), options_(std::move(options)), given_(options_), piece_(piece) {
  for (InputBytes& bytes : files) {
    CsvLayout layout = find_layout(bytes, options_);
    files_->push_back({std::move(bytes), std::move(layout)});
    require_same_header(files_->back());
  }
  if (options_.decimal == '\0') options_.decimal = decimal_of_all();
  const std::vector<std::string>& names = header();
  for (std::size_t i = 0; i < names.size(); ++i) {
    auto& positions = positions_[names[i]];
    // A name of the header hides the same name made up for a column without one.
    if (!positions.empty() && !has_name(static_cast<std::size_t>(positions.front()))) {
      positions.clear();
    }
    if (positions.empty() || has_name(i)) positions.push_back(static_cast<Index>(i));
  }
  if (options_.of_other_file) return;
  for (const auto& told : options_.types) position_of(told.first);
  for (const auto& coded : options_.missing_in) position_of(coded.first);
}

// A point unless some files have decimal commas and none has points.
char CsvTable::decimal_of_all() const {
  const auto has = [this](char mark) {
    return std::ranges::any_of(*files_,
                               [mark](const CsvFile& file) { return file.layout.decimal == mark; });
  };
  return has(',') && !has('.') ? ',' : '.';
}

void CsvTable::require_same_header(const CsvFile& file) const {
  const std::vector<std::string>& here = file.layout.names;
  const auto [expected, found] = std::ranges::mismatch(header(), here);
  if (expected == header().end() && found == here.end()) return;
  const std::string& first = files_->front().bytes.name();
  std::string what = fmt::format("the header has {}, that of {} has {}", counted_columns(here),
                                 first, counted_columns(header()));
  if (expected != header().end() && found != here.end()) {
    what = fmt::format("column {} is \"{}\", in {} it is \"{}\"", found - here.begin() + 1,
                       shown(*found), first, shown(*expected));
  }
  throw_data(place_in(file.bytes.name()), std::move(what),
             "files that are one table have the same columns in the same order");
}

std::vector<std::string> CsvTable::files() const {
  std::vector<std::string> names;
  for (const CsvFile& file : *files_) names.push_back(file.bytes.name());
  return names;
}

bool CsvTable::has_column(const std::string& name) const {
  const auto found = positions_.find(name);
  return found != positions_.end() && found->second.size() == 1 &&
         has_name(static_cast<std::size_t>(found->second.front()));
}

std::vector<std::string> CsvTable::dot_columns() const {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < header().size(); ++i) {
    if (layout().origins[i] == NameOrigin::header) names.push_back(header()[i]);
  }
  return names;
}

// A name that is nowhere may be in a line that was not taken for the header.
std::string CsvTable::name_hint(const std::string& name) const {
  std::string flag = flag_for_header(files_->front().bytes, options_, name);
  return flag.empty() ? suggest_name(name, header()) : flag;
}

// What is to be said of several files is said once.
std::vector<std::string> CsvTable::notes() const {
  std::vector<std::string> notes;
  for (const CsvFile& file : *files_) {
    for (const std::string& remark : file.layout.remarks) {
      if (std::ranges::find(notes, remark) == notes.end()) notes.push_back(remark);
    }
  }
  return notes;
}

Index CsvTable::position_of(const std::string& name) const {
  const auto found = positions_.find(name);
  if (found == positions_.end()) {
    throw_usage(place_in(name_), fmt::format("there is no column \"{}\"", shown(name)),
                name_hint(name));
  }
  const std::vector<Index>& positions = found->second;
  if (positions.size() > 1) {
    throw_data(place_in(name_),
               fmt::format("{} columns are called \"{}\"", positions.size(), shown(name)),
               "give the columns different names in the header");
  }
  if (!has_name(static_cast<std::size_t>(positions.front()))) {
    throw_data(place_in(name_),
               fmt::format("column {} has no name in the header", positions.front() + 1),
               "give the column a name in the header");
  }
  return positions.front();
}

Expect CsvTable::expectation(const ColumnRequest& request) const {
  const auto told = options_.types.find(request.name);
  if (told == options_.types.end()) return request.expect;
  return told->second == ColumnType::number ? Expect::number : Expect::text;
}

// It reads the files on its own, a second time, from the same pages of the system.
std::shared_ptr<const InputHash> CsvTable::hash_beside(const Execution& execution) const {
  constexpr Index kWorthAThread = Index{1} << 20;  // bytes
  if (!options_.hash || execution.communicator().size() > 1) return nullptr;
  if (hash_ != nullptr) return hash_;
  InputHash::Inputs inputs;
  Index size = 0;
  for (const CsvFile& file : *files_) {
    inputs.emplace_back(files_, &file.bytes);
    size += file.bytes.size();
  }
  const bool beside = size > kWorthAThread && execution.thread_count() > 1;
  hash_ = std::make_shared<InputHash>(std::move(inputs), beside);
  return hash_;
}

std::shared_ptr<const ColumnSource> CsvTable::remembered(
    std::span<const ColumnRequest> requests) const {
  if (memory_.source == nullptr) return nullptr;
  if (std::ranges::equal(requests, memory_.requests)) return memory_.source;
  std::vector<std::shared_ptr<const TypedColumn>> columns;
  const NameIndex known(memory_.requests, &ColumnRequest::name);
  for (const ColumnRequest& request : requests) {
    const Index position = known.find(request.name);
    if (position < 0) return nullptr;
    const auto i = static_cast<std::size_t>(position);
    const std::shared_ptr<const TypedColumn>& column = memory_.result.columns[i];
    if (!serves(*column, memory_.requests[i].expect, request.expect)) return nullptr;
    columns.push_back(column);
  }
  return std::make_shared<TypedColumns>(std::move(columns), memory_.result.origin);
}

std::shared_ptr<const ColumnSource> CsvTable::scan(std::span<const ColumnRequest> requests,
                                                   const Execution& execution) const {
  std::vector<ScanColumn> columns;
  for (const ColumnRequest& request : requests) {
    columns.push_back({.position = position_of(request.name),
                       .expect = expectation(request),
                       .keeps_texts = request.form && request.form->decimal != '\0',
                       .form = request.form ? &*request.form : nullptr});
  }
  const std::lock_guard lock(guard_);
  if (auto source = remembered(requests)) return source;
  memory_ = {};
  const ScanInput input{.files = *files_,
                        .options = options_,
                        .columns = columns,
                        .decimal_is_told = given_.decimal != '\0',
                        .hash = hash_beside(execution),
                        .piece = piece_,
                        .range = range_bytes(columns.size())};
  ScanResult result = scan_csv(input, execution);
  auto source = std::make_shared<TypedColumns>(result.columns, result.origin);
  if (source->rows() == 0) {
    throw_data(place_in(name_), "there are no data rows", "every file holds a header only");
  }
  memory_ = {{requests.begin(), requests.end()}, std::move(result), source};
  return source;
}

}  // namespace

std::unique_ptr<const Table> open_csv(const std::string& path, const CsvOptions& options) {
  const std::string name = path == "-" ? "standard input" : path;
  return open_csv(std::span(&path, 1), name, options);
}

std::unique_ptr<const Table> open_csv(std::span<const std::string> paths, const std::string& name,
                                      const CsvOptions& options) {
  options.validate();
  if (paths.empty()) throw_usage(place_in(name), "there is no such file");
  std::vector<InputBytes> files;
  for (const std::string& path : paths) {
    files.push_back(InputBytes::open(path, memory_for_text(options, paths.size())));
  }
  return std::make_unique<CsvTable>(name, std::move(files), options, ReadPlan{}.piece);
}

std::unique_ptr<const Table> open_csv_bytes(std::string name, std::string bytes,
                                            const CsvOptions& options, Index piece) {
  options.validate();
  std::vector<InputBytes> files;
  files.emplace_back(name, std::move(bytes));
  return std::make_unique<CsvTable>(std::move(name), std::move(files), options, piece);
}

}  // namespace odds
