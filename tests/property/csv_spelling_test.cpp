// A result is a function of the data: how a file spells them does not change one bit of it.
#include "data/csv/csv_table.hpp"
#include "property/sheet.hpp"

#include <odds/margins.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace odds {
namespace {

using test::fit_sheet;
using test::random_sheet;
using test::same_bits;
using test::Sheet;
using test::Spelling;

Fit fit_text(std::string text) { return fit_sheet(*open_csv_bytes("sheet.csv", std::move(text))); }

const Sheet kSheet = random_sheet(600, 2);

TEST_CASE("line ends, byte-order mark, quotes, blank lines and separators do not matter") {
  const Fit plain = fit_text(kSheet.text());
  REQUIRE(plain.converged());
  const std::vector<Spelling> spellings = {
      {.line_end = "\r\n"},
      {.line_end = "\r"},
      {.begin = "\xEF\xBB\xBF"},
      {.begin = "\xEF\xBB\xBF", .quoted = true},
      {.quoted = true},
      {.blank_line_every = 5},
      {.line_end = "\r\n", .blank_line_every = 1},
      {.last_line_end = false},
      {.line_end = "\r\n", .last_line_end = false},
      {.delimiter = ';'},
      {.delimiter = '\t'},
      {.delimiter = '|',
       .line_end = "\r\n",
       .begin = "\xEF\xBB\xBF",
       .quoted = true,
       .blank_line_every = 3,
       .last_line_end = false},
  };
  for (std::size_t i = 0; i < spellings.size(); ++i) {
    CAPTURE(i);
    CHECK(same_bits(fit_text(kSheet.text(spellings[i])), plain));
  }
}

TEST_CASE("columns that the model does not use, and the order of columns, do not matter") {
  Sheet wider = kSheet;
  wider.header.insert(wider.header.begin(), "note");
  wider.header.push_back("constant");
  for (auto& row : wider.rows) {
    row.insert(row.begin(), "\"text, with\n\"\"everything\"\"\"");
    row.push_back("7");
  }
  Sheet reversed = kSheet;
  std::ranges::reverse(reversed.header);
  for (auto& row : reversed.rows) std::ranges::reverse(row);
  const Fit plain = fit_text(kSheet.text());
  CHECK(same_bits(fit_text(wider.text()), plain));
  CHECK(same_bits(fit_text(reversed.text()), plain));
}

TEST_CASE("the tokens for missing cells mean the same") {
  Sheet tokens = kSheet;
  const std::vector<std::string> words = {"NA", "NaN", "nan", "N/A", "NULL", "null", ".", " "};
  std::size_t next = 0;
  for (auto& row : tokens.rows) {
    if (row[1].empty()) row[1] = words[next++ % words.size()];
  }
  REQUIRE(next > words.size());
  CHECK(same_bits(fit_text(tokens.text()), fit_text(kSheet.text())));
}

TEST_CASE("other names for levels and columns, in the same order, change names only") {
  Sheet renamed = kSheet;
  for (auto& row : renamed.rows) row[3] = "a new name for " + row[3];
  const Fit plain = fit_text(kSheet.text());
  const Fit other = fit_text(renamed.text());
  CHECK(same_bits(other, plain));
  CHECK(other.names() != plain.names());
  const Margins effects = margins(plain, *open_csv_bytes("sheet.csv", kSheet.text()));
  const Margins others = margins(other, *open_csv_bytes("sheet.csv", renamed.text()));
  REQUIRE(others.rows.size() == effects.rows.size());
  for (std::size_t i = 0; i < effects.rows.size(); ++i) {
    CHECK(others.rows[i].estimate == effects.rows[i].estimate);
    CHECK(others.rows[i].std_error == effects.rows[i].std_error);
  }
}

}  // namespace
}  // namespace odds
