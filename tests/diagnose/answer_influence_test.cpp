// Reference values: R 4.2.2, glm at epsilon = 1e-14 and base R, with a fit for each number of rows.
#include "support/dataset.hpp"
#include "support/error_of.hpp"
#include "support/execution.hpp"
#include "support/study.hpp"
#include "support/thread_ranks.hpp"

#include <odds/answer_influence.hpp>
#include <odds/eigen.hpp>
#include <odds/inference.hpp>
#include <odds/report.hpp>
#include <odds/row_scores.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <sstream>
#include <string>
#include <vector>

namespace odds {
namespace {

using test::EffectStudy;
using test::error_of;
using test::open_dataset;

/// Rows counted from 1, as R has them.
std::vector<Index> from_one(std::vector<Index> rows) {
  for (Index& row : rows) ++row;
  return rows;
}

AnswerInfluence of_lbw(const char* formula, const AnswerOptions& options) {
  const auto table = open_dataset("lbw.csv");
  return answer_influence(fit(*table, parse_formula(formula)), *table, options);
}

TEST_CASE("two births carry the sign or the significance of what R says they do") {
  const AnswerInfluence lwt = of_lbw("low ~ lwt + race + smoke", {.answer = "lwt"});
  CHECK(lwt.estimate.estimate == doctest::Approx(-0.0132359626482).epsilon(1e-11));
  CHECK(lwt.estimate.p_value == doctest::Approx(0.0359009141524).epsilon(1e-10));
  REQUIRE(lwt.rows.size() == 5);
  CHECK(lwt.rows[0].row + 1 == 183);
  CHECK(lwt.rows[0].change == doctest::Approx(-0.00224858669090).epsilon(1e-10));
  CHECK(lwt.rows[4].row + 1 == 133);
  CHECK(lwt.rows[4].change == doctest::Approx(-0.00113313368189).epsilon(1e-10));
  REQUIRE(lwt.carrying.size() == 2);
  CHECK(from_one(lwt.carrying[0].rows) ==
        std::vector<Index>{68, 152, 41, 135, 142, 145, 151, 185, 72, 170, 29, 180, 168, 169, 137});
  CHECK(lwt.carrying[0].without.estimate == doctest::Approx(0.000750721633254).epsilon(1e-9));
  CHECK(lwt.carrying[0].share == 15.0 / 189.0);
  CHECK(from_one(lwt.carrying[1].rows) == std::vector<Index>{68});
  CHECK(lwt.carrying[1].without.std_error == doctest::Approx(0.00662898686787).epsilon(1e-10));
  CHECK(lwt.carrying[1].without.p_value == doctest::Approx(0.07001713310498).epsilon(1e-10));
}

TEST_CASE("an odds ratio is compared with 1") {
  const AnswerInfluence ratio = of_lbw("low ~ lwt + race + smoke", {.answer = "exp(smoke) = 1"});
  CHECK(ratio.null == 1.0);
  CHECK(ratio.estimate.std_error == doctest::Approx(1.0919156077).epsilon(1e-9));
  CHECK(ratio.rows[0].row + 1 == 155);
  CHECK(ratio.rows[0].change == doctest::Approx(0.251014258447).epsilon(1e-10));
  CHECK(from_one(ratio.carrying[0].rows) == std::vector<Index>{156, 133, 171, 131, 183, 184, 187,
                                                               140, 148, 146, 160, 176, 17, 158,
                                                               177, 189, 172});
  CHECK(ratio.carrying[0].without.estimate == doctest::Approx(0.975909899236).epsilon(1e-10));
}

TEST_CASE("rows are counted one by one where more of them would leave separated data") {
  const AnswerInfluence black = of_lbw("low ~ lwt + race + smoke", {.answer = "race[black]"});
  CHECK(from_one(black.carrying[0].rows) ==
        std::vector<Index>{188, 159, 138, 180, 147, 133, 171, 172});
  CHECK(black.carrying[0].without.estimate == doctest::Approx(-0.1744).epsilon(1e-3));
  CHECK(black.carrying[0].without.std_error == doctest::Approx(0.7143).epsilon(1e-4));
}

TEST_CASE("rows that make an answer significant are found, too") {
  const AnswerInfluence age = of_lbw("low ~ age + lwt + race + smoke", {.answer = "age"});
  CHECK(age.estimate.p_value > 0.05);
  CHECK(from_one(age.carrying[0].rows) == std::vector<Index>{33, 170, 174});
  CHECK(from_one(age.carrying[1].rows) ==
        std::vector<Index>{133, 141, 169, 132, 176, 159, 185, 86});
  // R's errors are those of its last iteration but one, and right to eight digits.
  CHECK(age.carrying[1].without.p_value == doctest::Approx(0.0378859718979).epsilon(1e-7));
}

TEST_CASE("an average effect rests on rows by its coefficients and by its rows") {
  const AnswerInfluence age =
      of_lbw("low ~ age + lwt + race + smoke", {.answer = "age", .of = AnswerOf::effects});
  CHECK(age.estimate.estimate == doctest::Approx(-0.00434126865274).epsilon(1e-11));
  CHECK(age.estimate.std_error == doctest::Approx(0.00656889375488).epsilon(1e-11));
  CHECK(age.rows[0].row + 1 == 33);
  CHECK(age.rows[0].change == doctest::Approx(0.00185766151478).epsilon(1e-10));
  CHECK(age.rows[1].change == doctest::Approx(-0.00152997412385).epsilon(1e-10));
  CHECK(from_one(age.carrying[0].rows) == std::vector<Index>{33, 170, 144});
  CHECK(age.carrying[0].without.estimate == doctest::Approx(0.000609161988824).epsilon(1e-9));
  CHECK(age.carrying[0].without.std_error == doctest::Approx(0.006684294468393).epsilon(1e-10));
  CHECK(from_one(age.carrying[1].rows) == std::vector<Index>{133, 141, 169, 132, 176, 159, 185});
  CHECK(age.carrying[1].without.p_value == doctest::Approx(0.04282115120152).epsilon(1e-9));
}

// Fits of R: z = 2.03 without the first 100 rows, 1.43 without the first 110.
TEST_CASE("an effect loses its significance before it changes its sign") {
  const auto table = open_dataset("mroz.csv");
  const Fit fitted =
      fit(*table, parse_formula("inlf ~ nwifeinc + educ + exper + I(exper^2) + age + "
                                "kidslt6 + kidsge6"));
  const AnswerInfluence exper =
      answer_influence(fitted, *table, {.answer = "exper", .of = AnswerOf::effects, .shown = 0});
  CHECK(exper.carrying[1].rows.size() > 100);
  CHECK(exper.carrying[1].rows.size() < 110);
  CHECK(exper.carrying[1].without.statistic < 1.96);
  CHECK(exper.carrying[0].rows.size() > exper.carrying[1].rows.size());
}

TEST_CASE("the change of one step is the score in the direction of the answer") {
  const EffectStudy study = test::effect_study();
  const MemoryTable table = study.table();
  for (const Link link : {Link::logit, Link::probit}) {
    FitOptions options;
    options.frequency_weights = "w";
    options.link = link;
    const Fit fitted = fit(table, parse_formula("y ~ z + b"), options);
    const AnswerInfluence found =
        answer_influence(fitted, table, {.answer = "z - b", .shown = 1000});
    REQUIRE(found.rows.size() == study.rows());
    const Matrix covariance = as_eigen(fitted.covariance());
    const Vector direction = covariance.col(1) - covariance.col(2);
    row_scores(fitted, table, {}, [&](std::span<const RowScore> rows) {
      for (const RowScore& row : rows) {
        const auto one = std::ranges::find(found.rows, row.row, &AnswerRow::row);
        REQUIRE(one != found.rows.end());
        const double pull = row.copies * direction.dot(as_eigen(row.score));
        const double step = -pull / (1.0 - row.copies * row.leverage);
        CHECK(one->change == doctest::Approx(step).epsilon(1e-9));
      }
    });
  }
}

TEST_CASE("what cannot be searched for has a reason") {
  const auto table = open_dataset("lbw.csv");
  const Formula formula = parse_formula("low ~ lwt + smoke");
  FitOptions robust;
  robust.variance = Variance::hc1;
  const AnswerInfluence found =
      answer_influence(fit(*table, formula, robust), *table, {.answer = "lwt"});
  CHECK_FALSE(found.carrying[0].rows.empty());
  CHECK(std::isnan(found.carrying[0].without.std_error));
  CHECK(found.carrying[1].rows.empty());
  CHECK(found.carrying[1].reason == "the variance hc1 is not that of the model");

  FitOptions firth;
  firth.method = Method::firth;
  const Error refused =
      error_of([&] { answer_influence(fit(*table, formula, firth), *table, {.answer = "lwt"}); });
  CHECK(refused.kind() == ErrorKind::usage);
  CHECK(error_of([&] { answer_influence(fit(*table, formula), *table, {.answer = "smoke > 0"}); })
            .text()
            .what == "\"smoke > 0\" is one-sided: an answer is compared by =");
  CHECK(error_of(
            [&] { answer_influence(fit(*table, formula), *table, {.answer = "lwt", .shown = -1}); })
            .text()
            .what == "shown = -1 is out of range: it must be from 0 to 1000");
}

TEST_CASE("the same rows for any number of threads and processes") {
  const EffectStudy study = test::effect_study(30'000);
  const MemoryTable table = study.table();
  const Fit fitted = fit(table, parse_formula("y ~ x + z + b"));
  const auto json_with = [&](const Execution& execution) {
    const AnswerInfluence found = answer_influence(fitted, table, {.answer = "b"}, execution);
    std::ostringstream text;
    render(report(found, fitted), Format::json, {}, text);
    return text.str();
  };
  const std::string one = json_with(test::with_threads(1));
  CHECK(json_with(test::with_threads(3)) == one);
  const auto of_ranks = test::results_of_ranks(3, [&](Communicator& processes) {
    return json_with({.threads = 1, .progress = {}, .processes = &processes});
  });
  for (const std::string& rank : of_ranks) CHECK(rank == one);
}

}  // namespace
}  // namespace odds
