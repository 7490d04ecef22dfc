// Published fits of economists' data. Unless a source is named, figures were recomputed with R's
// glm at full convergence, `glm.control(epsilon = 1e-14)`.
#include "published/published.hpp"
#include "support/dataset.hpp"

#include <odds/memory_table.hpp>
#include <odds/predict.hpp>

#include <string>
#include <utility>
#include <vector>

namespace odds {
namespace {

using test::check_coefficients;
using test::check_margins;
using test::fit_dataset;
using test::open_dataset;
using test::Printed;

const std::vector<std::string> kMrozInputs = {"nwifeinc", "educ",    "exper",
                                              "age",      "kidslt6", "kidsge6"};

Fit fit_mroz() {
  return fit_dataset("mroz.csv",
                     "inlf ~ nwifeinc + educ + exper + I(exper^2) + age + kidslt6 + kidsge6");
}

// The inputs of every woman, with `children` children under 6.
MemoryTable mroz_with(double children) {
  std::vector<ColumnRequest> requests;
  for (const std::string& name : kMrozInputs) requests.push_back({name, Expect::number});
  const auto source = open_dataset("mroz.csv")->scan(requests);
  ColumnBlock block;
  source->read(0, source->rows(), block);
  MemoryTable table;
  for (std::size_t c = 0; c < kMrozInputs.size(); ++c) {
    std::vector<double> values(block.cells[c].numbers.begin(), block.cells[c].numbers.end());
    if (kMrozInputs[c] == "kidslt6") values.assign(values.size(), children);
    table.add(kMrozInputs[c], std::move(values));
  }
  return table;
}

double mean_probability(const Fit& fit, const Table& table) {
  double sum = 0.0;
  const std::vector<Prediction> predictions = predict(fit, table);
  for (const Prediction& prediction : predictions) sum += prediction.probability;
  return sum / static_cast<double>(predictions.size());
}

// Greene, Econometric Analysis: estimates. Standard errors: Stata 11, in the tests of statsmodels.
// Stata read GPA in single precision, so its longer prints are wrong from the 8th digit on, and the
// standard error of the constant from the 7th: .931325 instead of .931324.
TEST_CASE("Spector and Mazzeo (1980): coefficients") {
  const Fit fit = fit_dataset("spector.csv", "GRADE ~ GPA + TUCE + PSI");
  check_coefficients(fit, {{"(Intercept)", "-13.021", "4.93132"},
                           {"GPA", "2.826", "1.262941"},
                           {"TUCE", "0.095", ".1415542"},
                           {"PSI", "2.379", "1.064564"}});
  check_coefficients(fit, {{"(Intercept)", "-13.02135"},
                           {"GPA", "2.826113"},
                           {"TUCE", ".0951577"},
                           {"PSI", "2.378688"}});
  CHECK(fit.goodness().log_likelihood == Printed("-12.88963"));
}

// GPA: Stata prints .36258084, exactly it is .36258083.
TEST_CASE("Spector and Mazzeo (1980): average marginal effects, to seven digits") {
  const Fit fit = fit_dataset("spector.csv", "GRADE ~ GPA + TUCE + PSI");
  check_margins(margins(fit, *open_dataset("spector.csv")),
                {{"GPA", ".3625808", ".1094412"},
                 {"TUCE", ".0122084", ".0177942"},
                 {"PSI", ".3575152", ".1420034", "1 - 0"}});
}

// GPA: Stata prints .53385886, exactly it is .53385882: six digits are above suspicion.
TEST_CASE("Spector and Mazzeo (1980): effects at the means are those of one average student") {
  const Fit fit = fit_dataset("spector.csv", "GRADE ~ GPA + TUCE + PSI");
  MemoryTable average;  // sums of the 32 rows, exact in decimals
  average.add("GPA", std::vector<double>{99.75 / 32})
      .add("TUCE", std::vector<double>{702.0 / 32})
      .add("PSI", std::vector<double>{14.0 / 32});
  check_margins(margins(fit, average), {{"GPA", ".533859", ".237038"},
                                        {"TUCE", ".017975", ".0262369"},
                                        {"PSI", ".456498", ".1810537", "1 - 0"}});
}

// Wooldridge, Introductory Econometrics, chapter 17, with more digits from R.
TEST_CASE("Mroz (1987), labour-force participation: coefficients and goodness of fit") {
  const Fit fit = fit_mroz();
  check_coefficients(fit, {{"(Intercept)", ".425452", ".860370"},
                           {"nwifeinc", "-.021345", ".008421"},
                           {"educ", ".221170", ".043440"},
                           {"exper", ".205870", ".032057"},
                           {"I(exper^2)", "-.003154", ".001016"},
                           {"age", "-.088024", ".014573"},
                           {"kidslt6", "-1.443354", ".203585"},
                           {"kidsge6", ".060112", ".074790"}});
  CHECK(fit.goodness().log_likelihood == Printed("-401.76515"));
  CHECK(fit.goodness().mcfadden == Printed(".2197"));
}

// exper enters twice and has one effect; programs that differentiate design columns print .03676.
TEST_CASE("Mroz (1987): average partial effects") {
  check_margins(margins(fit_mroz(), *open_dataset("mroz.csv")),
                {{"nwifeinc", "-.0038118", ".0014824"},
                 {"educ", ".0394965", ".0072947"},
                 {"exper", ".0254254", ".0022364"},
                 {"age", "-.0157194", ".0023808"},
                 {"kidslt6", "-.2577537", ".0319416"},
                 {"kidsge6", ".0107348", ".0133330"}});
}

TEST_CASE("Mroz (1987): the first child under 6 costs more than the second") {
  const Fit fit = fit_mroz();
  const double none = mean_probability(fit, mroz_with(0));
  const double one = mean_probability(fit, mroz_with(1));
  const double two = mean_probability(fit, mroz_with(2));
  CHECK(one - none == Printed("-.2697446"));
  CHECK(two - one == Printed("-.2155962"));
}

TEST_CASE("Mroz (1987): the share of women classified correctly") {
  double correct = 0.0;
  const auto table = open_dataset("mroz.csv");
  const auto predictions = predict(fit_mroz(), *table, {.keep = {"inlf"}});
  for (const Prediction& prediction : predictions) {
    if ((prediction.probability >= 0.5) == (prediction.kept.front() == "1")) correct += 1.0;
  }
  CHECK(100.0 * correct / static_cast<double>(predictions.size()) == Printed("73.6"));
}

// The standard errors in circulation, rating .090906 and yearsmarried .032214, belong to the
// iteration before the last of R's glm with its default tolerance; these are at the maximum.
TEST_CASE("Fair (1978), extramarital affairs") {
  const Fit fit = fit_dataset("affairs.csv",
                              "affair ~ gender + age + yearsmarried + children + religiousness + "
                              "education + occupation + rating");
  check_coefficients(fit, {{"rating", "-.468454", ".0909068"},
                           {"religiousness", "-.324721", ".0897544"},
                           {"yearsmarried", ".094773", ".0322146"},
                           {"age", "-.044255", ".0182482"}});
  CHECK(fit.goodness().deviance == Printed("609.5104"));
}

}  // namespace
}  // namespace odds
