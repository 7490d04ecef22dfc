// Model files that are damaged, foreign or forged.
#include "support/error_of.hpp"
#include "support/random_data.hpp"
#include "support/sealed_model.hpp"
#include "support/tampered_model.hpp"

#include <odds/model_file.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace odds {
namespace {

using test::check_refused;
using test::error_of;
using test::ModelJson;
using test::sealed;
using test::Tampering;

/// With something in every part of the file: constants, an offset, weights, a filter, an aliased
/// column, notes.
std::string rich_text() {
  return test::text_of_model("y ~ scale(x) + I(2*x) + C(g)", test::options_with_all_roles());
}

ModelJson rich_json() { return ModelJson::parse(rich_text()); }

TEST_CASE("a model file cut short anywhere is a data error") {
  const std::string text = rich_text();
  for (std::size_t size = 0; size < text.size() - 2; size += 7) {  // the brace and a line end
    CAPTURE(size);
    check_refused(text.substr(0, size));
  }
  check_refused(text.substr(0, text.size() - 2));
}

// Some changes leave the content as it was: `1e-05` and `1E-05` are one number.
TEST_CASE("a model file with a bit changed anywhere is a data error or the same model") {
  const std::string text = rich_text();
  test::Random random(7);
  int refused = 0;
  for (std::size_t at = 0; at < text.size(); at += 3) {
    CAPTURE(at);
    std::string changed = text;
    changed[at] = static_cast<char>(changed[at] ^ (1 << random.whole(0, 7)));
    try {
      const Fit read = parse_model(changed);
      CHECK(model_text(read) == text);
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::data);
      ++refused;
    }
  }
  CHECK(refused > static_cast<int>(text.size() / 3 * 9 / 10));
}

TEST_CASE("what is no model of odds is a data error") {
  for (const std::string text :
       {"", " ", "null", "1", "\"odds.model/1\"", "[]", "{}", "{\"schema\": 1}", "{\"a\": [1, 2]}",
        "{\"schema\": \"odds.fit/1\"}", "{\"schema\": \"odds.model/1\"}", "y,x\n1,2\n", "\xFF\xFE{",
        "{\"schema\": \"odds.model/1\", \"checksum\": 3}", "{\"schema\": \"odds.model/1\"} {}",
        "{\"number\": 1e999}"}) {
    CAPTURE(text);
    check_refused(text);
  }
}

TEST_CASE("a newer format is refused with its name, even if its checksum is right") {
  ModelJson json = rich_json();
  for (const std::string schema :
       {"odds.model/2", "odds.model/10", "odds.model/", "odds.fit/1", ""}) {
    CAPTURE(schema);
    json["schema"] = schema;
    check_refused(sealed(json));
  }
  json["schema"] = "odds.model/2";
  const Error error = error_of([&] { parse_model(sealed(json)); });
  CHECK(error.what() == doctest::Contains("odds.model/2"));
  CHECK(error.what() == doctest::Contains("version"));
}

