// Delimited texts, read in ranges as small as a test wants them, and all that is read, as a text.
#pragma once

#include "data/csv/local_scan.hpp"
#include "data/input/input_hash.hpp"

#include <odds/csv.hpp>
#include <odds/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace odds::test {

/// What a process has read.
struct WhatWasRead {
  std::string table;  ///< types, levels, notes, hash, number of rows; or the error
  std::string rows;   ///< cells and lines of the rows that it can read
};

struct Reading {
  std::string head = "n,t\n1,a\n";  ///< tells the layout, which a text itself may not let see
  CsvOptions options = {.delimiter = ',', .hash = true};

  /// Reads `texts` as one table of the files t0.csv, t1.csv, ...
  WhatWasRead read(const std::vector<std::string>& texts, Index range, int threads,
                   Communicator* processes = nullptr) const {
    const CsvLayout layout = find_layout(InputBytes("t.csv", head), options);
    const auto files = std::make_shared<std::vector<CsvFile>>();
    InputHash::Inputs inputs;
    files->reserve(texts.size());
    for (const std::string& text : texts) {
      files->push_back(
          {.bytes = InputBytes(fmt::format("t{}.csv", files->size()), text), .layout = layout});
      inputs.emplace_back(files, &files->back().bytes);
    }
    std::vector<ScanColumn> columns;
    for (std::size_t i = 0; i < layout.names.size(); ++i) {
      for (const Expect expect : expected) columns.push_back({static_cast<Index>(i), expect});
    }
    std::shared_ptr<const InputHash> hash;
    if (options.hash) hash = std::make_shared<InputHash>(std::move(inputs), threads > 1);
    const ScanInput input{.files = *files,
                          .options = options,
                          .columns = columns,
                          .hash = hash,
                          .piece = std::max<Index>(1, range / 3),
                          .range = range,
                          .segment_rows = 64 * (1 + range % 3),
                          .block_rows = 64};
    // Without memory all cells are in a file.
    const Execution execution{
        .threads = threads, .memory = range % 2, .progress = {}, .processes = processes};
    try {
      return described(scan_csv(input, execution));
    } catch (const Error& error) {
      return {fmt::format("{}\n{}\n{}", error.what(), error.text().excerpt, error.text().hint), {}};
    }
  }

  std::string of(const std::vector<std::string>& texts, Index range, int threads) const {
    const WhatWasRead what = read(texts, range, threads);
    return what.table + what.rows;
  }

  std::vector<Expect> expected = {Expect::automatic, Expect::text};  ///< of every column

 private:
  static WhatWasRead described(const ScanResult& result) {
    const TypedColumns source(result.columns, result.origin);
    WhatWasRead what{fmt::format("{} rows, {}", source.rows(), source.sha256()), {}};
    for (const Note& note : source.notes()) what.table += "\n" + note.text;
    for (const Column& about : source.columns()) {
      what.table +=
          fmt::format("\n{}: {} [{}]", about.name, about.missing, fmt::join(about.levels, "]["));
    }
    const RowRange own = source.own_rows().value_or(RowRange{0, source.rows()});
    ColumnBlock block;
    if (own.rows > 0) source.read(own.first, own.rows, block);
    for (Index row = 0; row < own.rows; ++row) {
      const Place place = source.place(own.first + row, 0);
      what.rows += fmt::format("\n{}:{}", place.file, place.line);
      for (const Cells& cells : block.cells) what.rows += ' ' + cell(cells, row);
    }
    return what;
  }

  static std::string cell(const Cells& cells, Index row) {
    const auto r = static_cast<std::size_t>(row);
    const std::string value = cells.codes.empty() ? fmt::format("{}", cells.numbers[r])
                                                  : fmt::format("[{}]", cells.codes[r]);
    return cells.is_missing(row) ? value + "?" : value;
  }
};

}  // namespace odds::test
