#include "data/csv/csv_table.hpp"
#include "model_file/json_reader.hpp"
#include "verify/embedded.hpp"
#include "verify/verify_effects.hpp"

#include <odds/fit.hpp>
#include <odds/inference.hpp>
#include <odds/margins.hpp>
#include <odds/verify.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <map>
#include <optional>
#include <stdexcept>

namespace odds {
namespace {

constexpr double kMostDigits = 15.0;
constexpr double kWellConditioned = 1e6;

double log_relative_error(double value, double certified) {
  if (value == certified) return kMostDigits;
  const double error =
      certified == 0.0 ? std::abs(value) : std::abs((value - certified) / certified);
  if (!(error > 0.0)) return std::isnan(error) ? 0.0 : kMostDigits;
  return std::clamp(-std::log10(error), 0.0, kMostDigits);
}

/// The double next to decimal digits.
std::optional<double> number_of(const std::string& digits) {
  double value = 0.0;
  const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return result.ec == std::errc{} ? std::optional(value) : std::nullopt;
}

/// A certified value: decimal digits, more than a double holds.
double certified_number(const JsonReader& json) {
  const std::optional<double> value = number_of(json.text());
  if (!value) json.fail(json.text() + " is no number");
  return *value;
}

double rate_named(const std::string& digits) {
  const std::optional<double> rate = number_of(digits);
  if (!rate) throw std::logic_error("no rate " + digits);
  return *rate;
}

Link link_named(const JsonReader& name) {
  const auto known = std::ranges::find(kLinkNames, name.text());
  if (known == std::end(kLinkNames)) name.fail("no such link");
  return static_cast<Link>(known - std::begin(kLinkNames));
}

FitOptions fit_options(const JsonReader& options) {
  FitOptions result;
  result.heterogeneity = HeterogeneityUse::off;  // certified are the variances of binomial counts
  const std::map<std::string, std::string FitOptions::*> known = {
      {"event", &FitOptions::event},
      {"fweight", &FitOptions::frequency_weights},
      {"iweight", &FitOptions::importance_weights},
      {"pweight", &FitOptions::probability_weights},
      {"offset", &FitOptions::offset},
      {"where", &FitOptions::where}};
  for (const auto& [key, value] : options.members()) {
    if (key == "vcov") {
      result.variance = parse_variance(value.text());
    } else if (key == "fractional") {
      result.fractional = value.flag();
    } else if (key == "link") {
      result.link = link_named(value);
    } else if (key == "lapse") {
      result.asymptotes.lapse = rate_named(value.text());
    } else if (key == "guess") {
      result.estimate_guess = value.text() == "estimate";
      if (!result.estimate_guess) result.asymptotes.guess = rate_named(value.text());
    } else {
      result.*known.at(key) = value.text();
    }
  }
  return result;
}

/// Compares one fitted model with its certified values.
class ModelCheck {
 public:
  ModelCheck(std::string dataset, const JsonReader& certified, Verification& verification)
      : dataset_(std::move(dataset)),
        certified_(certified),
        formula_(certified.at("formula").text()),
        verification_(verification) {}

  void run(const Table& table, const FitOptions& options, const Execution& execution) {
    const Fit fit = odds::fit(table, parse_formula(formula_), options, execution);
    well_conditioned_ = fit.maximum().condition < kWellConditioned;
    check_coefficients(coefficients(fit));
    if (certified_.has("asymptotes")) check_asymptotes(guess_rate(fit));
    check_goodness(fit);
    check_margins(margins(fit, table, {}, execution));
    if (!certified_.has("effects")) return;
    for (const JsonReader& question : certified_.at("effects").items()) {
      check_effects(question, fit, table, execution);
    }
  }

 private:
  void check_effects(const JsonReader& question, const Fit& fit, const Table& table,
                     const Execution& execution) {
    const std::vector<MarginRow> rows =
        answers(effect_options(question.at("options")), fit, table, execution);
    for (const JsonReader& item : question.at("rows").items()) {
      const CertifiedPlace place = certified_place(item);
      const auto row = std::ranges::find_if(
          rows, [&](const MarginRow& candidate) { return is_at(candidate, place); });
      if (row == rows.end()) item.fail("no effect " + place.text());
      compare("effect", place.text(), row->estimate, item.at("estimate"));
      compare("effect std.error", place.text(), row->std_error, item.at("std.error"));
    }
  }