TEST_CASE("nesting is bounded before it takes memory") {
  const std::string deep(100'000, '[');
  check_refused(deep);
  check_refused(deep + std::string(100'000, ']'));
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
  check_refused(objects);
  check_refused("{\"schema\":\"odds.model/1\",\"x\":" + deep + std::string(100'000, ']') + "}");
}

TEST_CASE("sealing an unchanged model changes nothing") {
  CHECK(model_text(parse_model(sealed(rich_json()))) == rich_text());
}

std::vector<Tampering> forged_numbers() {
  return {
      {"a coefficient too many", [](ModelJson& m) { m["model"]["coefficients"].push_back(1.0); }},
      {"a coefficient too few", [](ModelJson& m) { m["model"]["coefficients"].erase(0); }},
      {"NaN for a coefficient", [](ModelJson& m) { m["model"]["coefficients"][1] = nullptr; }},
      {"a text for a coefficient", [](ModelJson& m) { m["model"]["coefficients"][1] = "1"; }},
      {"no coefficients", [](ModelJson& m) { m["model"]["coefficients"] = ModelJson::array(); }},
      {"NaN in the covariance", [](ModelJson& m) { m["model"]["covariance"][2] = nullptr; }},
      {"a short covariance", [](ModelJson& m) { m["model"]["covariance"].erase(0); }},
      {"a scale of 0", [](ModelJson& m) { m["model"]["scales"][1] = 0.0; }},
      {"a negative scale", [](ModelJson& m) { m["model"]["scales"][1] = -1.0; }},
      {"a missing centre", [](ModelJson& m) { m["model"]["centres"].erase(0); }},
      {"a missing shift", [](ModelJson& m) { m["model"]["shifts"].erase(0); }},
      {"an aliased column -1", [](ModelJson& m) { m["model"]["aliased"][0]["column"] = -1; }},
      {"an aliased column far out",
       [](ModelJson& m) { m["model"]["aliased"][0]["column"] = 1'000'000'000'000; }},
      {"an aliased column 1.5", [](ModelJson& m) { m["model"]["aliased"][0]["column"] = 1.5; }},
      {"short weights", [](ModelJson& m) { m["model"]["aliased"][0]["weights"].erase(0); }},
      {"negative level counts",
       [](ModelJson& m) { m["model"]["variables"][1]["level.rows"][0] = -1; }},
  };
}

std::vector<Tampering> forged_structure() {
  return {
      {"no formula", [](ModelJson& m) { m["model"].erase("formula"); }},
      {"a broken formula", [](ModelJson& m) { m["model"]["formula"] = "y ~ ("; }},
      {"another formula", [](ModelJson& m) { m["model"]["formula"] = "y ~ scale(x)"; }},
      {"a formula with a dot", [](ModelJson& m) { m["model"]["formula"] = "y ~ ."; }},
      {"an unknown variable",
       [](ModelJson& m) { m["model"]["formula"] = "y ~ scale(x) + I(2*x) + C(q)"; }},
      {"a filter that is no expression", [](ModelJson& m) { m["model"]["where"] = "x >"; }},
      {"a filter that needs constants", [](ModelJson& m) { m["model"]["where"] = "scale(z) > 0"; }},
      {"an offset that is no expression", [](ModelJson& m) { m["model"]["offsets"][0] = ")"; }},
      {"an offset that needs constants",
       [](ModelJson& m) { m["model"]["offsets"][0] = "scale(e)"; }},
      {"no constants", [](ModelJson& m) { m["model"]["constants"] = ModelJson::array(); }},
      {"one constant of two", [](ModelJson& m) { m["model"]["constants"][0]["values"].erase(0); }},
      {"no variables", [](ModelJson& m) { m["model"]["variables"] = ModelJson::array(); }},
      {"an unknown type", [](ModelJson& m) { m["model"]["variables"][0]["type"] = "date"; }},
      {"no levels",
       [](ModelJson& m) { m["model"]["variables"][1]["levels"] = ModelJson::array(); }},
      {"a level too many",
       [](ModelJson& m) { m["model"]["variables"][1]["levels"].push_back("d"); }},
      {"a level that is a number",
       [](ModelJson& m) { m["model"]["variables"][1]["levels"][0] = 1; }},
      {"lists of different lengths",
       [](ModelJson& m) { m["model"]["variables"][1]["level.rows"].erase(0); }},
      {"a base that is no level",
       [](ModelJson& m) { m["model"]["formula"] = "y ~ scale(x) + I(2*x) + C(g, base=q)"; }},
  };
}

TEST_CASE("a forged model with a valid checksum is a data error") {
  REQUIRE(rich_json()["model"]["variables"][1]["name"] == "g");
  check_refused(rich_json(), forged_numbers());
  check_refused(rich_json(), forged_structure());
}

TEST_CASE("negative and huge numbers of rows are refused") {
  for (const ModelJson& rows :
       {ModelJson(-1), ModelJson(18'446'744'073'709'551'615U), ModelJson(1.5), ModelJson("1")}) {
    CAPTURE(rows.dump());
    ModelJson json = rich_json();
    json["data"]["rows"]["used"] = rows;
    check_refused(sealed(json));
  }
  ModelJson json = rich_json();
  json["data"]["rows"]["used"] = 10'000'000'000'000'000'000U;
  const Error error = error_of([&] { parse_model(sealed(json)); });
  CHECK(error.what() == doctest::Contains(": 10000000000000000000 is out of range"));
}

/// A design whose columns are the product of many small factors: few bytes ask for any memory.
TEST_CASE("a formula that multiplies levels is refused before its columns are laid out") {
  ModelJson json = rich_json();
  ModelJson& model = json["model"];
  for (const int levels : {2, 3, 40}) {
    CAPTURE(levels);
    ModelJson variable = model["variables"][1];
    variable["levels"] = ModelJson::array();
    for (int level = 0; level < levels; ++level) {
      variable["levels"].push_back("level " + std::to_string(level));
    }
    variable["level.rows"] = ModelJson::array();
    std::string term;
    model["variables"] = ModelJson::array();
    for (int factor = 0; factor < 40; ++factor) {
      const std::string name = "g" + std::to_string(factor);
      variable["name"] = name;
      model["variables"].push_back(variable);
      term += (factor == 0 ? "" : ":") + name;
    }
    model["formula"] = "y ~ " + term;
    model["offsets"] = ModelJson::array();
    model["constants"] = ModelJson::array();
    check_refused(sealed(json));
  }
}

TEST_CASE("a product of high powers is read without listing its divisors") {
  ModelJson json = rich_json();
  ModelJson& model = json["model"];
  ModelJson variable = model["variables"][0];
  model["variables"] = ModelJson::array();
  model["centres"] = ModelJson::array();
  std::string term;
  for (int factor = 0; factor < 12; ++factor) {  // 65^12 divisors
    const std::string name = "x" + std::to_string(factor);
    variable["name"] = name;
    model["variables"].push_back(variable);
    model["centres"].push_back(1.0);
    term += (factor == 0 ? "I(" : ":I(") + name + "^64)";
  }
  model["formula"] = "y ~ " + term;
  for (const char* list : {"offsets", "constants", "aliased"}) model[list] = ModelJson::array();
  for (const char* list : {"coefficients", "scales"}) model[list] = {1.0, 1.0};
  model["shifts"] = {0.0, 0.0};
  model["covariance"] = {1.0, 0.0, 1.0};
  json["aliased"] = ModelJson::array();
  json["fit"]["rank"] = 2;
  json["fit"]["LR.df"] = 1;
  json["coefficients"] = {{{"term", "(Intercept)"}, {"estimate", 1.0}, {"std.error", 1.0}},
                          {{"term", term}, {"estimate", 1.0}, {"std.error", 1.0}}};
  CHECK(parse_model(sealed(json)).names() == std::vector<std::string>{"(Intercept)", term});
}

TEST_CASE("asymptotes that no curve can have are a data error") {
  const ModelJson original = test::guess_model(0.02);
  REQUIRE(original["model"]["asymptotes"].contains("estimated.guess"));
  const auto asymptotes = [](ModelJson& m) -> ModelJson& { return m["model"]["asymptotes"]; };
  const auto estimated = [](ModelJson& m) -> ModelJson& {
    return m["model"]["asymptotes"]["estimated.guess"];
  };
  check_refused(
      original,
      {{"a guess rate below 0", [&](ModelJson& m) { asymptotes(m)["guess"] = -0.1; }},
       {"of 1", [&](ModelJson& m) { asymptotes(m)["guess"] = 1.0; }},
       {"NaN", [&](ModelJson& m) { asymptotes(m)["guess"] = nullptr; }},
       {"an estimated one of 0", [&](ModelJson& m) { asymptotes(m)["guess"] = 0.0; }},
       {"a lapse rate beyond", [&](ModelJson& m) { asymptotes(m)["lapse"] = 0.99; }},
       {"no lapse rate", [&](ModelJson& m) { asymptotes(m).erase("lapse"); }},
       {"a variance below 0", [&](ModelJson& m) { estimated(m)["variance"] = -1.0; }},
       {"a variance of NaN", [&](ModelJson& m) { estimated(m)["variance"] = nullptr; }},
       {"no covariance", [&](ModelJson& m) { estimated(m).erase("covariance"); }},
       {"a covariance too many", [&](ModelJson& m) { estimated(m)["covariance"].push_back(0.0); }},
       {"a covariance of NaN", [&](ModelJson& m) { estimated(m)["covariance"][0] = nullptr; }},
       {"a bound", [](ModelJson& m) { m["estimation"]["guess.at.bound"] = true; }}});
}

}  // namespace
}  // namespace odds
