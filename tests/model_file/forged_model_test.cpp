// Model files that somebody has tampered with: each rule of model_checks.hpp, and each value.
#include "fit/fit_within.hpp"
#include "support/error_of.hpp"
#include "support/sealed_model.hpp"
#include "support/table.hpp"
#include "support/tampered_model.hpp"
#include "support/used_model.hpp"

#include <odds/model_file.hpp>

#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace odds {
namespace {

using test::check_refused;
using test::csv;
using test::error_of;
using test::guess_model;
using test::ModelJson;
using test::sealed;

ModelJson model_of(const std::string& formula, const FitOptions& options = {}) {
  return ModelJson::parse(test::text_of_model(formula, options));
}

ModelJson scaled_model() {
  return model_of("y ~ scale(x) + I(2*x) + C(h, base=4) + g", test::options_with_all_roles());
}

ModelJson product_model() { return model_of("y ~ g*x + I(x^2) + offset(0.1*z)"); }

ModelJson robust_model() {
  FitOptions options;
  options.variance = Variance::hc0;
  return model_of("y ~ x + g", options);
}

ModelJson left_out_model() {
  FitOptions options;
  options.drop_separated = true;
  const auto table =
      csv("y,x,g\n0,1,a\n1,2,a\n1,3,a\n0,4,a\n1,1,b\n0,2,b\n1,3,b\n0,4,b\n0,5,b\n1,1,c\n1,2,c\n");
  return ModelJson::parse(model_text(fit(*table, parse_formula("y ~ x + g"), options)));
}

/// Of a factor that is eliminated, as those of more than 1000 levels are.
ModelJson eliminated_model() {
  PlanLimits limits;
  limits.dense_levels = 2;
  return ModelJson::parse(model_text(fit_within(limits, *test::table_to_tamper_with(),
                                                parse_formula("y ~ x + I(2*x) + C(h)"), {}, {})));
}

struct Original {
  std::string name;
  ModelJson json;
};

std::vector<Original> originals() {
  return {{"scaled", scaled_model()},     {"products", product_model()},
          {"robust", robust_model()},     {"guess rate", guess_model()},
          {"left out", left_out_model()}, {"eliminated", eliminated_model()}};
}

TEST_CASE("models that nobody tampered with are read, and put to every use") {
  for (const Original& original : originals()) {
    CAPTURE(original.name);
    const Fit fit = parse_model(sealed(original.json));
    CHECK(model_text(fit) == original.json.dump(1) + "\n");
    CHECK_NOTHROW(test::use_model(fit, test::table_for(fit.model())));
  }
}

ModelJson& variable_named(ModelJson& json, const std::string& name) {
  for (ModelJson& variable : json["model"]["variables"]) {
    if (variable["name"] == name) return variable;
  }
  throw std::logic_error("no variable " + name);
}

TEST_CASE("levels out of order, which once made an index write beyond its end, are refused") {
  check_refused(
      scaled_model(),
      {{"a huge one first",
        [](ModelJson& m) { variable_named(m, "h")["level.values"][1] = 4'000'000'000.0; }},
       {"swapped",
        [](ModelJson& m) {
          ModelJson& values = variable_named(m, "h")["level.values"];
          std::swap(values[0], values[1]);
        }},
       {"twice",
        [](ModelJson& m) {
          ModelJson& values = variable_named(m, "h")["level.values"];
          values[1] = values[0];
        }},
       {"NaN", [](ModelJson& m) { variable_named(m, "h")["level.values"][0] = nullptr; }},
       {"another text", [](ModelJson& m) { variable_named(m, "h")["levels"][0] = "9"; }},
       {"a text twice", [](ModelJson& m) { variable_named(m, "g")["levels"][0] = "b"; }},
       {"a level without rows",
        [](ModelJson& m) { variable_named(m, "g")["level.rows"][0] = 0; }}});
}

TEST_CASE("variables that are not those of the formula are refused") {
  check_refused(
      scaled_model(),
      {{"one more",
        [](ModelJson& m) {
          ModelJson more = variable_named(m, "g");
          more["name"] = "q";
          m["model"]["variables"].push_back(more);
        }},
       {"one twice",
        [](ModelJson& m) { m["model"]["variables"].push_back(ModelJson(variable_named(m, "x"))); }},
       {"in another order",
        [](ModelJson& m) { std::swap(m["model"]["variables"][0], m["model"]["variables"][1]); }},
       {"a number as a factor", [](ModelJson& m) { variable_named(m, "x")["type"] = "factor"; }},
       {"a factor as a number", [](ModelJson& m) { variable_named(m, "g")["type"] = "number"; }},
       {"levels of a number",
        [](ModelJson& m) {
          ModelJson& x = variable_named(m, "x");
          x["levels"] = {"1"};
          x["level.values"] = {1.0};
          x["level.rows"] = {30};
        }},
       {"a range upside down",
        [](ModelJson& m) { variable_named(m, "x")["moments"]["min"] = 1e9; }},
       {"a mean outside", [](ModelJson& m) { variable_named(m, "x")["moments"]["mean"] = -1e9; }},
       {"a negative deviation",
        [](ModelJson& m) { variable_named(m, "x")["moments"]["sd"] = -1.0; }},
       {"binary", [](ModelJson& m) { variable_named(m, "x")["binary"] = true; }}});
}

TEST_CASE("columns that are scaled or aliased as none can be are refused") {
  check_refused(
      scaled_model(),
      {{"no power of two", [](ModelJson& m) { m["model"]["scales"][1] = 0.75; }},
       {"a scale whose inverse overflows",
        [](ModelJson& m) { m["model"]["scales"][1] = 0x1p-1074; }},
       {"a scaled intercept", [](ModelJson& m) { m["model"]["scales"][0] = 2.0; }},
       {"a shifted factor", [](ModelJson& m) { m["model"]["shifts"][3] = 1.0; }},
       {"a constant of scale()",
        [](ModelJson& m) { m["model"]["constants"][0]["values"][1] = -1.0; }},
       {"constants of another call",
        [](ModelJson& m) { m["model"]["constants"][0]["call"] = "scale(z)"; }},
       {"one call too many",
        [](ModelJson& m) {
          m["model"]["constants"].push_back(ModelJson(m["model"]["constants"][0]));
        }},
       {"another offset", [](ModelJson& m) { m["model"]["offsets"][0] = "log(x)"; }},
       {"an aliased coefficient", [](ModelJson& m) { m["model"]["coefficients"][2] = 1.0; }},
       {"an aliased column that is another",
        [](ModelJson& m) { m["model"]["aliased"][0]["column"] = 3; }},
       {"a dependency on itself",
        [](ModelJson& m) { m["model"]["aliased"][0]["weights"][2] = 1.0; }},
       {"a dependency on what comes later",
        [](ModelJson& m) { m["model"]["aliased"][0]["weights"][3] = 1.0; }},
       {"another aliased term", [](ModelJson& m) { m["aliased"][0]["term"] = "x"; }},
       {"a coefficient beyond all", [](ModelJson& m) { m["model"]["coefficients"][1] = 1e300; }}});
}

/// The place of element (i, i) in a triangle that is listed row by row.
std::size_t diagonal(std::size_t i) { return i * (i + 1) / 2 + i; }

TEST_CASE("covariances that are none are refused") {
  for (const double variance : {0.0, -1.0, 1e-30, 1e308}) {
    CAPTURE(variance);
    check_refused(
        scaled_model(),
        {{"a variance", [&](ModelJson& m) { m["model"]["covariance"][diagonal(1)] = variance; }}});
    check_refused(
        robust_model(),
        {{"a variance", [&](ModelJson& m) { m["model"]["bread"][diagonal(1)] = variance; }}});
  }
  const auto huge_correlation = [](ModelJson& list) {
    list[1] = 1.1 * std::sqrt(double(list[0]) * double(list[2]));
  };
  check_refused(product_model(), {{"a correlation of 1.1", [&](ModelJson& m) {
                                     huge_correlation(m["model"]["covariance"]);
                                   }}});
  check_refused(scaled_model(), {{"an aliased column that varies", [](ModelJson& m) {
                                    m["model"]["covariance"][diagonal(2)] = 1.0;
                                  }}});
  check_refused(robust_model(), {{"a robust variance below 0", [](ModelJson& m) {
                                    m["model"]["covariance"][diagonal(1)] = -1.0;
                                  }}});
  check_refused(
      eliminated_model(),
      {{"a level", [](ModelJson& m) { m["model"]["eliminated"]["variances"][0] = 0.0; }},
       {"an aliased slope", [](ModelJson& m) { m["model"]["eliminated"]["slopes"][2] = 1.0; }},
       {"an aliased level", [](ModelJson& m) { m["model"]["aliased"][0]["column"] = 4; }}});
  check_refused(guess_model(), {{"a guess rate that varies too little", [](ModelJson& m) {
                                   m["model"]["asymptotes"]["estimated.guess"]["variance"] = 1e-12;
                                 }}});
}

/// Three numbers on the diagonal are positive, each pair of them is a covariance, all are not.
TEST_CASE("a covariance is refused although every pair of its columns has one") {
  check_refused(robust_model(), {{"correlations of -0.9", [](ModelJson& m) {
                                    m["model"]["bread"] = {1.0, -0.9, 1.0, -0.9, -0.9,
                                                           1.0, 0.0,  0.0, 0.0,  1.0};
                                  }}});
}

TEST_CASE("reports that do not belong to the model are refused") {
  check_refused(
      scaled_model(),
      {{"another name", [](ModelJson& m) { m["coefficients"][1]["term"] = "x"; }},
       {"another estimate", [](ModelJson& m) { m["coefficients"][1]["estimate"] = 9.0; }},
       {"another error", [](ModelJson& m) { m["coefficients"][1]["std.error"] = 9.0; }},
       {"one less", [](ModelJson& m) { m["coefficients"].erase(1); }},
       {"another rank", [](ModelJson& m) { m["fit"]["rank"] = 1; }},
       {"rows lost", [](ModelJson& m) { m["data"]["rows"]["used"] = 1; }},
       {"no rows",
        [](ModelJson& m) {
          m["data"]["rows"] = {{"read", 0}, {"used", 0}, {"dropped", ModelJson::array()}};
        }},
       {"negative events", [](ModelJson& m) { m["response"]["events"] = -1.0; }},
       {"another event", [](ModelJson& m) { m["response"]["event"] = "y = 0"; }},
       {"an event of texts", [](ModelJson& m) { m["model"]["event"]["is.text"] = true; }},
       {"an event that is no number",
        [](ModelJson& m) { m["model"]["event"]["number"] = nullptr; }},
       {"groups", [](ModelJson& m) { m["response"]["grouped"] = true; }},
       {"a probability of 2", [](ModelJson& m) { m["probabilities"]["max"] = 2.0; }},
       {"quartiles out of order", [](ModelJson& m) { m["probabilities"]["q1"] = 0.99; }}});
  check_refused(
      left_out_model(),
      {{"a level that is there", [](ModelJson& m) { m["model"]["left.out"][0]["texts"][0] = "a"; }},
       {"a level twice", [](ModelJson& m) { m["model"]["left.out"][0]["texts"].push_back("c"); }},
       {"of a number", [](ModelJson& m) { m["model"]["left.out"][0]["column"] = "x"; }},
       {"as a number", [](ModelJson& m) { m["model"]["left.out"][0]["numbers"].push_back(1.0); }}});
}

TEST_CASE("an object with two members of one name is refused") {
  std::string text = sealed(product_model());
  text.insert(text.find('{') + 1, "\"version\": \"9\",");
  CHECK(error_of([&] { parse_model(text); }).what() ==
        doctest::Contains("\"version\" is there twice"));
}

/// Calls `visit` with each value below `json`, itself not included, as a path.
void each_value(const ModelJson& json, const ModelJson::json_pointer& at,
                const std::function<void(const ModelJson::json_pointer&)>& visit) {
  if (!json.is_structured()) return;
  for (const auto& item : json.items()) {
    const ModelJson::json_pointer below =
        json.is_array() ? at / std::stoul(item.key()) : at / item.key();
    visit(below);
    each_value(item.value(), below, visit);
  }
}

void remove(ModelJson& json, const ModelJson::json_pointer& at) {
  ModelJson& around = json[at.parent_pointer()];
  if (around.is_array()) {
    around.erase(std::stoul(at.back()));
  } else {
    around.erase(at.back());
  }
}

/// All that is done to the value at a place, one after the other.
void each_forgery(const ModelJson& original, const ModelJson::json_pointer& at,
                  const std::function<void(const ModelJson&)>& visit) {
  const auto with = [&](const auto& change) {
    ModelJson json = original;
    change(json);
    visit(json);
  };
  const ModelJson value = original[at];
  with([&](ModelJson& json) { remove(json, at); });
  for (const ModelJson& other :
       {ModelJson(nullptr), ModelJson(-1), ModelJson(1e308), ModelJson::array()}) {
    with([&](ModelJson& json) { json[at] = other; });
  }
  if (value.is_number()) with([&](ModelJson& json) { json[at] = -value.get<double>(); });
  if (!value.is_array() || value.empty()) return;
  with([&](ModelJson& json) { json[at].push_back(value.back()); });
  with([&](ModelJson& json) { json[at].erase(0); });
  with([&](ModelJson& json) { json[at].erase(value.size() - 1); });
  if (value.size() > 1) with([&](ModelJson& json) { std::swap(json[at][0], json[at].back()); });
}

/// Whatever can be read can be used; what cannot is a data error.
void use_if_readable(const std::string& text, const Table& table, int& readable) {
  try {
    const Fit fit = parse_model(text);
    ++readable;
    test::use_model(fit, table);
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::data);
  }
}

TEST_CASE("no value in a sealed model can cause anything but an Error of the data or numbers") {
  for (const Original& original : originals()) {
    CAPTURE(original.name);
    const auto fit = parse_model(sealed(original.json));
    const MemoryTable table = test::table_for(fit.model());
    int forgeries = 0;
    int readable = 0;
    each_value(original.json, ModelJson::json_pointer(), [&](const ModelJson::json_pointer& at) {
      each_forgery(original.json, at, [&](const ModelJson& json) {
        CAPTURE(at.to_string());
        CAPTURE(json.contains(at) ? json[at].dump() : "");
        ++forgeries;
        CHECK_NOTHROW(use_if_readable(sealed(json), table, readable));
      });
    });
    CHECK(forgeries > 500);
    CHECK(readable > 0);
    CHECK(readable < forgeries / 2);
  }
}

}  // namespace
}  // namespace odds
