// JSON values against those of nlohmann's library.
#include "model_file/json.hpp"

#include "model_file/json_parser.hpp"
#include "support/error_of.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

namespace odds {
namespace {

using test::error_of;

TEST_CASE(
    "texts of JSON values are those that nlohmann's library prints, on one line and on many") {
  const std::vector<double> numbers = {0.0,    -0.0, 1.0,           0.1,    1e-5,
                                       1e15,   1e16, 123456789.125, 5e-324, 1.7976931348623157e308,
                                       -2.5e-8};
  Json ours = {{"text", "a \"b\" \\ \n \x01 \xC3\xA9"},
               {"none", nullptr},
               {"flag", true},
               {"whole", -7},
               {"list", numbers},
               {"empty", Json::array()}};
  ours["inner"]["deep"] = Json::array();
  ours["inner"]["deep"].push_back({{"x", 1.5}, {"y", std::vector<std::string>{"a", "b"}}});
  ours["large"] = std::uint64_t{18'446'744'073'709'551'615U};
  nlohmann::ordered_json theirs = {{"text", "a \"b\" \\ \n \x01 \xC3\xA9"},
                                   {"none", nullptr},
                                   {"flag", true},
                                   {"whole", -7},
                                   {"list", numbers},
                                   {"empty", nlohmann::ordered_json::array()}};
  theirs["inner"]["deep"] = nlohmann::ordered_json::array();
  theirs["inner"]["deep"].push_back({{"x", 1.5}, {"y", {"a", "b"}}});
  theirs["large"] = 18'446'744'073'709'551'615U;
  CHECK(ours.compact() == theirs.dump());
  CHECK(ours.indented() == theirs.dump(1));
  CHECK(parse_json(theirs.dump(3), "m").compact() == theirs.dump());
}

TEST_CASE("members are found, added and taken out") {
  Json json = {{"a", 1}, {"b", 2}};
  CHECK(json.find("c") == nullptr);
  CHECK(Json(1.0).find("a") == nullptr);
  json["c"] = 3;
  json["a"] = 4;
  json.erase("b");
  json.append({{"d", 5}});
  CHECK(json.compact() == "{\"a\":4,\"c\":3,\"d\":5}");
}

TEST_CASE("what is no JSON is refused with the name of the file") {
  for (const std::string text : {"", "{", "[1,]", "{\"a\":1,}", "nul", "1e999", "\"\xFF\"",
                                 "{\"a\":1}{}", "[01]", "\"\\ud800\""}) {
    CAPTURE(text);
    const Error error = error_of([&] { parse_json(text, "m.json"); });
    CHECK(error.kind() == ErrorKind::data);
    CHECK(error.text().where.file == "m.json");
  }
}

TEST_CASE("a text may be nested 32 deep, and no deeper") {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  CHECK(parse_json(nested(kDeepestJson), "m").compact() == nested(kDeepestJson));
  CHECK(error_of([&] { parse_json(nested(kDeepestJson + 1), "m"); }).what() ==
        doctest::Contains("nested"));
}

TEST_CASE("no piece is asked for beyond the first byte that no value can have") {
  int pieces = 0;
  const NextPiece endless = [&] {
    ++pieces;
    return std::string_view("y\ny\ny\n");
  };
  CHECK(error_of([&] { parse_json(endless, "m"); }).kind() == ErrorKind::data);
  CHECK(pieces == 1);
}

TEST_CASE("a text is the same in pieces of any size") {
  const std::string text = "{\"a\": [1, 2.5, \"x\\u00e9\"], \"b\": null}";
  for (std::size_t size = 1; size <= text.size(); ++size) {
    std::size_t at = 0;
    const NextPiece next = [&] {
      const std::string_view piece = std::string_view(text).substr(at, size);
      at += piece.size();
      return piece;
    };
    CHECK(parse_json(next, "m").compact() == "{\"a\":[1,2.5,\"x\xC3\xA9\"],\"b\":null}");
  }
}

// Comparing each key with all others took 13 seconds.
TEST_CASE("an object with 100 000 members is read at once, and twins among them are seen") {
  std::string text = "{";
  for (int i = 0; i < 100'000; ++i) text += fmt::format("\"k{}\":{},", i, i);
  const auto start = std::chrono::steady_clock::now();
  CHECK(parse_json(text + "\"last\":1}", "m").find("last") != nullptr);
  CHECK(error_of([&] { parse_json(text + "\"k77\":1}", "m"); }).what() ==
        doctest::Contains("\"k77\" is there twice"));
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(5));
}

TEST_CASE("bytes that are no UTF-8 are replaced, or refused by the text of a value") {
  CHECK(with_utf8_only("caf\xE9.csv") == "caf\xEF\xBF\xBD.csv");
  CHECK(with_utf8_only("caf\xC3\xA9") == "caf\xC3\xA9");
  CHECK_THROWS_AS(Json("caf\xE9").compact(), std::invalid_argument);
}

}  // namespace
}  // namespace odds
