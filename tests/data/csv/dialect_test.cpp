#include "data/csv/dialect.hpp"

#include "support/csv_cells.hpp"

#include <doctest/doctest.h>

#include <string>

namespace odds {
namespace {

char delimiter_of(const std::string& text) { return find_delimiter(InputBytes("t.csv", text), {}); }

TEST_CASE("the separator is found for each of the four") {
  CHECK(delimiter_of("a,b\n1,2\n") == ',');
  CHECK(delimiter_of("a;b\n1;2\n") == ';');
  CHECK(delimiter_of("a\tb\n1\t2\n") == '\t');
  CHECK(delimiter_of("a|b\n1|2\n") == '|');
  CHECK(delimiter_of("a\n1\n") == ',');
  CHECK(delimiter_of("") == ',');
}

TEST_CASE("decimal commas do not make the comma a separator") {
  CHECK(delimiter_of("a;b;c\n1,5;2,5;3\n2,5;1,5;4\n") == ';');
  CHECK(delimiter_of("1,5;2,5\n2,5;1,5\n") == ';');
  CHECK(delimiter_of("a\tb\n1,5\t2,5\n") == '\t');
}

TEST_CASE("separators within quotes do not count") {
  CHECK(delimiter_of("\"a;x\",\"b;y\"\n\"1;1\",\"2;2\"\n") == ',');
  CHECK(delimiter_of("\"last, first\";age\n\"Doe, J\";3\n") == ';');
}

TEST_CASE("a separator that most records agree on beats one that few do") {
  CHECK(delimiter_of("a,b,c|d\n1,2,3\n4,5,6\n7,8,9|0\n") == ',');
  CHECK(delimiter_of("a,b\n1,2\n1,2,3\n1,2\n") == ',');
}

TEST_CASE("quotes that only a wrong separator would leave open are no error") {
  CHECK(delimiter_of("a,b\nx|\"y,2\nz,3\n") == ',');
}

TEST_CASE("lone carriage returns are told from others") {
  const auto lone = [](const std::string& text) {
    return has_lone_returns(InputBytes("t.csv", text));
  };
  CHECK(lone("a\rb\r"));
  CHECK(lone("a\r"));
  CHECK_FALSE(lone("a\r\nb\r\n"));
  CHECK_FALSE(lone("a\nb"));
  // The '\n' of the first line end lies just beyond what is looked at.
  CHECK_FALSE(lone(std::string((1U << 18) - 1, 'x') + "\r\n1\r\n"));
}

TEST_CASE("a header longer than the part that is looked at first is read whole") {
  std::string header = "x0";
  for (int i = 1; i < 100'000; ++i) header += ";x" + std::to_string(i);
  const InputBytes input("t.csv", header + "\n1\n");
  const auto records = first_records(input, {.delimiter = ';'}, 1, Ending::strict);
  REQUIRE(records.size() == 1);
  CHECK(records[0] == header);
}

TEST_CASE("the first records leave out blank lines and what the limit cuts") {
  const auto records =
      first_records(InputBytes("t.csv", "\n \na\n\nb\nc\n"), {}, 2, Ending::strict);
  CHECK(records == std::vector<std::string>{"a", "b"});
}

}  // namespace
}  // namespace odds
