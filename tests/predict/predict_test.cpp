#include "math/linear_algebra.hpp"
#include "support/error_of.hpp"
#include "support/rows.hpp"
#include "support/table.hpp"

#include <odds/csv.hpp>
#include <odds/inference.hpp>
#include <odds/memory_table.hpp>
#include <odds/predict.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <optional>
#include <string>
#include <vector>

namespace odds {
namespace {

using doctest::Contains;
using test::csv;
using test::error_of;
using Status = Prediction::Status;

/// 24 rows without separation: a number x, a factor g, a 0/1 number b, an offset e, an outcome y.
std::unique_ptr<const Table> prediction_training() {
  std::string text = "y,x,g,b,e\n";
  const char* const kGroups[] = {"low", "mid", "top"};
  const char kOutcomes[] = "010110010011011001101011";
  for (int i = 0; i < 24; ++i) {
    text += std::string(1, kOutcomes[i]) + "," + std::to_string(0.5 + i % 7) + "," +
            kGroups[i % 3] + "," + std::to_string(i / 2 % 2) + "," + std::to_string(0.1 * (i % 5)) +
            "\n";
  }
  return csv(std::move(text));
}

Fit fit_training(const std::string& formula, const FitOptions& options = {}) {
  const Fit result = fit(*prediction_training(), parse_formula(formula), options);
  REQUIRE(result.converged());
  return result;
}

std::vector<Prediction> predict_text(const Fit& fit, std::string text,
                                     const PredictOptions& options = {}) {
  return predict(fit, *csv(std::move(text)), options);
}

double estimate(const Fit& fit, const std::string& term) {
  return test::coefficient(fit, term).estimate;
}

void check_empty(const Prediction& prediction) {
  for (const double number : {prediction.probability, prediction.std_error, prediction.conf_low,
                              prediction.conf_high, prediction.eta, prediction.eta_std_error}) {
    CHECK(std::isnan(number));
  }
}

// Coefficients and predictors are sums of a few numbers near 1: some ulps of rounding each.
constexpr double kRounding = 1e-13;

TEST_CASE("a prediction is the sigmoid of the linear predictor, its error by the delta method") {
  const Fit fit = fit_training("y ~ x + g");
  const auto row = predict_text(fit, "x,g\n2.5,mid\n").front();
  const double eta =
      estimate(fit, "(Intercept)") + 2.5 * estimate(fit, "x") + estimate(fit, "g[mid]");
  Vector x(4);
  x << 1.0, 2.5, 1.0, 0.0;
  const double std_error = std::sqrt(x.dot(as_eigen(fit.covariance()) * x));
  CHECK(row.status == Status::ok);
  CHECK(row.eta == doctest::Approx(eta).epsilon(kRounding));
  CHECK(row.eta_std_error == doctest::Approx(std_error).epsilon(kRounding));
  const double p = 1.0 / (1.0 + std::exp(-row.eta));
  CHECK(row.probability == doctest::Approx(p).epsilon(kRounding));
  CHECK(row.std_error == doctest::Approx(p * (1.0 - p) * std_error).epsilon(kRounding));
  const double reach = 1.959963984540054 * row.eta_std_error;
  const auto sigma = [](double at) { return 1.0 / (1.0 + std::exp(-at)); };
  CHECK(row.conf_low == doctest::Approx(sigma(row.eta - reach)).epsilon(kRounding));
  CHECK(row.conf_high == doctest::Approx(sigma(row.eta + reach)).epsilon(kRounding));
}

TEST_CASE("there is one prediction for each row, in order, also where a cell is missing") {
  const Fit fit = fit_training("y ~ x + g");
  const auto rows = predict_text(fit, "x,g,y\n1,low,\nNA,mid,1\n3,,0\n2,top,\n,,\n4,low,1\n");
  REQUIRE(rows.size() == 6);
  for (std::size_t i = 0; i < rows.size(); ++i) CHECK(rows[i].row == static_cast<Index>(i));
  CHECK(rows[0].status == Status::ok);  // the response is not needed
  CHECK(rows[1].status == Status::missing);
  CHECK(rows[1].column == "x");
  CHECK(rows[2].status == Status::missing);
  CHECK(rows[2].column == "g");
  CHECK(rows[3].status == Status::ok);
  CHECK(rows[3].column.empty());
  CHECK(rows[4].status == Status::missing);
  CHECK(rows[4].column == "x");
  CHECK(rows[5].status == Status::ok);
  for (const std::size_t i : {1U, 2U, 4U}) check_empty(rows[i]);
  CHECK(rows[3].eta == predict_text(fit, "x,g\n2,top\n").front().eta);
  CHECK(rows[5].eta == predict_text(fit, "x,g\n4,low\n").front().eta);
}

TEST_CASE("without standard errors the probabilities are the same") {
  const Fit fit = fit_training("y ~ log(x) + g + x:b");
  PredictOptions plain;
  plain.std_errors = false;
  const std::string text = "x,g,b\n1,low,0\nNA,mid,1\n0,top,1\n2.5,top,1\n";
  const auto with = predict_text(fit, text);
  const auto without = predict_text(fit, text, plain);
  REQUIRE(without.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) {
    CAPTURE(i);
    CHECK(without[i].status == with[i].status);
    CHECK(without[i].column == with[i].column);
    for (const double number : {without[i].std_error, without[i].conf_low, without[i].conf_high,
                                without[i].eta_std_error}) {
      CHECK(std::isnan(number));
    }
    if (with[i].status != Status::ok) continue;
    CHECK(without[i].probability == with[i].probability);
    CHECK(without[i].eta == with[i].eta);
    CHECK(with[i].std_error > 0.0);
  }
}

TEST_CASE("a row is predicted to the same bits wherever it stands in the data") {
  const Fit fit = fit_training("y ~ x + g + x:b");
  const std::string row = "1.7,mid,1\n";
  std::string text = "x,g,b\n";
  for (int i = 0; i < 70; ++i) text += std::to_string(0.1 * i) + ",low,0\n" + row;
  const auto alone = predict_text(fit, "x,g,b\n" + row).front();
  const auto among = predict_text(fit, text);
  for (std::size_t i = 1; i < among.size(); i += 2) {
    CHECK(among[i].std_error == alone.std_error);
    CHECK(among[i].conf_low == alone.conf_low);
    CHECK(among[i].conf_high == alone.conf_high);
  }
}

TEST_CASE("a level that the model has not seen is an error with its place") {
  const Fit fit = fit_training("y ~ x + g");
  const Error error = error_of([&] { predict_text(fit, "x,g\n1,low\n\n2,huge\n3,vast\n"); });
  CHECK(error.kind() == ErrorKind::data);
  CHECK(error.text().where.file == "data.csv");
  CHECK(error.text().where.line == 4);  // of the file, blank line included
  CHECK(error.text().where.column == "g");
  CHECK(error.what() == Contains("huge"));
}

TEST_CASE("unseen levels may be let through as rows without a prediction") {
  const Fit fit = fit_training("y ~ x + g");
  PredictOptions options;
  options.unseen = Unseen::missing;
  const auto rows = predict_text(fit, "x,g\n1,low\n2,huge\nNA,vast\n3,top\n", options);
  REQUIRE(rows.size() == 4);
  CHECK(rows[0].status == Status::ok);
  CHECK(rows[1].status == Status::unseen);
  CHECK(rows[1].column == "g");
  check_empty(rows[1]);
  CHECK(rows[2].status == Status::missing);  // the first column to blame
  CHECK(rows[2].column == "x");
  CHECK(rows[3].status == Status::ok);
}

TEST_CASE("a transformation without a value at a row leaves that row undefined") {
  const Fit fit = fit_training("y ~ log(x) + g");
  const auto rows = predict_text(fit, "x,g\n1,low\n0,mid\n-1,top\n2,top\n");
  CHECK(rows[0].status == Status::ok);
  CHECK(rows[1].status == Status::undefined);
  CHECK(rows[2].status == Status::undefined);
  CHECK(rows[3].status == Status::ok);
  CHECK(rows[1].column == "log(x)");
  CHECK(rows[2].column == "log(x)");
  CHECK(rows[3].column.empty());
  check_empty(rows[1]);
  check_empty(rows[2]);
}

TEST_CASE("intervals hold the probability and stay inside [0, 1], however far the row is out") {
  const Fit fit = fit_training("y ~ x + g");
  PredictOptions options;
  options.level = 0.999;
  for (const auto& row : predict_text(
           fit, "x,g\n-1e6,low\n-50,mid\n0,mid\n3,top\n50,top\n1e6,low\n1e150,mid\n", options)) {
    CAPTURE(row.row);
    REQUIRE(row.status == Status::ok);
    CHECK(0.0 <= row.conf_low);
    CHECK(row.conf_low <= row.probability);
    CHECK(row.probability <= row.conf_high);
    CHECK(row.conf_high <= 1.0);
    CHECK(row.std_error >= 0.0);
  }
}

TEST_CASE("a higher level gives a wider interval around the same probability") {
  const Fit fit = fit_training("y ~ x + g");
  const auto at = [&](double level) {
    PredictOptions options;
    options.level = level;
    return predict_text(fit, "x,g\n2,mid\n", options).front();
  };
  CHECK(at(0.99).conf_low < at(0.5).conf_low);
  CHECK(at(0.99).conf_high > at(0.5).conf_high);
  CHECK(at(0.99).probability == at(0.5).probability);
}

TEST_CASE("a level out of range is a usage error") {
  const Fit fit = fit_training("y ~ x");
  for (const double level : {0.0, 1.0, 95.0}) {
    PredictOptions options;
    options.level = level;
    CHECK(error_of([&] { predict_text(fit, "x\n1\n", options); }).kind() == ErrorKind::usage);
  }
}

TEST_CASE("the offset of the fit is part of the linear predictor, if wanted") {
  FitOptions with_offset;
  with_offset.offset = "e";
  for (const Fit& fit : {fit_training("y ~ x", with_offset), fit_training("y ~ x + offset(e)")}) {
    const double without = predict_text(fit, "x,e\n2,0\n").front().eta;
    const auto rows = predict_text(fit, "x,e\n2,0.75\n2,NA\n");
    // The offset is what the terms are added to, so that roundings differ.
    CHECK(rows[0].eta == doctest::Approx(without + 0.75).scale(0).epsilon(1e-15));
    CHECK(rows[1].status == Status::missing);
    CHECK(rows[1].column == "e");
    PredictOptions options;
    options.use_offset = false;
    CHECK(predict_text(fit, "x,e\n2,0.75\n", options).front().eta == without);
  }
}

TEST_CASE("without the offset its column is not needed") {
  const Fit fit = fit_training("y ~ x + offset(log1p(e))");
  CHECK(error_of([&] { predict_text(fit, "x\n2\n"); }).kind() == ErrorKind::usage);
  PredictOptions options;
  options.use_offset = false;
  const auto rows = predict_text(fit, "x\n2\n", options);
  CHECK(rows.front().status == Status::ok);
  CHECK(rows.front().eta == predict_text(fit, "x,e\n2,0\n").front().eta);
}

TEST_CASE("only the columns of the right-hand side are asked for; one that lacks is named") {
  const Fit fit = fit_training("y ~ x + g");
  CHECK(predict_text(fit, "g,x\nlow,1\n").front().status == Status::ok);
  const Error error = error_of([&] { predict_text(fit, "X,g\n1,low\n"); });
  CHECK(error.kind() == ErrorKind::usage);
  CHECK(error.what() == Contains("\"x\""));
  CHECK(error.text().hint.find("\"X\"") != std::string::npos);
}

TEST_CASE("kept columns come back as written but for blanks at their ends, inputs too") {
  const Fit fit = fit_training("y ~ x + g");
  PredictOptions options;
  options.keep = {"id", "note", "x", "g", "id"};
  const auto rows = predict_text(fit,
                                 "id,x,g,note\n007,1.50,low,\"a, \"\"b\"\"\"\n"
                                 "0x1F,+2,mid,\" spaced \"\n1e3,NA,top,NA\n",
                                 options);
  const auto kept = [&](std::size_t row) { return rows[row].kept; };
  using Kept = std::vector<std::string>;
  CHECK(kept(0) == Kept{"007", "a, \"b\"", "1.50", "low", "007"});
  CHECK(kept(1) == Kept{"0x1F", "spaced", "+2", "mid", "0x1F"});
  CHECK(kept(2) == Kept{"1e3", "", "", "top", "1e3"});  // empty: missing
  CHECK(rows[0].eta == predict_text(fit, "x,g\n1.5,low\n").front().eta);
  CHECK(rows[2].status == Status::missing);
}

TEST_CASE("a kept column that the table lacks is a usage error") {
  const Fit fit = fit_training("y ~ x");
  PredictOptions options;
  options.keep = {"id"};
  CHECK(error_of([&] { predict_text(fit, "x\n1\n", options); }).kind() == ErrorKind::usage);
}

TEST_CASE("levels mean the same whatever other levels the new data have, and in which order") {
  const Fit fit = fit_training("y ~ g");
  const double low = predict_text(fit, "g\nlow\n").front().eta;
  const double mid = predict_text(fit, "g\nmid\n").front().eta;
  const double top = predict_text(fit, "g\ntop\n").front().eta;
  CHECK(low == doctest::Approx(estimate(fit, "(Intercept)")).epsilon(kRounding));
  PredictOptions options;
  options.unseen = Unseen::missing;
  const auto rows = predict_text(fit, "g\ntop\nabove\nmid\nlow\nbelow\ntop\n", options);
  CHECK(rows[0].eta == top);
  CHECK(rows[1].status == Status::unseen);
  CHECK(rows[2].eta == mid);
  CHECK(rows[3].eta == low);
  CHECK(rows[4].status == Status::unseen);
  CHECK(rows[5].eta == top);
}

TEST_CASE("numbers are unseen levels of a text factor") {
  const Fit fit = fit_training("y ~ g");
  const Error error = error_of([&] { predict_text(fit, "g\n1\n2\n"); });
  CHECK(error.kind() == ErrorKind::data);
  CHECK(error.text().where.line == 2);
  PredictOptions options;
  options.unseen = Unseen::missing;
  CHECK(predict_text(fit, "g\n1\n2\n", options).front().status == Status::unseen);
}

TEST_CASE("text where the model has a number is a data error with its place") {
  const Fit fit = fit_training("y ~ x");
  const Error error = error_of([&] { predict_text(fit, "x\n1\nhigh\n"); });
  CHECK(error.kind() == ErrorKind::data);
  CHECK(error.text().where.line == 3);
  CHECK(error.text().where.column == "x");
}

TEST_CASE("a factor of numbers knows its levels by value, not by spelling") {
  const Fit fit = fit_training("y ~ C(b) + x");
  const double one = predict_text(fit, "x,b\n2,1\n").front().eta;
  const double zero = predict_text(fit, "x,b\n2,0\n").front().eta;
  CHECK(one != zero);
  const auto rows = predict_text(fit, "b,x\n1.0,2\n1e0,2\n0.00,2\n-0,2\n");
  CHECK(rows[0].eta == one);
  CHECK(rows[1].eta == one);
  CHECK(rows[2].eta == zero);
  CHECK(rows[3].eta == zero);
  PredictOptions options;
  options.unseen = Unseen::missing;
  const auto mixed = predict_text(fit, "b,x\n1,2\nother,2\n", options);
  CHECK(mixed[0].eta == one);
  CHECK(mixed[1].status == Status::unseen);
}

TEST_CASE("digits that were read as text on demand stay text in new data") {
  const std::string text = "y,zip\n0,01\n1,01\n0,02\n1,02\n1,02\n0,1\n0,1\n1,1\n";
  CsvOptions told;
  told.types["zip"] = ColumnType::factor;
  const Fit fit = odds::fit(*open_csv_bytes("data.csv", text, told), parse_formula("y ~ zip"));
  const auto rows = predict_text(fit, "zip\n1\n01\n02\n");
  CHECK(rows[0].probability == doctest::Approx(1.0 / 3.0).epsilon(kRounding));
  CHECK(rows[1].probability == doctest::Approx(0.5).epsilon(kRounding));
  CHECK(rows[2].probability == doctest::Approx(2.0 / 3.0).epsilon(kRounding));
}

TEST_CASE("scale and center keep the constants of the fit") {
  const Fit plain = fit_training("y ~ x + g");
  const Fit scaled = fit_training("y ~ scale(x) + g");
  const Fit centred = fit_training("y ~ center(x) + g");
  const std::string text = "x,g\n100,low\n200,top\n";  // far from the mean of the fit
  const auto expected = predict_text(plain, text);
  for (const Fit& fit : {scaled, centred}) {
    const auto rows = predict_text(fit, text);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      CHECK(rows[i].eta ==
            doctest::Approx(expected[i].eta).epsilon(1e-10));  // another maximum path
      CHECK(rows[i].eta_std_error == doctest::Approx(expected[i].eta_std_error).epsilon(1e-10));
    }
  }
}

TEST_CASE("a model with an aliased column predicts by what is estimable") {
  const Fit plain = fit_training("y ~ x + g");
  const Fit aliased = fit_training("y ~ x + I(2*x) + g");
  REQUIRE(aliased.aliased().size() == 1);
  const auto expected = predict_text(plain, "x,g\n2,mid\n").front();
  const auto row = predict_text(aliased, "x,g\n2,mid\n").front();
  CHECK(row.eta == doctest::Approx(expected.eta).epsilon(kRounding));
  CHECK(row.eta_std_error == doctest::Approx(expected.eta_std_error).epsilon(kRounding));
}

TEST_CASE("weights, filter and response of the fit play no part in prediction") {
  FitOptions options;
  options.frequency_weights = "b";
  options.where = "x > 0.6";
  const Fit fit = odds::fit(*prediction_training(), parse_formula("y ~ x"), options);
  CHECK(predict_text(fit, "x\n0\n").front().status == Status::ok);
}

TEST_CASE("an exception of the sink ends the prediction") {
  const Fit fit = fit_training("y ~ x");
  std::string text = "x\n";
  for (int i = 0; i < 40'000; ++i) text += "1\n";
  const auto table = csv(text);
  int calls = 0;
  CHECK_THROWS_AS(predict(fit, *table, {}, {.threads = 2, .progress = {}},
                          [&](std::span<const Prediction>) {
                            ++calls;
                            throw 42;
                          }),
                  int);
  CHECK(calls == 1);
}

TEST_CASE("separated data cannot be predicted from") {
  const Fit fit = odds::fit(*csv("y,x\n0,1\n0,2\n1,3\n1,4\n"), parse_formula("y ~ x"));
  CHECK(error_of([&] { predict_text(fit, "x\n1\n"); }).kind() == ErrorKind::model);
}

TEST_CASE("on a curve the interval is the curve at the ends of that of eta") {
  FitOptions options;
  options.asymptotes = {.guess = 0.25, .lapse = 0.05};
  const auto table = csv("k,n,x\n6,20,1\n7,20,2\n6,20,3\n9,20,4\n13,20,5\n18,20,6\n19,20,7\n");
  const Fit fitted = fit(*table, parse_formula("k/n ~ x"), options);
  REQUIRE(fitted.converged());
  const double z = 1.959963984540054;
  for (const Prediction& row : predict(fitted, *table)) {
    const CurvePoint p = curve(row.eta, options.asymptotes);
    // Inlined here and there, the curve may be rounded differently in its last bit.
    CHECK(row.probability == doctest::Approx(p.value).epsilon(1e-15));
    CHECK(row.std_error == doctest::Approx(p.d1 * row.eta_std_error).epsilon(1e-15));
    CHECK(row.conf_low ==
          doctest::Approx(curve(row.eta - z * row.eta_std_error, options.asymptotes).value));
    CHECK(row.conf_low > 0.25);
    CHECK(row.conf_high < 0.95);
  }
}

TEST_CASE("far below the curve the prediction of an estimated guess rate is that rate") {
  FitOptions options;
  options.estimate_guess = true;
  const auto table = csv("k,n,x\n5,20,1\n6,20,2\n5,20,3\n8,20,4\n13,20,5\n18,20,6\n19,20,7\n");
  const Fit fitted = fit(*table, parse_formula("k/n ~ x"), options);
  REQUIRE(fitted.guess_rate() == GuessRate::estimated);
  const EstimateRow guess = guess_rate(fitted);
  const Prediction far = predict_text(fitted, "x\n-1000\n").front();
  CHECK(far.probability == guess.estimate);
  CHECK(far.std_error == doctest::Approx(guess.std_error).epsilon(1e-14));
  CHECK(far.conf_low == doctest::Approx(guess.conf_low).epsilon(1e-13));
  CHECK(far.conf_high == doctest::Approx(guess.conf_high).epsilon(1e-13));
}

}  // namespace
TEST_CASE("an offset that the model does not have cannot be left out") {
  PredictOptions options;
  options.use_offset = false;
  const Fit fit = fit_training("y ~ x");
  CHECK(error_of([&] { predict_text(fit, "x\n2\n", options); }).kind() == ErrorKind::usage);
}

}  // namespace odds
