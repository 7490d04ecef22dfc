#include "data/types/plain_number.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <optional>
#include <random>
#include <string>

namespace odds {
namespace {

/// The value of a text that is a plain number and nothing else.
std::optional<double> plain(const std::string& text, char decimal = '.') {
  double value = 0.0;
  const std::string padded = text + "\n" + std::string(kNumberPadding, '7');
  const char* const stop = read_plain_number(padded.data(), decimal, value);
  if (stop != padded.data() + text.size()) return std::nullopt;
  return value;
}

TEST_CASE("every plain number is the double nearest to its text, as strtod finds it") {
  std::mt19937_64 random(20'240'501);
  const auto upto = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  int read = 0;
  for (int i = 0; i < 200'000; ++i) {
    std::string text = upto(2) == 0 ? "-" : "";
    for (int digits = upto(11); digits > 0; --digits) text += static_cast<char>('0' + upto(10));
    if (upto(4) > 0) text += '.';
    for (int digits = upto(11); digits > 0; --digits) text += static_cast<char>('0' + upto(10));
    const auto value = plain(text);
    if (!value) continue;
    CAPTURE(text);
    const double expected = std::strtod(text.c_str(), nullptr);
    REQUIRE(*value == expected);
    REQUIRE(std::signbit(*value) == std::signbit(expected));
    ++read;
  }
  CHECK(read > 150'000);
}

/// The value of a short number that is all of a cell; what follows looks like more of it.
std::optional<double> plain_short(const std::string& text, char delimiter, char decimal = '.') {
  double value = 0.0;
  const std::string padded = text + delimiter + std::string(kNumberPadding, '7');
  const char* const stop = read_short_number(padded.data(), delimiter, decimal, value);
  if (stop == nullptr) return std::nullopt;
  CHECK(stop == padded.data() + text.size());
  return value;
}

TEST_CASE("a short number is the double nearest to its text, before a delimiter or a line end") {
  std::mt19937_64 random(7);
  int read = 0;
  for (int i = 0; i < 100'000; ++i) {
    std::string text = random() % 2 == 0 ? "-" : "";
    const auto whole = random() % 2 == 0 ? 1 : random() % 10;
    const auto decimals = random() % 10;
    const auto add = [&](auto digits) {
      for (; digits > 0; --digits) text += static_cast<char>('0' + random() % 10);
    };
    add(whole);
    if (decimals > 0 || random() % 2 == 0) text += '.';
    add(decimals);
    const auto value = plain_short(text, ",;\t\n"[random() % 4]);
    CAPTURE(text);
    const double expected = std::strtod(text.c_str(), nullptr);
    const bool is_short = whole <= 8 && decimals <= 8 && whole + decimals > 0 && text.size() <= 15;
    REQUIRE(value.has_value() == is_short);
    if (!value) continue;
    REQUIRE(*value == expected);
    REQUIRE(std::signbit(*value) == std::signbit(expected));
    ++read;
  }
  CHECK(read > 70'000);
}

TEST_CASE("other cells than short numbers are left to others") {
  for (const char* text :
       {"",        "-",       ".",     "-.",   "123456789", "12345678.1234567", "+1.5",  " 1.5",
        "1.5 ",    "1.5e3",   "1.2.3", "1,5",  "\"1.5\"",   "1.123456789",      "--1.5", "1.5\r",
        "1.5\x01", "1.5\xB5", "x.5",   "0x1.5"}) {
    CAPTURE(text);
    CHECK_FALSE(plain_short(text, ';'));
  }
  CHECK(plain_short("1,5", ';', ',') == 1.5);
  CHECK(plain_short("12,5", ';', ',') == 12.5);
  CHECK(plain_short("5.", ',') == 5.0);
  CHECK(plain_short(".5", ',') == 0.5);
  CHECK(plain_short("-.5", ',') == -0.5);
  CHECK(plain_short("5", ',') == 5.0);
  CHECK(std::signbit(plain_short("-0", ',').value()));
}

TEST_CASE("no plain number begins with another byte than those that may begin one") {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string text(1, static_cast<char>(byte));
    const bool begins = plain(text + "5") || plain(text);
    if (begins) CHECK(may_begin_number(text[0], '.'));
  }
  CHECK(may_begin_number(',', ','));
  CHECK_FALSE(may_begin_number('.', ','));
  CHECK_FALSE(may_begin_number('x', '.'));
}

TEST_CASE("a byte that is no digit is noticed at every place of a short number") {
  const std::string number = "1.12345678";
  for (int byte = 0; byte < 256; ++byte) {
    if ((byte >= '0' && byte <= '9') || byte == ',' || byte == '\n') continue;
    for (std::size_t at = 0; at < number.size(); ++at) {
      if ((at == 1 && byte == '.') || (at == 0 && byte == '-')) continue;
      std::string text = number;
      text[at] = static_cast<char>(byte);
      CHECK_FALSE(plain_short(text, ','));
    }
  }
}

TEST_CASE("digits are read up to the last exact integer and the nineteenth digit") {
  CHECK(plain("9007199254740992") == 9007199254740992.0);
  CHECK_FALSE(plain("9007199254740993"));
  CHECK(plain("-0.000000000000000001") == -1e-18);
  CHECK_FALSE(plain("-0.0000000000000000001"));  // 20 digits
  CHECK_FALSE(plain("18446744073709551617"));    // 2^64 + 1
  CHECK_FALSE(plain(std::string(100, '0') + "1"));
  CHECK(plain("5.") == 5.0);
  CHECK(plain(".5") == 0.5);
  CHECK(std::signbit(plain("-0").value()));
}

TEST_CASE("a run of digits of any length ends where it should") {
  std::string text;
  double expected = 0.0;
  for (int digit = 1; digit <= 15; ++digit) {
    text += static_cast<char>('0' + digit % 10);
    expected = 10.0 * expected + digit % 10;
    CHECK(plain(text) == expected);
    CHECK(plain("0." + text) == std::strtod(("0." + text).c_str(), nullptr));
  }
}

TEST_CASE("what is no plain number, or has something behind it, is left to others") {
  for (const char* text : {"", "-", ".", "-.", "1e5", "+1", " 1", "1 ", "1.2.3", "0x1", "--1",
                           "1:", "1/", "12O", "1\xB1", "1\xFF", "1,5"}) {
    CAPTURE(text);
    CHECK_FALSE(plain(text));
  }
}

TEST_CASE("bytes that differ from digits by one bit end a number") {
  const std::string digits = "1234567812345678";
  for (int byte = 1; byte < 256; ++byte) {
    if ((byte >= '0' && byte <= '9') || byte == '.') continue;
    for (std::size_t at = 1; at < 12; ++at) {
      std::string text = digits.substr(0, 15);
      text[at] = static_cast<char>(byte);
      double value = 0.0;
      const std::string padded = text + "\n" + std::string(kNumberPadding, ' ');
      REQUIRE(read_plain_number(padded.data(), '.', value) == padded.data() + at);
      REQUIRE(value == std::strtod(digits.substr(0, at).c_str(), nullptr));
    }
  }
}

TEST_CASE("the decimal mark is the one that is told") {
  CHECK(plain("2,5", ',') == 2.5);
  CHECK_FALSE(plain("2.5", ','));
}

}  // namespace
}  // namespace odds
