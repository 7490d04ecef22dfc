// Any bytes, read as CSV: the reader must agree with a plain one on whether they are a table and
// on every cell, and may throw nothing but odds::Error.

#include "data/csv/csv_table.hpp"
#include "data/input/foreign_format.hpp"
#include "data/types/blanks.hpp"
#include "support/plain_csv.hpp"

#include <odds/csv.hpp>
#include <odds/error.hpp>
#include <odds/table.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <optional>
#include <string>
#include <vector>

namespace {

/// io::LineReader takes a buffer of this size for every file, however small. To mark so much memory
/// as taken and as free again costs the address sanitizer far more than to read a small file, so
/// one buffer is used again and again.
char reader_buffer[std::size_t{3} << 24U];
std::atomic<bool> reader_buffer_is_taken = false;

}  // namespace

void* operator new[](std::size_t size) {
  if (size == sizeof reader_buffer && !reader_buffer_is_taken.exchange(true)) return reader_buffer;
  if (void* const memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}

void operator delete[](void* memory) noexcept {
  if (memory == reader_buffer) {
    reader_buffer_is_taken = false;
  } else {
    std::free(memory);
  }
}

void operator delete[](void* memory, std::size_t) noexcept { operator delete[](memory); }

namespace {

using odds::Index;
using Rows = std::vector<std::vector<std::string>>;

std::vector<odds::ColumnRequest> request_all(const odds::Table& table, odds::Expect expect) {
  std::vector<odds::ColumnRequest> requests;
  for (const std::string& name : table.header()) requests.push_back({name, expect});
  return requests;
}

// Row by row, the texts of all cells; a missing cell is an empty text.
Rows texts_of(const odds::ColumnSource& source) {
  odds::ColumnBlock block;
  source.read(0, source.rows(), block);
  Rows rows(static_cast<std::size_t>(source.rows()));
  for (std::size_t column = 0; column < block.cells.size(); ++column) {
    const std::vector<std::string>& levels = source.columns()[column].levels;
    for (std::size_t row = 0; row < rows.size(); ++row) {
      const std::int32_t code = block.cells[column].codes[row];
      rows[row].push_back(code < 0 ? std::string() : levels[static_cast<std::size_t>(code)]);
    }
  }
  return rows;
}

std::optional<Rows> fast(const std::string& text, const odds::CsvOptions& options, Index piece) {
  try {
    const auto table = odds::open_csv_bytes("fuzz.csv", text, options, piece);
    return texts_of(*table->scan(request_all(*table, odds::Expect::text)));
  } catch (const odds::Error&) {
    return std::nullopt;
  }
}

// Blanks and invisible characters at the ends of a cell are no part of it, within quotes neither.
std::optional<Rows> plain(const std::string& text, char delimiter) {
  const auto read = odds::test::PlainCsv(text, delimiter).read();
  if (!read || read->empty()) return std::nullopt;
  Rows rows;
  for (const odds::test::PlainRow& row : *read) {
    rows.emplace_back();
    for (const odds::test::PlainCell& cell : row)
      rows.back().emplace_back(odds::trim_unseen(cell.text));
  }
  return rows;
}

// Types, detected separators and headers have no plain counterpart: they must not crash.
void read_with_detection(const std::string& text, bool header) {
  try {
    const auto table = odds::open_csv_bytes("fuzz.csv", text, {.header = header});
    table->scan(request_all(*table, odds::Expect::category))->notes();
    table->scan(request_all(*table, odds::Expect::automatic))->notes();
  } catch (const odds::Error&) {
  }
}

}  // namespace

/// The first byte chooses what is tried, the separator, and the size of the pieces; the rest is the
/// file.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const unsigned choice = data[0];
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (!odds::foreign_format(std::string_view(text).substr(0, 64)).name.empty()) return 0;
  if ((choice & 16U) != 0) {
    read_with_detection(text, (choice & 8U) != 0);
    return 0;
  }
  const char delimiter = ",;\t|"[choice & 3U];
  const Index piece = (choice & 4U) != 0 ? 1 : Index{1} << 18;
  const odds::CsvOptions options{.delimiter = delimiter, .header = false, .usual_missing = false};
  if (fast(text, options, piece) != plain(text, delimiter)) std::abort();
  return 0;
}
