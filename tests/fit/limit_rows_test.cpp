// Rows at an asymptote of the curve. Reference values: likelihood, its maximum and its Hessian in
// 40 digits (mpmath), where P of a dose of 0 is the guess rate.
#include "fit/limit_rows.hpp"

#include "support/dataset.hpp"
#include "support/error_of.hpp"
#include "support/fit_text.hpp"

#include <odds/dose.hpp>
#include <odds/inference.hpp>
#include <odds/margins.hpp>
#include <odds/model_file.hpp>
#include <odds/predict.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace odds {
namespace {

using test::csv;
using test::error_of;
using test::fit_dataset;
using test::fit_text;
using test::has_note;

constexpr const char* kAbbott =
    "dose,dead,n,alive\n0,6,50,44\n1,8,50,42\n2,14,50,36\n4,24,50,26\n8,36,50,14\n16,46,50,4\n"
    "32,49,50,1\n";

FitOptions with_unknown_guess() {
  FitOptions options;
  options.estimate_guess = true;
  return options;
}

doctest::Approx in_40_digits(double value) { return doctest::Approx(value).epsilon(1e-8); }

TEST_CASE("controls at dose 0 have P = guess: selenium, type 2") {
  FitOptions options = with_unknown_guess();
  options.where = "type == 2";
  options.heterogeneity = HeterogeneityUse::off;
  const Fit fit = fit_dataset("selenium.csv", "dead/total ~ log10(conc)", options);
  CHECK(fit.rows().used == 6);
  CHECK(fit.asymptotes().guess == in_40_digits(0.0136013350998975));
  CHECK(fit.guess_std_error() == in_40_digits(0.00954016734989019));
  CHECK(fit.coefficients()[0] == in_40_digits(-5.12573630498831));
  CHECK(fit.coefficients()[1] == in_40_digits(1.97707477725266));
  CHECK(fit.std_errors()[0] == in_40_digits(0.812307552627702));
  CHECK(fit.std_errors()[1] == in_40_digits(0.329639864234315));
  CHECK(fit.goodness().log_likelihood == in_40_digits(-25.5469527261152));
  CHECK(fit.goodness().null_log_likelihood == in_40_digits(-106.070334034516));
  CHECK(fit.heterogeneity().pearson == in_40_digits(21.7208568506972));
  CHECK(has_note(fit, "N131"));
}

TEST_CASE("controls at dose 0 have P = guess: abbott") {
  const auto table = csv(kAbbott);
  const Fit fit = odds::fit(*table, parse_formula("dead/n ~ log10(dose)"), with_unknown_guess());
  CHECK(fit.asymptotes().guess == in_40_digits(0.122774380868426));
  CHECK(fit.guess_std_error() == in_40_digits(0.040547434178886));
  CHECK(fit.coefficients()[1] == in_40_digits(4.28662079026694));
  CHECK(fit.std_errors()[1] == in_40_digits(0.665938248986014));
  CHECK(fit.goodness().log_likelihood == in_40_digits(-12.7860560974683));
  CHECK(fit.goodness().null_log_likelihood == in_40_digits(-101.728944848266));
  CHECK(fit.heterogeneity().pearson == in_40_digits(0.418030294922287));
  CHECK(fit.heterogeneity().degrees == 4.0);
  DoseOptions half;
  half.percents = {50.0};
  CHECK(dose(fit, *table, half).estimates.front().dose == in_40_digits(4.92359930687853));
}

TEST_CASE("a model that has seen controls predicts them, also from its file") {
  const Fit fit = fit_text(kAbbott, "dead/n ~ log10(dose)", with_unknown_guess());
  const auto control = csv("dose\n0\n4\n");
  const std::vector<Prediction> rows = predict(fit, *control);
  CHECK(rows[0].status == Prediction::Status::ok);
  CHECK(rows[0].probability == in_40_digits(0.122774380868426));
  CHECK(rows[0].std_error == in_40_digits(0.040547434178886));
  const double p = 0.122774380868426;
  const double reach = 1.959963984540054 * 0.040547434178886 / (p * (1.0 - p));
  CHECK(rows[0].conf_low == in_40_digits(1.0 / (1.0 + (1.0 - p) / p * std::exp(reach))));
  CHECK(rows[0].conf_high == in_40_digits(1.0 / (1.0 + (1.0 - p) / p * std::exp(-reach))));
  const Fit loaded = parse_model(model_text(fit));
  CHECK(predict(loaded, *control)[0].conf_low == rows[0].conf_low);
}

TEST_CASE("a curve that falls has P = 1 - lapse at dose 0") {
  FitOptions dead;
  dead.asymptotes.guess = 0.1;
  const Fit rising = fit_text(kAbbott, "dead/n ~ log10(dose)", dead);
  FitOptions alive;
  alive.asymptotes.lapse = 0.1;
  const Fit falling = fit_text(kAbbott, "alive/n ~ log10(dose)", alive);
  CHECK(falling.coefficients()[1] == in_40_digits(-rising.coefficients()[1]));
  CHECK(falling.std_errors()[0] == in_40_digits(rising.std_errors()[0]));
  CHECK(falling.goodness().log_likelihood == in_40_digits(rising.goodness().log_likelihood));
  const Fit loaded = parse_model(model_text(falling));
  CHECK(predict(loaded, *csv("dose\n0\n")).front().probability == 0.9);
}

TEST_CASE("a floor under the doses is solved, and below it there is no dose") {
  const auto table = csv(kAbbott);
  const Fit fit = odds::fit(*table, parse_formula("dead/n ~ log(pmax(dose, 0.5))"));
  DoseOptions options;
  options.percents = {5.0, 50.0};
  options.intervals = {DoseInterval::fieller};
  const Dose found = dose(fit, *table, options);
  const double half = std::exp(-fit.coefficients()[0] / fit.coefficients()[1]);
  CHECK(found.estimates[1].dose == in_40_digits(half));
  CHECK(std::isnan(found.estimates[0].dose));
  CHECK(std::ranges::find(found.notes, "N134", &Note::code) != found.notes.end());
}

TEST_CASE("single outcomes count as groups do") {
  std::string rows = "dose,y\n";
  const auto add = [&](const char* dose, int events, int others) {
    for (int i = 0; i < events; ++i) rows += std::string(dose) + ",1\n";
    for (int i = 0; i < others; ++i) rows += std::string(dose) + ",0\n";
  };
  add("0", 6, 44);
  add("1", 8, 42);
  add("2", 14, 36);
  add("4", 24, 26);
  add("8", 36, 14);
  add("16", 46, 4);
  add("32", 49, 1);
  const Fit fit = fit_text(rows, "y ~ log10(dose)", with_unknown_guess());
  CHECK(fit.asymptotes().guess == in_40_digits(0.122774380868426));
  CHECK(fit.goodness().log_likelihood == in_40_digits(-153.292782674835));
}

TEST_CASE("margins leave rows at an asymptote out, and count them") {
  const auto table = csv(kAbbott);
  const Fit fit = odds::fit(*table, parse_formula("dead/n ~ log10(dose)"), with_unknown_guess());
  const Margins all = margins(fit, *table);
  CHECK(all.counts.used == 6);
  REQUIRE(all.counts.dropped.size() == 1);
  CHECK(all.counts.dropped.front().cause == DropCause::infinite_term);
  MarginsOptions options;
  options.where = "dose > 0";
  CHECK(margins(fit, *table, options).rows.front().estimate == all.rows.front().estimate);
}

TEST_CASE("outcomes that the asymptotes rule out are refused, with a way out") {
  const std::string formula = "dead/n ~ log10(dose)";
  const Error plain = error_of([&] { fit_text(kAbbott, formula); });
  CHECK(plain.text().what == "log10(dose) is -inf here");
  CHECK(plain.text().hint.find("--guess estimate") != std::string::npos);
  FitOptions lapse;
  lapse.asymptotes.lapse = 0.02;
  const Error events = error_of([&] { fit_text(kAbbott, formula, lapse); });
  CHECK(events.kind() == ErrorKind::model);
  CHECK(events.text().what.starts_with("6 events in rows with an infinite term"));
  const Error others =
      error_of([&] { fit_text(kAbbott, "alive/n ~ log10(dose)", with_unknown_guess()); });
  CHECK(others.text().what.starts_with("6 non-events in rows with an infinite term"));
  FitOptions offset = with_unknown_guess();
  offset.offset = "n";
  CHECK(error_of([&] { fit_text(kAbbott, formula, offset); }).kind() == ErrorKind::usage);
}

}  // namespace
}  // namespace odds
