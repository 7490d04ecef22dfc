#include "data/types/decorated_number.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

namespace odds {
namespace {

std::optional<CellForm> form_of(const std::vector<std::string>& texts, char decimal = '.',
                                bool told = false) {
  FormFinder finder(decimal, told);
  for (const std::string& text : texts) finder.add(text);
  return finder.form();
}

CellForm with(std::string unit, char group = '\0', char decimal = '\0') {
  return {.unit = std::move(unit), .group = group, .decimal = decimal};
}

TEST_CASE("a unit that all cells share is no part of the numbers") {
  CHECK(form_of({"15%", "7.5%", "0%"}) == with("%"));
  CHECK(form_of({"15 %", "7\u00a0%"}) == with("%"));
  CHECK(form_of({"\u20ac28.50", "-\u20ac3", "\u20ac-4"}) == with("\u20ac"));
  CHECK(form_of({"28.50 EUR", "3 EUR"}) == with("EUR"));
  CHECK(form_of({"US$5", "US$ 6"}) == with("US$"));
  CHECK_FALSE(form_of({"15%", "7.5"}));
  CHECK_FALSE(form_of({"$5", "\u20ac6"}));
  CHECK_FALSE(form_of({"5mg", "10mg"}));
  CHECK_FALSE(form_of({"15%", "n/a"}));
}

TEST_CASE(
    "a mark between thousands makes the other one the decimal mark, that of the file included") {
  CHECK(form_of({"1.820.000", "950.000", "850"}) == with("", '.', ','));
  CHECK(form_of({"950,5", "1.820", "700"}) == with("", '.', ','));
  CHECK(form_of({"1,820,000", "950,000"}, ',') == with("", ',', '.'));
  CHECK_FALSE(form_of({"950,5", "1.820"}, '.', true));
  const CellForm form = with("", '.', ',');
  CHECK(parse_decorated("1.820.000", form, '.').value == 1820000.0);
  CHECK(parse_decorated("950.000", form, '.').value == 950000.0);
  CHECK(parse_decorated("-1.820,25", form, '.').value == -1820.25);
  CHECK_FALSE(is_usable(parse_decorated("1.82", form, '.').kind));
}

TEST_CASE("blanks and apostrophes stand between thousands") {
  CHECK(form_of({"1 234", "12 345 678", "999", "0.5"}) == with("", ' '));
  CHECK(form_of({"1\u00a0234", "1\u202f234,5"}) == with("", ' ', ','));
  CHECK(form_of({"1'234", "1\u2019234.5"}) == with("", '\''));
  CHECK_FALSE(form_of({"123 45", "1 234"}));
  CHECK_FALSE(form_of({"1 234", "1'234"}));
}

TEST_CASE("marks decide what they are where they can") {
  CHECK(form_of({"1,234,567", "1,234"}) == with("", ','));
  CHECK(form_of({"1,234.5", "1,234"}) == with("", ','));
  CHECK(form_of({"1.234,5", "1.234"}) == with("", '.', ','));
  CHECK(form_of({"30,8", "1,234"}) == with("", '\0', ','));
  CHECK(form_of({"0,123"}) == with("", '\0', ','));
  CHECK(form_of({"1,234", "2.5"}) == with("", ','));
  CHECK(form_of({"1,234", "999"}) == with("", ','));
  CHECK(form_of({"$1,234.00", "$999.00"}) == with("$", ','));
  CHECK(form_of({"1.234", "2,5"}, ',') == with("", '.'));
}

TEST_CASE("what may be both is left open until somebody has told the mark") {
  FormFinder finder('.');
  finder.add("1,234");
  finder.add("5,678");
  CHECK(finder.is_open());
  CHECK_FALSE(finder.form());
  finder.add("1234");
  CHECK(finder.is_open());
  CHECK(form_of({"1,234", "5,678"}, '.', true) == with("", ','));
  CHECK(form_of({"1.687", "2.345"}, ',', true) == with("", '.'));
}

TEST_CASE("contradictions have no form") {
  CHECK_FALSE(form_of({"30,8", "1,234,567"}));
  CHECK_FALSE(form_of({"30,8", "2.5"}));
  CHECK_FALSE(form_of({"1,23,456"}));
  CHECK_FALSE(form_of({"1e3", "1,234,567"}));
  CHECK_FALSE(form_of({"12.04.2021"}));
  CHECK_FALSE(form_of({"5-10"}));
  CHECK_FALSE(form_of({"$"}));
  CHECK_FALSE(form_of({}));
}

TEST_CASE("the value is that of the digits, correctly rounded") {
  CHECK(parse_decorated("15%", with("%"), '.').value == 15.0);
  CHECK(parse_decorated("-\u20ac1.234,56", with("\u20ac", '.', ','), '.').value == -1234.56);
  CHECK(parse_decorated("\u2212 5", with("", ' '), '.').value == -5.0);
  CHECK(parse_decorated("1\u00a0234\u00a0567", with("", ' '), '.').value == 1234567.0);
  CHECK(parse_decorated("999", with("", ','), '.').value == 999.0);
  CHECK(parse_decorated("0,1", with("", '\0', ','), '.').value == 0.1);
  CHECK(parse_decorated("12,34", with("", ','), '.').kind == NumberKind::none);
  CHECK(parse_decorated("$5", with("%"), '.').kind == NumberKind::none);
  CHECK(parse_decorated("5", with("%"), '.').kind == NumberKind::none);
}

TEST_CASE("numbers with something about them are told from texts") {
  for (const char* text : {"15%", "$5", "1,234", "1 234", "30,8", "\u00a35.00"}) {
    CAPTURE(text);
    CHECK(looks_decorated(text, '.'));
  }
  for (const char* text : {"5", "2.5", "black", "5mg", "A1", "", "3+", "2021-04-30"}) {
    CAPTURE(text);
    CHECK_FALSE(looks_decorated(text, '.'));
  }
}

TEST_CASE("a form is told in words") {
  CHECK(with("%").text() == "in percent");
  CHECK(with("\u20ac", '.', ',').text() ==
        "in \u20ac, with \".\" between thousands, with \",\" as the decimal mark");
  CHECK(CellForm{.dates = true}.text() == "as ISO dates");
  CHECK(CellForm{}.text().empty());
  CHECK(CellForm{}.is_plain());
}

}  // namespace
}  // namespace odds
