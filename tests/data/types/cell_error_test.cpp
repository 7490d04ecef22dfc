#include "data/types/cell_error.hpp"

#include "support/csv_cells.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace odds {
namespace {

using test::contains;

// The hint of a column of these cells, which are no numbers, and 100 numbers.
std::string hint(const std::vector<std::string>& cells, Expect expect = Expect::automatic,
                 const std::string& column = "x", char decimal = '.', Index numbers = 100) {
  CellFacts facts;
  for (const std::string& cell : cells) {
    facts.abouts.push_back({.kind = parse_number(cell, decimal).kind});
    facts.count_text(facts.texts.add(cell));
    ++facts.rows;
  }
  facts.rows += numbers;
  return cell_error(std::vector{FailedColumn{column, facts, expect}}, decimal).text().hint;
}

TEST_CASE("every kind of cell that is no number has its own complaint") {
  CHECK(what_is_wrong("12O", NumberKind::none) == "\"12O\" is not a number");
  CHECK(what_is_wrong("inf", NumberKind::infinite) == "\"inf\" is infinite");
  CHECK(contains(what_is_wrong("1e400", NumberKind::overflow), "out of range"));
}

TEST_CASE("the hint names the flag or the formula that helps") {
  CHECK(contains(hint({"unknown"}), "--na 'x=unknown'"));
  CHECK(contains(hint({"unknown"}), "--types 'x=factor'"));
  CHECK(contains(hint({"2,5"}), "--decimal ,"));
  CHECK(contains(hint({"2.5"}, Expect::automatic, "x", ','), "--decimal ."));
  CHECK(contains(hint({"1,234"}), "thousands"));
  CHECK(contains(hint({"1,234"}), "--decimal ,"));
  CHECK(contains(hint({"inf"}), "--na 'x=inf'"));
  CHECK(contains(hint({"unknown", "n.d.", "unknown"}), "--na 'x=unknown,x=n.d.'"));
}

TEST_CASE("a code is written so that the flag and the shell read it as it is") {
  CHECK(contains(hint({"a,b", "p=q", "don't"}), R"(--na 'x=`a,b`,x=`p=q`,x=don'\''t')"));
  CHECK(contains(hint({"none"}, Expect::automatic, "a=b"), "--na '`a=b`=none'"));
}

TEST_CASE("cells that look like numbers or truth values are never to be missing") {
  for (const char* cell : {"12O", "15%", "$5", "-3-", "TRUE", "no", "1e400", "2,5", "2020-01-31"}) {
    CAPTURE(cell);
    CHECK_FALSE(contains(hint({cell}), "--na"));
  }
  const std::string both = hint({"12O", "unknown"});
  CHECK(contains(both, "--na 'x=unknown'"));
  CHECK(contains(both, "\"12O\" is to be a number, correct it"));
}

TEST_CASE("a column that must hold numbers is not to be declared a factor") {
  const std::string numbers = hint({"black"}, Expect::number, "race");
  CHECK(contains(numbers, "--na 'race=black'"));
  CHECK(contains(numbers, "--where"));
  CHECK_FALSE(contains(numbers, "factor"));
  CHECK_FALSE(contains(numbers, "C("));
  CHECK_FALSE(contains(hint({"black", "other"}, Expect::number, "race", '.', 0), "--na"));
}

TEST_CASE("a name that is none in a formula is quoted there") {
  CHECK(contains(hint({"a"}, Expect::automatic, "blood pressure"), "C(`blood pressure`)"));
  CHECK(contains(hint({"a"}, Expect::automatic, "2nd"), "C(`2nd`)"));
  CHECK(contains(hint({"a"}, Expect::automatic, "x_1.y"), "C(x_1.y)"));
}

TEST_CASE("dates are told from other texts with digits") {
  for (const char* date :
       {"2020-01-31", "31/1/2020", "31.01.2020", "2020-01-31T12:00", "2020-01-31 12:00"}) {
    CAPTURE(date);
    CHECK(contains(hint({date}), "dates"));
  }
  for (const char* other : {"1-2", "2020-01/31", "-1-2-3", "1-2-", "1-2-3-4", "abc", "1--2"}) {
    CAPTURE(other);
    CHECK_FALSE(contains(hint({other}), "dates"));
  }
}

}  // namespace
}  // namespace odds