  void check_coefficients(const std::vector<CoefficientRow>& rows) {
    for (const JsonReader& item : certified_.at("coefficients").items()) {
      const std::string term = item.at("term").text();
      const auto row = std::ranges::find(rows, term, &CoefficientRow::term);
      if (row == rows.end()) item.fail("no coefficient " + term);
      compare("estimate", term, row->estimate, item.at("estimate"));
      compare("std.error", term, row->std_error, item.at("std.error"));
      if (item.has("df")) compare("df", term, row->degrees, item.at("df"));
    }
  }

  /// The one asymptote that may have been estimated.
  void check_asymptotes(const EstimateRow& guess) {
    for (const JsonReader& item : certified_.at("asymptotes").items()) {
      compare("estimate", "guess", guess.estimate, item.at("estimate"));
      compare("std.error", "guess", guess.std_error, item.at("std.error"));
    }
  }

  void check_goodness(const Fit& fitted) {
    const Goodness& goodness = fitted.goodness();
    const JsonReader fit = certified_.at("fit");
    compare("logLik", "", goodness.log_likelihood, fit.at("logLik"));
    compare("null.logLik", "", goodness.null_log_likelihood, fit.at("null.logLik"));
    compare("deviance", "", goodness.deviance, fit.at("deviance"));
    compare("null.deviance", "", goodness.null_deviance, fit.at("null.deviance"));
    if (fit.has("F")) {
      compare("F", "", fitted.slopes_test().statistic, fit.at("F"));
      compare("F.denominator", "", fitted.slopes_test().denominator, fit.at("F.denominator"));
    }
    const bool robust = fitted.variance() != Variance::model;
    if (robust || !fit.has("AIC")) return;  // of a pseudo-likelihood
    compare("AIC", "", goodness.aic, fit.at("AIC"));
    compare("BIC", "", goodness.bic, fit.at("BIC"));
    compare("LR", "", goodness.lr, fit.at("LR"));
  }

  void check_margins(const Margins& margins) {
    for (const JsonReader& item : certified_.at("margins").items()) {
      const std::string variable = item.at("variable").text();
      const std::string contrast = item.at("contrast").text();
      const auto row = std::ranges::find_if(margins.rows, [&](const MarginRow& candidate) {
        return candidate.variable == variable && candidate.contrast == contrast;
      });
      if (row == margins.rows.end()) item.fail("no margin of " + variable + ", " + contrast);
      const std::string term = variable + ", " + contrast;
      compare("margin", term, row->estimate, item.at("estimate"));
      compare("margin std.error", term, row->std_error, item.at("std.error"));
    }
  }

  void compare(const char* quantity, const std::string& term, double value,
               const JsonReader& certified) {
    const double target = certified_number(certified);
    const double lre = log_relative_error(value, target);
    verification_.numbers.push_back({.dataset = dataset_,
                                     .formula = formula_,
                                     .quantity = quantity,
                                     .term = term,
                                     .value = value,
                                     .certified = target,
                                     .well_conditioned = well_conditioned_,
                                     .lre = lre});
    if (well_conditioned_) verification_.least = std::min(verification_.least, lre);
  }

  std::string dataset_;
  JsonReader certified_;
  std::string formula_;
  bool well_conditioned_ = true;
  Verification& verification_;
};

const EmbeddedFile& embedded(const std::string& name) {
  const auto files = embedded_datasets();
  const auto file = std::ranges::find(files, name, &EmbeddedFile::name);
  if (file == files.end()) throw std::logic_error("no embedded file " + name);
  return *file;
}

}  // namespace

Verification verify(const Execution& execution) {
  constexpr std::string_view kCertified = ".certified.json";
  Verification verification;
  for (const EmbeddedFile& file : embedded_datasets()) {
    if (!file.name.ends_with(kCertified)) continue;
    const std::string name(file.name);
    const Json json = parse_json(file.bytes, name);
    const JsonReader certified(json, name);
    const std::string dataset = certified.at("dataset").text();
    const auto table = open_csv_bytes(dataset, std::string(embedded(dataset).bytes));
    for (const JsonReader& model : certified.at("models").items()) {
      ModelCheck(dataset, model, verification)
          .run(*table, fit_options(model.at("options")), execution);
    }
  }
  return verification;
}

}  // namespace odds
