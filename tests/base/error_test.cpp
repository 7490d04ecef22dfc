#include <odds/error.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <string>

namespace odds {
namespace {

TEST_CASE("a place reads as file, line and column, as far as they are known") {
  CHECK(Place{}.text() == "");
  CHECK(Place{.file = "a.csv", .line = 0, .column = ""}.text() == "a.csv");
  CHECK(Place{.file = "a.csv", .line = 12, .column = ""}.text() == "a.csv:12");
  CHECK(Place{.file = "a.csv", .line = 12, .column = "gre"}.text() == "a.csv:12, column \"gre\"");
  CHECK(Place{.file = "a.csv", .line = 0, .column = "gre"}.text() == "a.csv, column \"gre\"");
  CHECK(Place{.file = "", .line = 12, .column = "gre"}.text() == "line 12, column \"gre\"");
  CHECK(Place{.file = "", .line = 0, .column = "gre"}.text() == "column \"gre\"");
}

TEST_CASE("an error says where before it says what") {
  const Error error(ErrorKind::data, {.what = "\"12O\" is not a number",
                                      .where = {.file = "a.csv", .line = 412, .column = "gre"},
                                      .hint = "try this",
                                      .excerpt = ""});
  CHECK(std::string(error.what()) == "a.csv:412, column \"gre\": \"12O\" is not a number");
  CHECK(error.kind() == ErrorKind::data);
  CHECK(error.text().hint == "try this");
}

TEST_CASE("an error from nowhere in particular is what it says") {
  const Error error(ErrorKind::model,
                    {.what = "all y = 1", .where = {}, .hint = "", .excerpt = ""});
  CHECK(std::string(error.what()) == "all y = 1");
}

std::string message_of_option(double value) {
  try {
    check_option("tolerance", value, "> 0", value > 0);
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::usage);
    return error.what();
  }
  return "no error";
}

TEST_CASE("an option out of range is named with its value and its range") {
  CHECK(message_of_option(-1) == "tolerance = -1 is out of range: it must be > 0");
  CHECK(message_of_option(-1e-300) == "tolerance = -1e-300 is out of range: it must be > 0");
  CHECK(message_of_option(-0.1) == "tolerance = -0.1 is out of range: it must be > 0");
  CHECK(message_of_option(std::numeric_limits<double>::quiet_NaN()) ==
        "tolerance = nan is out of range: it must be > 0");
  CHECK(message_of_option(0.5) == "no error");
}

TEST_CASE("an option out of range keeps its parts for those who call it otherwise") {
  try {
    check_option("tolerance", 2.0, "> 0 and < 1", false);
    FAIL("nothing was thrown");
  } catch (const OptionError& error) {
    CHECK(error.name() == "tolerance");
    CHECK(error.value() == 2.0);
    CHECK(error.range() == "> 0 and < 1");
    const OptionError renamed("--tol", error.value(), error.range(), "less");
    CHECK(std::string(renamed.what()) == "--tol = 2 is out of range: it must be > 0 and < 1");
    CHECK(renamed.text().hint == "less");
  }
}

}  // namespace
}  // namespace odds
