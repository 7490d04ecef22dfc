#include "data/csv/shared_scan.hpp"

#include "base/failure.hpp"
#include "data/input/input_hash.hpp"
#include "parallel/agreement.hpp"
#include "parallel/block_reduce.hpp"
#include "parallel/pack.hpp"

#include <odds/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <stdexcept>
#include <string_view>
#include <tuple>
#include <utility>

namespace odds {

namespace {

constexpr std::string_view kTask = "reading";

// The files as one process finds them.
struct FoundFiles {
  struct File {
    std::string name;
    Index size = 0;
    std::vector<std::string> columns;

    auto fields() { return std::tie(name, size, columns); }
  };

  std::string host;
  std::vector<File> files;

  auto fields() { return std::tie(host, files); }
};

FoundFiles found_files(const ScanInput& input, const Communicator& processes) {
  FoundFiles found{.host = processes.host(), .files = {}};
  for (const CsvFile& file : input.files) {
    found.files.push_back({file.bytes.name(), file.bytes.size(), file.layout.names});
  }
  return found;
}

[[noreturn]] void fail_for_unlike_files(std::string what) {
  throw Error(ErrorKind::system, {.what = "the processes do not find the same data: " + what,
                                  .where = {},
                                  .hint = "every machine must have the same files",
                                  .excerpt = {}});
}

void require_same(const FoundFiles& first, const FoundFiles& other, std::size_t rank) {
  const auto number = [](const auto& values) { return static_cast<Index>(values.size()); };
  const auto compare = [&](Index here, Index there, std::string_view noun, std::string_view name) {
    if (here == there) return;
    fail_for_unlike_files(fmt::format("{}{} on {} (rank 0), {} on {} (rank {})", name,
                                      counted(here, noun), first.host, there, other.host, rank));
  };
  compare(number(first.files), number(other.files), "file", "");
  for (std::size_t i = 0; i < first.files.size(); ++i) {
    const FoundFiles::File& here = first.files[i];
    const FoundFiles::File& there = other.files[i];
    compare(here.size, there.size, "byte", here.name + " has ");
    if (here.columns == there.columns) continue;
    fail_for_unlike_files(fmt::format("{} has another header on {} (rank {}) than on {} (rank 0)",
                                      here.name, other.host, rank, first.host));
  }
}

bool is_of_data(const Failure& failure) {
  if (!failure.cause) return false;
  try {
    std::rethrow_exception(failure.cause);
  } catch (const Error& error) {
    return error.kind() == ErrorKind::data;
  } catch (...) {
    return false;
  }
}

// What is wrong with the data is told as if there was one process.
Failure as_of_one_process(Failure failure) {
  if (is_of_data(failure)) failure.block = 0;
  return failure;
}

// What falls to the process that has read rows [begin, end) of `all`.
RowShare share_of_rows(Index begin, Index end, Index all, Index block_rows) {
  const auto up = [&](Index row) {
    return std::min(all, (row + block_rows - 1) / block_rows * block_rows);
  };
  return {.all_rows = all, .first = begin, .own = {up(begin), up(end) - up(begin)}};
}

}  // namespace

SharedScan::SharedScan(const ScanInput& input, const Execution& execution)
    : input_(input), execution_(execution), processes_(execution.communicator()), ranges_(input) {}

ScanResult SharedScan::read() && {
  require_same_files();
  read_run();
  share_facts();
  settle();
  std::shared_ptr<const InputHash> hash;
  if (input_.options.hash) hash = std::make_shared<InputHash>(sha256());
  return std::move(scan_->table()).finish(std::move(hash));
}

template <class T>
std::vector<T> SharedScan::exchange(const T& value, const Failure& failure) {
  agree(processes_, {.task = kTask, .blocks = 0}, failure);
  std::vector<T> all;
  for (const std::string& bytes : processes_.all_gather(pack(value))) {
    all.push_back(unpack<T>(bytes));
  }
  return all;
}

// If there are fewer ranges than processes, the last ones have none.
std::size_t SharedScan::readers() const {
  return static_cast<std::size_t>(std::min<Index>(ranges_.block_count(), processes_.size()));
}

BlockRange SharedScan::own_run() const {
  const auto readers = static_cast<Index>(this->readers());
  const auto border = [&](Index rank) {
    return std::min(rank, readers) * ranges_.block_count() / readers;
  };
  return {border(processes_.rank()), border(processes_.rank() + 1)};
}

void SharedScan::require_same_files() {
  const auto all = exchange(found_files(input_, processes_), {});
  for (std::size_t rank = 1; rank < all.size(); ++rank) require_same(all[0], all[rank], rank);
}

void SharedScan::read_run() {
  const BlockRange run = own_run();
  const bool idle = run.begin == run.end;
  Failure failure =
      read_from(idle ? start_of_file(input_, 0) : guessed_state(input_, ranges_[run.begin]));
  std::vector<Report> all = exchange(report_, failure);
  for (auto unfit = first_unfit(all); unfit; unfit = first_unfit(all)) {
    if (begins_right(*unfit, all)) fail_at(*unfit, all);
    failure = read_after(all);
    all = exchange(report_, failure);
  }
  if (!idle) scan_->move_lines(first_line(own_rank(), all) - report_.from.place.line);
}

// What is refused may be no record.
Failure SharedScan::read_from(const ScanState& from) {
  report_ = {.from = from, .to = from};
  const Failure failure = attempt([&] {
    scan_.emplace(input_, execution_, own_run(), from);
    scan_->read();
    report_.to = scan_->state();
  });
  report_.refused = is_of_data(failure);
  return report_.refused ? Failure{} : failure;
}

bool SharedScan::begins_right(std::size_t rank, const std::vector<Report>& all) {
  return rank == 0 || all[rank - 1].to.leads_on_as(all[rank].from);
}

std::optional<std::size_t> SharedScan::first_unfit(const std::vector<Report>& all) const {
  for (std::size_t rank = 0; rank < readers(); ++rank) {
    if (all[rank].refused || !begins_right(rank, all)) return rank;
  }
  return std::nullopt;
}

// Reads again if this process has begun elsewhere than where the one before has ended.
Failure SharedScan::read_after(const std::vector<Report>& all) {
  const std::size_t rank = own_rank();
  if (rank >= readers() || begins_right(rank, all) || all[rank - 1].refused) return {};
  return read_from(all[rank - 1].to);
}

Index SharedScan::first_line(std::size_t rank, const std::vector<Report>& all) {
  Index line = all.front().from.place.line;
  for (std::size_t i = 0; i < rank; ++i) {
    const auto& [from, to, refused] = all[i];
    line = to.file == from.file ? line + to.place.line - from.place.line : to.place.line;
  }
  return line;
}

// Now that it is known in which line that process has begun, it reads again what it refused.
void SharedScan::fail_at(std::size_t rank, const std::vector<Report>& all) {
  Failure failure;
  if (rank == own_rank()) {
    ScanState from = report_.from;
    from.place.line = first_line(rank, all);
    failure = attempt([&] {
      scan_.emplace(input_, execution_, own_run(), from);
      scan_->read();
      throw std::logic_error("a record is refused, and then it is not");
    });
  }
  agree(processes_, {.task = kTask, .blocks = 0}, as_of_one_process(failure));
  throw std::logic_error("no process has failed");
}

void SharedScan::share_facts() {
  TableFacts own;
  const Failure failure = attempt([&] { own = scan_->table().facts(); });
  std::vector<TableFacts> all = exchange(own, failure);
  TableFacts sum;
  Index begin = 0;
  Index end = 0;
  for (std::size_t rank = 0; rank < all.size(); ++rank) {
    if (rank == own_rank()) begin = sum.rows();
    sum.append(std::move(all[rank]));
    if (rank == own_rank()) end = sum.rows();
  }
  const RowShare share = share_of_rows(begin, end, sum.rows(), input_.block_rows);
  rows_needed_ = share.own.rows > 0 ? share.own.first + share.own.rows - begin : 0;
  scan_->table().share(std::move(sum), share);
}

void SharedScan::settle() {
  const Failure failure = attempt([&] {
    scan_->read_on(rows_needed_);
    scan_->table().settle();
  });
  agree(processes_, {.task = kTask, .blocks = 0}, as_of_one_process(failure));
}

std::string SharedScan::sha256() const {
  const auto digest = [this] {
    Sha256 hash;
    for (const CsvFile& file : input_.files) add_bytes(file.bytes, hash);
    scan_->check_unchanged();
    return hash.digest();
  };
  return on_first_rank(execution_, digest, kTask);
}

}  // namespace odds
