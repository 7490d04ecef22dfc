#include "model_file/heterogeneity_json.hpp"

#include "model_file/json_fields.hpp"
#include "model_file/model_checks.hpp"

#include <cmath>
#include <string>

namespace odds {
namespace {

using Kind = SlopesTest::Kind;

constexpr JsonField<Heterogeneity> kHeterogeneity[] = {
    {"pearson", &Heterogeneity::pearson}, {"df", &Heterogeneity::degrees},
    {"p.value", &Heterogeneity::p_value}, {"deviance.p.value", &Heterogeneity::deviance_p_value},
    {"factor", &Heterogeneity::factor},
};

constexpr JsonField<SlopesTest> kSlopesTest[] = {
    {"statistic", &SlopesTest::statistic},
    {"df.denominator", &SlopesTest::denominator},
    {"p.value", &SlopesTest::p_value},
};

void read_heterogeneity(const JsonReader& json, FitParts& fit, Model& model) {
  Heterogeneity& h = fit.heterogeneity;
  h = fields_from_json(json, kHeterogeneity);
  h.tested = true;
  h.applied = json.at("applied").flag();
  if (!fit.response.grouped || !(h.degrees > 0.0 && std::isfinite(h.degrees))) {
    json.fail("the test of fit belongs to no groups");
  }
  if (!is_share(h.p_value) || !is_share(h.deviance_p_value)) {
    json.fail("a probability is out of range");
  }
  if (!h.applied) return;
  const bool possible = fit.variance == Variance::model && model.covariance_label.empty();
  if (!possible || !(h.factor > 0.0 && std::isfinite(h.factor))) {
    json.fail("the heterogeneity factor is none");
  }
  model.factor = h.factor;
  model.t_degrees = h.degrees;
}

SlopesTest slopes_test_from(const JsonReader& json) {
  SlopesTest test = fields_from_json(json, kSlopesTest);
  const std::string kind = json.at("test").text();
  if (kind != "LR" && kind != "Wald") json.fail("the test of slopes is none");
  test.kind = kind == "LR" ? Kind::likelihood_ratio : Kind::wald;
  test.degrees = json.at("df").index(1, kMostColumns);
  if (!is_share(test.p_value) || !(test.denominator >= 0.0)) {
    json.fail("the test of slopes is out of range");
  }
  return test;
}

}  // namespace

void write_tests(const Fit& fit, Json& json) {
  if (fit.heterogeneity().tested) {
    json["heterogeneity"] = fields_to_json(fit.heterogeneity(), kHeterogeneity);
    json["heterogeneity"]["applied"] = fit.heterogeneity().applied;
  }
  const bool is_asked = std::isfinite(fit.test_degrees()) && !fit.heterogeneity().applied;
  if (is_asked) json["test.df"] = fit.test_degrees();
  const SlopesTest& test = fit.slopes_test();
  if (test.kind == Kind::none) return;
  json["slopes.test"] = fields_to_json(test, kSlopesTest);
  json["slopes.test"]["test"] = test.kind == Kind::wald ? "Wald" : "LR";
  json["slopes.test"]["df"] = test.degrees;
}

void read_tests(const JsonReader& json, FitParts& fit, Model& model) {
  if (json.has("heterogeneity")) read_heterogeneity(json.at("heterogeneity"), fit, model);
  if (json.has("test.df")) {
    model.t_degrees = json.at("test.df").real();
    const bool has_own = fit.heterogeneity.applied || model.contrast_degrees;
    if (has_own || !(model.t_degrees > 0.0)) json.fail("the degrees of freedom are none");
  }
  if (json.has("slopes.test")) {
    fit.slopes_test = slopes_test_from(json.at("slopes.test"));
  } else if (fit.goodness.lr_df > 0 && !std::isnan(fit.goodness.lr)) {
    fit.slopes_test = {.kind = Kind::likelihood_ratio,
                       .statistic = fit.goodness.lr,
                       .degrees = fit.goodness.lr_df,
                       .denominator = 0.0,
                       .p_value = fit.goodness.lr_p};
  }
}

}  // namespace odds
