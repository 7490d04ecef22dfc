// Reference values: tools/certify_new_data.py, of 60 digits.
#include "support/dataset.hpp"
#include "support/error_of.hpp"

#include <odds/memory_table.hpp>
#include <odds/model_file.hpp>
#include <odds/new_data.hpp>
#include <odds/predict.hpp>
#include <odds/update.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace odds {
namespace {

using test::error_of;
using test::open_dataset;

struct CertifiedNumber {
  const char* data;
  const char* formula;
  const char* other;  ///< formula of a second model; empty: there is none
  const char* fitted;
  const char* tested;
  const char* link;
  const char* weight;
  const char* event;
  const char* name;
  double value;
  double error;
};

const std::vector<CertifiedNumber> kCertifiedNumbers = {
#include "validate/new_data_values.inc"
};

using Numbers = std::map<std::string, std::pair<double, double>>;

Fit fit_to(const Table& table, const CertifiedNumber& certified, const char* formula) {
  FitOptions options;
  options.where = certified.fitted;
  options.frequency_weights = certified.weight;
  options.event = certified.event;
  options.link = static_cast<Link>(std::ranges::find(kLinkNames, std::string(certified.link)) -
                                   std::begin(kLinkNames));
  return fit(table, parse_formula(formula), options);
}

Numbers numbers_of(const ModelPerformance& model) {
  const double none = std::numeric_limits<double>::quiet_NaN();
  const auto pair = [](const EstimateRow& row) { return std::pair(row.estimate, row.std_error); };
  return {{"auc", pair(model.auc)},
          {"auc.limits", {model.auc.conf_low, model.auc.conf_high}},
          {"brier", pair(model.brier)},
          {"scaled", {model.scaled, none}},
          {"log.loss", pair(model.log_loss)},
          {"ratio", pair(model.calibration.ratio)},
          {"ratio.z", {model.calibration.ratio.statistic, none}},
          {"spiegelhalter", {model.spiegelhalter.statistic, none}},
          {"large", pair(model.calibration.in_the_large)},
          {"slope", pair(model.calibration.slope)},
          {"both", {model.calibration.both.statistic, none}},
          {"tp", {model.at_cut.true_positives, model.at_cut.false_positives}}};
}

void add_updates(const Fit& fit, const Table& table, const CertifiedNumber& certified,
                 Numbers& numbers) {
  for (const Update kind : {Update::intercept, Update::slope}) {
    const ModelUpdate updated = update(fit, table, kind, certified.tested);
    const char* name = kUpdateNames[static_cast<int>(kind)];
    for (std::size_t j = 0; j < fit.names().size(); ++j) {
      numbers[name + ("." + std::to_string(j))] = {updated.fit.coefficients()[j],
                                                   updated.fit.std_errors()[j]};
    }
  }
}

Numbers numbers_for(const CertifiedNumber& certified) {
  const auto table = open_dataset(certified.data);
  std::vector<NamedFit> models{{"first", fit_to(*table, certified, certified.formula)}};
  const std::string other = certified.other;
  if (!other.empty()) models.push_back({"second", fit_to(*table, certified, certified.other)});
  const NewDataValidation validation = validate(models, *table, {.where = certified.tested});
  Numbers numbers = numbers_of(validation.all.models[0]);
  for (const PerformanceDifference& difference : validation.all.differences) {
    numbers["difference.auc"] = {difference.auc.estimate, difference.auc.std_error};
    numbers["difference.brier"] = {difference.brier.estimate, difference.brier.std_error};
    numbers["difference.log.loss"] = {difference.log_loss.estimate, difference.log_loss.std_error};
  }
  add_updates(models[0].fit, *table, certified, numbers);
  return numbers;
}

void check_near(double found, double certified) {
  if (std::isnan(certified)) return;
  CHECK(found == doctest::Approx(certified).epsilon(1e-9));
}

TEST_CASE("validations on other rows and updates have their certified values") {
  std::map<std::tuple<std::string, std::string, std::string>, Numbers> known;
  for (const CertifiedNumber& certified : kCertifiedNumbers) {
    const auto key = std::tuple<std::string, std::string, std::string>(
        certified.data, certified.formula, certified.fitted);
    if (!known.contains(key)) known[key] = numbers_for(certified);
    CAPTURE(certified.data);
    CAPTURE(certified.formula);
    CAPTURE(certified.name);
    REQUIRE(known[key].contains(certified.name));
    check_near(known[key][certified.name].first, certified.value);
    check_near(known[key][certified.name].second, certified.error);
  }
}

NewDataValidation validated(const Fit& fit, const Table& table, const ValidateOptions& options = {},
                            const Execution& execution = {}) {
  const std::vector<NamedFit> models{{"model", fit}};
  return validate(models, table, options, execution);
}

Fit fit_where(const Table& table, const char* formula, const char* where = "") {
  FitOptions options;
  options.where = where;
  return fit(table, parse_formula(formula), options);
}

bool has_note(const std::vector<Note>& notes, const char* code) {
  return std::ranges::find(notes, std::string(code), &Note::code) != notes.end();
}

TEST_CASE("every row of new data is accounted for") {
  const auto births = open_dataset("lbw.csv");
  const Fit fit = fit_where(*births, "low ~ age + race", "race != 'black'");
  MemoryTable table;
  const double missing = std::numeric_limits<double>::quiet_NaN();
  table.add("low", std::vector<double>{0, 1, 0, 1, missing, 1});
  table.add("age", std::vector<double>{20, 21, missing, 23, 24, 30});
  table.add("race", std::vector<std::string>{"White", "other", "White", "black", "other", "White"});
  const NewDataValidation validation = validated(fit, table);
  const RowCounts& counts = validation.models[0].counts;
  CHECK(counts.read == 6);
  CHECK(counts.used == 3);
  REQUIRE(counts.dropped.size() == 3);
  CHECK(counts.dropped[0].cause == DropCause::filter);  // that of the fit, race != 'black'
  const NewDataValidation all = validated(fit, table, {.where = "age > 0 | missing(age)"});
  std::map<std::string, Index> dropped;
  for (const DroppedRows& rows : all.models[0].counts.dropped) {
    dropped[std::string(cause_name(rows.cause)) + " " + rows.column] = rows.rows;
  }
  CHECK(dropped == std::map<std::string, Index>{
                       {"missing low", 1}, {"missing age", 1}, {"unseen level race", 1}});
  CHECK(has_note(all.notes, "N241"));
}

TEST_CASE("rows of the fit are told") {
  const auto births = open_csv(test::dataset_path("lbw.csv"), {.hash = true});
  const Fit young = fit_where(*births, "low ~ lwt", "age < 25");
  CHECK(has_note(validated(young, *births).notes, "N240"));
  CHECK_FALSE(has_note(validated(young, *births, {.where = "age >= 25"}).notes, "N240"));
  const NewDataValidation some = validated(young, *births, {.where = "age >= 20"});
  CHECK(some.models[0].seen > 0);
  CHECK(some.models[0].seen < some.common);
  CHECK(error_of([&] { update(young, *births, Update::intercept); }).kind() == ErrorKind::data);
  // The rows that a model was updated on have told it something, too.
  const Fit updated = update(young, *births, Update::slope, "age >= 25").fit;
  CHECK(has_note(validated(updated, *births, {.where = "age >= 25"}).notes, "N240"));
  CHECK(error_of([&] { update(updated, *births, Update::slope, "age >= 25"); }).kind() ==
        ErrorKind::data);
  const Fit read = parse_model(model_text(updated));
  CHECK(has_note(validated(read, *births, {.where = "age >= 25"}).notes, "N240"));
}

void check_same(const ModelPerformance& a, const ModelPerformance& b) {
  CHECK(a.auc.estimate == b.auc.estimate);
  CHECK(a.auc.std_error == doctest::Approx(b.auc.std_error).epsilon(1e-14));
  CHECK(a.brier.estimate == doctest::Approx(b.brier.estimate).epsilon(1e-14));
  CHECK(a.brier.std_error == doctest::Approx(b.brier.std_error).epsilon(1e-13));
  CHECK(a.log_loss.std_error == doctest::Approx(b.log_loss.std_error).epsilon(1e-13));
  CHECK(a.calibration.slope.estimate ==
        doctest::Approx(b.calibration.slope.estimate).epsilon(1e-12));
  CHECK(a.observations == b.observations);
}

TEST_CASE("groups are validated as their rows by themselves") {
  const auto births = open_dataset("lbw.csv");
  const Fit fit = fit_where(*births, "low ~ age + lwt", "ui == 0");
  const NewDataValidation by_race = validated(fit, *births, {.where = "age > 0", .over = "race"});
  REQUIRE(by_race.groups.size() == 3);
  for (const ValidatedRows& group : by_race.groups) {
    const NewDataValidation alone =
        validated(fit, *births, {.where = "race == '" + group.group + "'"});
    check_same(group.models[0], alone.all.models[0]);
  }
  CHECK(by_race.groups[0].group == "White");
}

TEST_CASE("validations on new data do not depend on threads and memory") {
  const auto work = open_dataset("mroz.csv");
  const std::vector<NamedFit> models{{"a", fit_where(*work, "inlf ~ age + educ", "kidsge6 > 0")},
                                     {"b", fit_where(*work, "inlf ~ exper", "kidsge6 > 0")}};
  const ValidateOptions options{.where = "kidsge6 < 9", .over = "kidslt6"};
  const auto numbers = [&](const Execution& execution) {
    const NewDataValidation found = validate(models, *work, options, execution);
    std::vector<double> all;
    for (const ValidatedRows* rows : {&found.all, &found.groups[0], &found.groups[1]}) {
      for (const auto& [name, pair] : numbers_of(rows->models[1])) {
        if (!std::isnan(pair.first)) all.push_back(pair.first);
        if (!std::isnan(pair.second)) all.push_back(pair.second);
      }
      all.push_back(rows->differences[0].auc.std_error);
      all.push_back(rows->differences[0].log_loss.std_error);
    }
    return all;
  };
  const std::vector<double> one = numbers({.threads = 1, .progress = {}});
  CHECK(numbers({.threads = 3, .progress = {}}) == one);
  CHECK(numbers({.threads = 2, .memory = Index{1} << 20, .progress = {}}) == one);
}

TEST_CASE("other outcomes and values are refused") {
  const auto births = open_dataset("lbw.csv");
  const Fit fit = fit_where(*births, "low ~ age");
  MemoryTable table;
  table.add("low", std::vector<double>{0, 1, 2});
  table.add("age", std::vector<double>{20, 21, 22});
  CHECK(error_of([&] { validated(fit, table); }).kind() == ErrorKind::data);
  const std::vector<NamedFit> models{{"a", fit}, {"b", fit_where(*births, "smoke ~ age")}};
  CHECK(error_of([&] { validate(models, *births); }).kind() == ErrorKind::usage);
  CHECK(error_of([&] { validated(fit, *births, {.where = "age > 99"}); }).kind() ==
        ErrorKind::model);
}

TEST_CASE("an updated model is calibrated on the rows it was updated on, and can be saved") {
  const auto births = open_dataset("lbw.csv");
  const Fit young = fit_where(*births, "low ~ lwt + smoke", "age < 24");
  const ValidateOptions old{.where = "age >= 24"};
  const ModelUpdate slope = update(young, *births, Update::slope, old.where);
  const Fit loaded = parse_model(model_text(slope.fit));
  CHECK(loaded.coefficients() == slope.fit.coefficients());
  CHECK(has_note(loaded.notes(), "N246"));
  const ModelPerformance now = validated(loaded, *births, old).all.models[0];
  CHECK(now.calibration.in_the_large.estimate == doctest::Approx(0.0).epsilon(1e-9));
  CHECK(now.calibration.slope.estimate == doctest::Approx(1.0).epsilon(1e-9));
  const ModelUpdate again = update(young, *births, Update::refit, old.where);
  CHECK(again.fit.coefficients() ==
        fit_where(*births, "low ~ lwt + smoke", "age >= 24").coefficients());
  REQUIRE(again.steps.size() == 4);
  CHECK(again.steps[3].parameters == 3);
  CHECK(again.steps[3].lr > again.steps[2].lr);
}

TEST_CASE("without events there is a test of their number, and no interval of the ratio") {
  const auto births = open_dataset("lbw.csv");
  const Fit fit = fit_where(*births, "low ~ lwt");
  MemoryTable table;
  table.add("low", std::vector<double>{0, 0, 0}).add("lwt", std::vector<double>{100, 120, 150});
  const NewDataValidation validation = validated(fit, table);
  const ModelPerformance& none = validation.all.models[0];
  CHECK(none.calibration.ratio.estimate == 0.0);
  CHECK(std::isnan(none.calibration.ratio.conf_high));
  CHECK(none.calibration.ratio.statistic < 0.0);
  CHECK(std::isnan(none.auc.estimate));
  CHECK(has_note(validation.notes, "N245"));
}

TEST_CASE("a prevalence moves the odds of all rows by one factor") {
  const auto births = open_dataset("lbw.csv");  // 59 events, 130 non-events
  const Fit fit = fit_where(*births, "low ~ lwt + smoke");
  const Fit rare = with_prevalence(fit, 0.05);
  const double factor = (0.05 / 0.95) / (59.0 / 130.0);
  const std::vector<Prediction> before = predict(fit, *births);
  const std::vector<Prediction> after = predict(rare, *births);
  for (const std::size_t i : {0U, 50U, 188U}) {
    const auto odds_at = [&](const std::vector<Prediction>& rows) {
      return rows[i].probability / (1.0 - rows[i].probability);
    };
    CHECK(odds_at(after) == doctest::Approx(factor * odds_at(before)).epsilon(1e-12));
    CHECK(after[i].eta_std_error == doctest::Approx(before[i].eta_std_error).epsilon(1e-14));
  }
  CHECK(error_of([&] { with_prevalence(rare, 0.5); }).kind() == ErrorKind::usage);
  CHECK(error_of([&] { with_prevalence(fit, 1.0); }).kind() == ErrorKind::usage);
}

}  // namespace
}  // namespace odds
