// A data set as a grid of texts that can be spelled in many ways, and fits of it to compare.
#pragma once

#include "support/random_data.hpp"

#include <odds/csv.hpp>
#include <odds/fit.hpp>
#include <odds/memory_table.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace odds::test {

/// How a sheet is written as text.
struct Spelling {
  char delimiter = ',';
  std::string line_end = "\n";
  std::string begin = {};      ///< before everything, as a byte-order mark
  bool quoted = false;         ///< every cell
  Index blank_line_every = 0;  ///< rows; 0: none
  bool last_line_end = true;
};

/// Outcome y, numbers x and z (some missing), factor g, offset e and frequency weight f.
struct Sheet {
  std::vector<std::string> header = {"y", "x", "z", "g", "e", "f"};
  std::vector<std::vector<std::string>> rows;

  std::string text(const Spelling& spelling = {}) const {
    std::string text = spelling.begin;
    add_line(header, spelling, text);
    for (std::size_t row = 0; row < rows.size(); ++row) {
      add_line(rows[row], spelling, text);
      if (spelling.blank_line_every > 0 &&
          row % static_cast<std::size_t>(spelling.blank_line_every) == 0) {
        text += spelling.line_end;
      }
    }
    if (!spelling.last_line_end) text.resize(text.size() - spelling.line_end.size());
    return text;
  }

 private:
  static void add_line(const std::vector<std::string>& cells, const Spelling& spelling,
                       std::string& text) {
    for (std::size_t c = 0; c < cells.size(); ++c) {
      if (c > 0) text += spelling.delimiter;
      text += spelling.quoted ? "\"" + cells[c] + "\"" : cells[c];
    }
    text += spelling.line_end;
  }
};

inline Sheet random_sheet(Index rows, std::uint64_t seed) {
  Random random(seed);
  Sheet sheet;
  const std::vector<std::string> levels = {"left", "middle", "right"};
  for (Index i = 0; i < rows; ++i) {
    const double x = random.normal();
    const double z = 1e3 + 50.0 * random.normal();
    const auto g = static_cast<std::size_t>(random.whole(0, 2));
    const double eta = 0.3 + 0.8 * x - 0.01 * (z - 1e3) + 0.4 * static_cast<double>(g);
    const bool event = random.uniform() < 1.0 / (1.0 + std::exp(-eta));
    const bool lacks_x = random.whole(1, 50) == 1;
    sheet.rows.push_back({event ? "1" : "0", lacks_x ? "" : fmt::format("{}", x),
                          fmt::format("{}", z), levels[g], fmt::format("{}", random.uniform()),
                          fmt::format("{}", random.whole(0, 3))});
  }
  return sheet;
}

/// The same data as arrays: numbers as the nearest doubles, an empty text as NaN.
inline MemoryTable memory_table(const Sheet& sheet) {
  MemoryTable table;
  for (std::size_t c = 0; c < sheet.header.size(); ++c) {
    std::vector<std::string> texts;
    for (const auto& row : sheet.rows) texts.push_back(row[c]);
    if (sheet.header[c] == "g") {
      table.add("g", texts);
      continue;
    }
    std::vector<double> numbers;
    for (const std::string& text : texts) {
      numbers.push_back(text.empty() ? std::numeric_limits<double>::quiet_NaN() : std::stod(text));
    }
    table.add(sheet.header[c], std::move(numbers));
  }
  return table;
}

/// Some of these data, for all tests that want no others.
inline const MemoryTable& sheet_table() {
  static const MemoryTable table = memory_table(random_sheet(30'011, 3));
  return table;
}

/// A fit with every kind of column, a transformation, weights and an offset.
inline Fit fit_sheet(const Table& table, const Execution& execution = {}) {
  FitOptions options;
  options.offset = "e";
  options.frequency_weights = "f";
  return fit(table, parse_formula("y ~ x*g + z + I(x^2)"), options, execution);
}

/// Whether two fits agree in every bit of what they estimate.
inline bool same_bits(const Fit& a, const Fit& b) {
  return a.coefficients() == b.coefficients() && a.covariance() == b.covariance() &&
         a.goodness().log_likelihood == b.goodness().log_likelihood &&
         a.goodness().null_log_likelihood == b.goodness().null_log_likelihood &&
         a.goodness().auc == b.goodness().auc && a.rows().read == b.rows().read &&
         a.rows().used == b.rows().used;
}

}  // namespace odds::test
