#include "data/types/number.hpp"

#include <doctest/doctest.h>

#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <vector>

namespace odds {
namespace {

NumberKind kind_of(std::string_view text, char decimal = '.') {
  return parse_number(text, decimal).kind;
}

std::string random_decimal(std::mt19937_64& random) {
  const auto upto = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  std::string text = upto(2) == 0 ? "-" : "";
  for (int i = upto(20); i >= 0; --i) text += static_cast<char>('0' + upto(10));
  if (upto(3) > 0) text += '.';
  if (text.back() == '.') {
    for (int i = upto(20); i > 0; --i) text += static_cast<char>('0' + upto(10));
  }
  if (upto(3) == 0) text += "e" + std::to_string(upto(600) - 300);
  return text;
}

TEST_CASE("every number is the double nearest to its text, as strtod finds it") {
  std::mt19937_64 random(20'240'501);
  for (int i = 0; i < 200'000; ++i) {
    const std::string text = random_decimal(random);
    const double expected = std::strtod(text.c_str(), nullptr);
    if (std::isinf(expected)) continue;
    CAPTURE(text);
    REQUIRE(parse_number(text, '.').value == expected);
  }
}

TEST_CASE("the shortest text of any double reads back as that double") {
  std::mt19937_64 random(7);
  for (int i = 0; i < 100'000; ++i) {
    const std::uint64_t bits = random();
    double value = 0.0;
    static_assert(sizeof bits == sizeof value);
    std::memcpy(&value, &bits, sizeof value);
    if (!std::isfinite(value)) continue;
    CAPTURE(value);
    REQUIRE(parse_number(canonical_number(value), '.').value == value);
  }
}

TEST_CASE("a leading plus is a sign, and only one of them") {
  CHECK(parse_number("+1.5", '.').value == 1.5);
  CHECK(parse_number("+1e3", '.').value == 1000.0);
  CHECK(kind_of("+-1") == NumberKind::none);
  CHECK(kind_of("++1") == NumberKind::none);
  CHECK(kind_of("+") == NumberKind::none);
}

TEST_CASE("what only looks like a number is none") {
  for (const char* text : {"", "-", "+", ".", "e5", "1e", "1d5", "0x10", "0x1p3", "nan", "-nan",
                           "nan(1)", "1 2", "1,2,3", "12O", "1_000", "１"}) {
    CAPTURE(text);
    CHECK(kind_of(text) == NumberKind::none);
  }
}

TEST_CASE("infinities are recognised in every spelling") {
  for (const char* text : {"inf", "Inf", "-INF", "+inf", "infinity", "-Infinity"}) {
    CAPTURE(text);
    CHECK(kind_of(text) == NumberKind::infinite);
  }
}

TEST_CASE("numbers beyond the doubles are told from those below them by their magnitude") {
  const std::string zeros(400, '0');
  for (const std::string& text :
       {std::string("1e400"), std::string("-1.8e308"), "1" + zeros, "1" + zeros + ".5e-10",
        "0." + zeros + "1e1000", std::string("1e99999999999999999999"), "+1" + zeros}) {
    CAPTURE(text);
    CHECK(kind_of(text) == NumberKind::overflow);
  }
  for (const std::string& text : {std::string("1e-400"), "0." + zeros + "1", "1" + zeros + "e-1000",
                                  std::string("1e-99999999999999999999"), "." + zeros + "9e10"}) {
    CAPTURE(text);
    CHECK(kind_of(text) == NumberKind::underflow);
    CHECK(parse_number(text, '.').value == 0.0);
  }
  CHECK(std::signbit(parse_number("-1e-400", '.').value));
}

TEST_CASE("the ends of the range of doubles are still numbers") {
  CHECK(parse_number("1.7976931348623157e308", '.').value == std::numeric_limits<double>::max());
  CHECK(parse_number("4.9406564584124654e-324", '.').value ==
        std::numeric_limits<double>::denorm_min());
  CHECK(kind_of("0e400") == NumberKind::finite);
}

TEST_CASE("an integer that no double equals is marked as rounded") {
  CHECK(kind_of("9007199254740993") == NumberKind::rounded);
  CHECK(parse_number("9007199254740993", '.').value == 9007199254740992.0);
  CHECK(kind_of("-123456789012345678901") == NumberKind::rounded);
  CHECK(kind_of("9007199254740994") == NumberKind::finite);
  CHECK(kind_of("0009007199254740994") == NumberKind::finite);
  CHECK(kind_of("100000000000000000000") == NumberKind::finite);
  CHECK(kind_of("9007199254740993.0") == NumberKind::finite);  // not written as an integer
}

TEST_CASE("a decimal comma is read where it is the decimal mark, and named where it is not") {
  CHECK(parse_number("2,5", ',').value == 2.5);
  CHECK(parse_number("-2,5e3", ',').value == -2500.0);
  CHECK(kind_of("2,5") == NumberKind::other_mark);
  CHECK(kind_of("2.5", ',') == NumberKind::other_mark);
  CHECK(kind_of("a,b") == NumberKind::none);
}

TEST_CASE("digits in groups of three are recognised and never guessed at") {
  for (const char* text : {"1,234", "-12,345,678", "123,456.75"}) {
    CAPTURE(text);
    CHECK(kind_of(text) == NumberKind::grouped);
  }
  CHECK(kind_of("1.234.567,8", ',') == NumberKind::grouped);
  CHECK(kind_of("1234,567") == NumberKind::other_mark);
  CHECK(kind_of("1,23,456") == NumberKind::none);
}

TEST_CASE("a canonical number has no exponent where an integer needs none") {
  CHECK(canonical_number(100000.0) == "100000");
  CHECK(canonical_number(999999999999999.0) == "999999999999999");
  CHECK(canonical_number(1e15) == "1e+15");
  CHECK(canonical_number(-0.0) == "0");
  CHECK(canonical_number(0.1) == "0.1");
  CHECK(canonical_number(-2.5) == "-2.5");
}

TEST_CASE("the minus sign of print is one") {
  CHECK(kind_of("\u22125") == NumberKind::typeset);
  CHECK(parse_number("\u22122.5e1", '.').value == -25.0);
  CHECK(parse_number("\u22122,5", ',').value == -2.5);
  for (const char* text : {"\u2212-5", "\u2212+5", "\u2212", "-\u22125", "\u2212a"}) {
    CAPTURE(text);
    CHECK(kind_of(text) == NumberKind::none);
  }
  CHECK(kind_of("\u22122,5") == NumberKind::other_mark);
}

TEST_CASE("blanks are spaces and tabs at the ends") {
  CHECK(trim_blanks(" \ta b\t ") == "a b");
  CHECK(trim_blanks(" \t ").empty());
  CHECK(trim_blanks("").empty());
}

}  // namespace
}  // namespace odds
