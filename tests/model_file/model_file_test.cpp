#include "model/model.hpp"
#include "support/error_of.hpp"
#include "support/options.hpp"
#include "support/random_data.hpp"
#include "support/table.hpp"
#include "support/workplace.hpp"

#include <odds/inference.hpp>
#include <odds/margins.hpp>
#include <odds/memory_table.hpp>
#include <odds/model_file.hpp>
#include <odds/predict.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

namespace odds {
namespace {

using doctest::Contains;
using test::csv;
using test::error_of;
using test::with;
using test::Workplace;

/// 48 rows without separation: numbers x and z, factors g and h, 0/1 b, offset e, weights f and w.
std::unique_ptr<const Table> model_training() {
  std::string text = "y,x,z,g,h,b,e,f,w,n,k,odd name\n";
  const char kOutcomes[] = "010110010011011001101011001101011010010110110100";
  for (int i = 0; i < 48; ++i) {
    text += std::string(1, kOutcomes[i]);
    text += "," + std::to_string(0.5 + (i * 5) % 7 + 0.01 * i);
    text += "," + std::to_string(1 + (i * 3) % 11);
    text += std::string(",") + "abc"[i % 3];
    text += i / 3 % 2 == 0 ? ",\"low, \"\"x\"\"\"" : ",\xC3\xA9t\xC3\xA9";
    text += "," + std::to_string(i / 2 % 2);
    text += "," + std::to_string(0.1 * (i % 5));
    text += "," + std::to_string(1 + i % 3);
    text += "," + std::to_string(0.25 + 0.5 * (i % 4));
    text += "," + std::to_string(5 + i % 4);
    text += "," + std::to_string(1 + i % 5);
    text += "," + std::to_string(i % 9) + "\n";
  }
  return csv(std::move(text));
}

struct Case {
  std::string formula;
  FitOptions options = {};
};

FitOptions with_firth() {
  FitOptions options;
  options.method = Method::firth;
  return options;
}

FitOptions with_fractions() {
  FitOptions options;
  options.fractional = true;
  return options;
}

FitOptions with_variance(Variance variance) {
  FitOptions options;
  options.variance = variance;
  return options;
}

std::vector<Case> cases() {
  return {{"y ~ x + g"},
          {"y ~ 0 + g*x + I(z^2)"},
          {"y ~ g:h + x:z + C(b)"},
          {"y ~ h/x + log(z)"},
          {"y ~ . - e - f - w - n - k"},
          {"y ~ C(g, base=b) + ib2.k + c.x##c.x"},
          {"y ~ scale(x) + center(z) + I(scale(z)^2)"},
          {"y ~ x + offset(scale(z))", with(&FitOptions::offset, "e")},
          {"y ~ x + offset(e) + offset(log(z))"},
          {"y ~ x + z + I(x + z) + g", with(&FitOptions::frequency_weights, "f")},
          {"y ~ x + I(k > 2)", with(&FitOptions::importance_weights, "w")},
          {"y ~ x*b", with(&FitOptions::where, "z > 1 & g != 'c'")},
          {"y ~ x + z", with(&FitOptions::event, "0")},
          {"g == \"b\" ~ x + h"},
          {"h ~ x + `odd name`"},
          {"k/n ~ x + h"},
          {"cbind(k, n) ~ x"},
          {"y ~ x + g", with_firth()},
          {"y ~ x + I(2*x) + g", with_variance(Variance::hc3)},
          {"y ~ x*g", with(&FitOptions::probability_weights, "w")},
          {"I(k/n) ~ x + h", with_fractions()},
          {"y ~ h:g + g"},
          {"y ~ 0 + h:g:b + g:b + b"},
          {"y ~ 1"}};
}

bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

bool same(const Matrix& a, const Matrix& b) {
  return a.rows() == b.rows() && a.cols() == b.cols() &&
         std::equal(a.reshaped().begin(), a.reshaped().end(), b.reshaped().begin(),
                    [](double x, double y) { return same(x, y); });
}

void check_same_predictions(const Fit& a, const Fit& b, const Table& table) {
  const auto first = predict(a, table);
  const auto second = predict(b, table);
  REQUIRE(first.size() == second.size());
  for (std::size_t i = 0; i < first.size(); ++i) {
    CAPTURE(i);
    CHECK(first[i].status == second[i].status);
    CHECK(same(first[i].eta, second[i].eta));
    CHECK(same(first[i].eta_std_error, second[i].eta_std_error));
    CHECK(same(first[i].conf_low, second[i].conf_low));
  }
}

void check_same_margins(const Fit& a, const Fit& b, const Table& table) {
  const Margins first = margins(a, table);
  const Margins second = margins(b, table);
  REQUIRE(first.rows.size() == second.rows.size());
  for (std::size_t i = 0; i < first.rows.size(); ++i) {
    CHECK(first.rows[i].variable == second.rows[i].variable);
    CHECK(first.rows[i].contrast == second.rows[i].contrast);
    CHECK(same(first.rows[i].estimate, second.rows[i].estimate));
    CHECK(same(first.rows[i].std_error, second.rows[i].std_error));
  }
  CHECK(first.observations == second.observations);
  CHECK(first.counts.used == second.counts.used);
}

void check_same_summary(const Fit& a, const Fit& b) {
  CHECK(a.formula() == b.formula());
  CHECK(a.method() == b.method());
  CHECK(a.variance() == b.variance());
  CHECK(a.pseudo_likelihood() == b.pseudo_likelihood());
  CHECK(a.response().fractional == b.response().fractional);
  CHECK(same(a.model().information_inverse().core, b.model().information_inverse().core));
  CHECK(a.file() == b.file());
  CHECK(a.names() == b.names());
  CHECK(same(as_eigen(a.coefficients()), as_eigen(b.coefficients())));
  CHECK(same(as_eigen(a.covariance()), as_eigen(b.covariance())));
  CHECK(a.converged() == b.converged());
  CHECK(a.maximum().existence == b.maximum().existence);
  CHECK(a.response().event == b.response().event);
  CHECK(a.response().grouped == b.response().grouped);
  CHECK(a.rows().read == b.rows().read);
  CHECK(a.rows().dropped.size() == b.rows().dropped.size());
  CHECK(a.aliased().size() == b.aliased().size());
  CHECK(std::ranges::equal(a.notes(), b.notes(), [](const Note& note, const Note& same_note) {
    return note.code == same_note.code && note.text == same_note.text &&
           note.kind == same_note.kind;
  }));
  CHECK(a.goodness().log_likelihood == b.goodness().log_likelihood);
  CHECK(a.goodness().rank == b.goodness().rank);
  CHECK(same(a.goodness().lr_p, b.goodness().lr_p));
  CHECK(same(a.goodness().auc, b.goodness().auc));
  CHECK(a.probabilities().median == b.probabilities().median);
}

TEST_CASE("a model that was saved and loaded gives the same bits, whatever it holds") {
  const auto table = model_training();
  for (const Case& example : cases()) {
    CAPTURE(example.formula);
    const Fit original = fit(*table, parse_formula(example.formula), example.options);
    REQUIRE(original.maximum().termination != Termination::separated);
    const std::string text = model_text(original);
    const Fit loaded = parse_model(text);
    check_same_summary(original, loaded);
    check_same_predictions(original, loaded, *table);
    check_same_margins(original, loaded, *table);
    CHECK(model_text(loaded) == text);
  }
}

TEST_CASE("the labels of factors survive: reports of a loaded model look the same") {
  const auto table = model_training();
  const Fit original = fit(*table, parse_formula("y ~ x + h"));
  const Fit loaded = parse_model(model_text(original));
  REQUIRE(loaded.labels().size() == original.labels().size());
  for (std::size_t j = 0; j < loaded.labels().size(); ++j) {
    CHECK(loaded.labels()[j].factor == original.labels()[j].factor);
    CHECK(loaded.labels()[j].level == original.labels()[j].level);
    CHECK(loaded.labels()[j].base == original.labels()[j].base);
  }
}

TEST_CASE("a model file holds no data and stays small") {
  std::string text = "y,x\n";
  for (int i = 0; i < 20'000; ++i) {
    text += std::to_string(i * 7919 % 13 % 2) + "," + std::to_string(i) + "\n";
  }
  CHECK(model_text(fit(*csv(text), parse_formula("y ~ x"))).size() < 8'000);
}

TEST_CASE("separated data make no model") {
  const Fit separated = fit(*csv("y,x\n0,1\n0,2\n1,3\n1,4\n"), parse_formula("y ~ x"));
  CHECK(error_of([&] { model_text(separated); }).kind() == ErrorKind::model);
}

TEST_CASE("a file name that is no UTF-8 is only a label, a level is not") {
  const std::vector<double> y = {0, 1, 0, 1, 1, 0};
  MemoryTable named("caf\xE9.csv");
  named.add("y", y).add("x", {1, 2, 3, 4, 5, 6});
  CHECK(parse_model(model_text(fit(named, parse_formula("y ~ x")))).file() ==
        "caf\xEF\xBF\xBD.csv");
  MemoryTable levels;
  levels.add("y", y).add("g", std::vector<std::string>{"a", "a", "\xE9", "\xE9", "a", "\xE9"});
  const Fit fitted = fit(levels, parse_formula("y ~ g"));
  CHECK(error_of([&] { model_text(fitted); }).kind() == ErrorKind::data);
}

TEST_CASE("saving and loading a file") {
  const Workplace place;
  const Fit original = fit(*model_training(), parse_formula("y ~ x + g"));
  const std::string path = place.file("model.json", "an older file, longer than nothing");
  save_model(original, path);
  CHECK(model_text(load_model(path)) == model_text(original));
  std::size_t entries = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(place.path())) {
    ++entries;
  }
  CHECK(entries == 1);  // no temporary file is left
}

TEST_CASE("what cannot be read or written is a system error that names the file") {
  const Workplace place;
  const Fit original = fit(*model_training(), parse_formula("y ~ x"));
  for (const std::string& path : {place.path("missing/model.json"), place.path()}) {
    CAPTURE(path);
    const Error saving = error_of([&] { save_model(original, path); });
    CHECK(saving.kind() == ErrorKind::system);
    CHECK(saving.text().where.file == path);
    const Error loading = error_of([&] { load_model(path); });
    CHECK(loading.kind() == ErrorKind::system);
    CHECK(loading.text().where.file == path);
  }
}

/// 24 rows with `count` columns of long names, of which few differ from a constant.
MemoryTable wide_table(int count, std::size_t name_size) {
  test::Random random(5);
  MemoryTable table;
  const std::size_t rows = 24;
  std::vector<double> y;
  for (std::size_t i = 0; i < rows; ++i) y.push_back(i % 3 == 0 || i % 7 == 0 ? 1.0 : 0.0);
  table.add("y", y);
  for (int c = 0; c < count; ++c) {
    std::vector<double> column(rows, 1.0);
    if (c < 3) std::ranges::generate(column, [&] { return random.uniform(); });
    table.add("v" + std::to_string(c) + std::string(name_size, 'x'), column);
  }
  return table;
}

TEST_CASE("a model whose formula takes more than 64 KiB when it is written out can be read") {
  const MemoryTable table = wide_table(20, 4000);
  const Fit original = fit(table, parse_formula("y ~ ."));
  const std::string text = model_text(original);
  CHECK(text.size() > 80'000);
  check_same_predictions(original, parse_model(text), table);
}

TEST_CASE("a model that nobody could read is not called saved") {
  const Workplace place;
  const MemoryTable table = wide_table(20, 250'000);
  const Fit original = fit(table, parse_formula("y ~ ."));
  const Error error = error_of([&] { save_model(original, place.path("m.json")); });
  CHECK(error.kind() == ErrorKind::model);
  CHECK(error.what() == Contains("cannot be saved"));
  CHECK_FALSE(std::filesystem::exists(place.path("m.json")));
}

TEST_CASE("a failed save leaves nothing behind") {
  const Workplace place;
  const Fit original = fit(*model_training(), parse_formula("y ~ x"));
  std::filesystem::create_directory(place.path("model.json"));
  CHECK(error_of([&] { save_model(original, place.path("model.json")); }).kind() ==
        ErrorKind::system);
  CHECK_FALSE(std::filesystem::exists(place.path("model.json.part")));
}

TEST_CASE("a damaged file is a data error that names it and says what wrote it") {
  const Workplace place;
  const std::string path = place.file("model.json", "{\"schema\": ");
  const Error error = error_of([&] { load_model(path); });
  CHECK(error.kind() == ErrorKind::data);
  CHECK(error.text().where.file == path);
  CHECK(error.text().hint.find("--save") != std::string::npos);
}

TEST_CASE("a model file holds the asymptotes, and how an estimated guess rate varies") {
  const auto table = csv("k,n,x\n5,20,1\n6,20,2\n5,20,3\n8,20,4\n13,20,5\n18,20,6\n19,20,7\n");
  FitOptions options;
  options.asymptotes.lapse = 0.02;
  for (const bool estimate : {false, true}) {
    CAPTURE(estimate);
    options.estimate_guess = estimate;
    const Fit original = fit(*table, parse_formula("k/n ~ x"), options);
    REQUIRE(original.converged());
    const Fit read = parse_model(model_text(original));
    CHECK(read.asymptotes().guess == original.asymptotes().guess);
    CHECK(read.asymptotes().lapse == 0.02);
    CHECK(read.guess_rate() == original.guess_rate());
    CHECK(read.guess_rate() == (estimate ? GuessRate::estimated : GuessRate::given));
    CHECK((read.guess_std_error() == original.guess_std_error()) == estimate);
    const std::vector<Prediction> before = predict(original, *table);
    const std::vector<Prediction> after = predict(read, *table);
    for (std::size_t i = 0; i < before.size(); ++i) {
      CHECK(after[i].probability == before[i].probability);
      CHECK(after[i].std_error == before[i].std_error);
      CHECK(after[i].conf_high == before[i].conf_high);
    }
    CHECK(margins(read, *table).covariance == margins(original, *table).covariance);
  }
}

TEST_CASE("a model file remembers a guess rate at its bound") {
  const auto table = csv("k,n,x\n0,20,1\n0,20,2\n2,20,3\n8,20,4\n13,20,5\n18,20,6\n20,20,7\n");
  FitOptions options;
  options.estimate_guess = true;
  const Fit original = fit(*table, parse_formula("k/n ~ x"), options);
  REQUIRE(original.guess_rate() == GuessRate::at_bound);
  const Fit read = parse_model(model_text(original));
  CHECK(read.guess_rate() == GuessRate::at_bound);
  CHECK(model_text(read) == model_text(original));
}

}  // namespace
}  // namespace odds
