// Reference values: tools/certify_validation.py, of 100 digits.
#include "support/dataset.hpp"
#include "support/error_of.hpp"
#include "validate/folds.hpp"

#include <odds/memory_table.hpp>
#include <odds/validate.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <vector>

namespace odds {
namespace {

using test::error_of;
using test::open_dataset;

struct CertifiedIndex {
  const char* data;
  const char* formula;
  bool by_folds;
  Index count;
  Index repeats;
  std::uint64_t seed;
  const char* name;
  double apparent;
  double corrected;
  double std_error;
};

const std::vector<CertifiedIndex> kCertifiedIndices = {
#include "validate/validation_values.inc"
};

Fit fit_of(const Table& table, const char* formula, const FitOptions& options = {}) {
  return fit(table, parse_formula(formula), options);
}

Validation validation_of(const CertifiedIndex& certified) {
  const auto table = open_dataset(certified.data);
  const Fit fit = fit_of(*table, certified.formula);
  if (certified.by_folds) {
    return cross_validate(
        fit, *table,
        {.folds = certified.count, .repeats = certified.repeats, .seed = certified.seed});
  }
  return estimate_optimism(fit, *table, {.resamples = certified.count, .seed = certified.seed});
}

TEST_CASE("cross-validated and corrected indices have their certified values") {
  for (const CertifiedIndex& certified : kCertifiedIndices) {
    CAPTURE(certified.data);
    CAPTURE(certified.count);
    CAPTURE(certified.name);
    const Validation validation = validation_of(certified);
    const auto found = std::ranges::find_if(validation.indices, [&](const ValidatedIndex& index) {
      return std::string(index.name) == certified.name;
    });
    REQUIRE(found != validation.indices.end());
    CHECK(found->apparent == doctest::Approx(certified.apparent).epsilon(1e-10));
    CHECK(found->corrected == doctest::Approx(certified.corrected).epsilon(1e-9));
    if (std::isnan(certified.std_error)) {
      CHECK(std::isnan(found->std_error));
    } else {
      CHECK(found->std_error == doctest::Approx(certified.std_error).epsilon(1e-9));
    }
  }
}

TEST_CASE("folds are even in each outcome, and others with another seed or repeat") {
  const auto table = open_dataset("lbw.csv");
  const Fit births = fit_of(*table, "low ~ age");
  const Validation first = cross_validate(births, *table, {.folds = 7, .repeats = 2});
  CHECK(first.tested.size() == 14);
  CHECK(first.tested[0] != first.tested[7]);
  const Validation second = cross_validate(births, *table, {.folds = 7, .seed = 2});
  CHECK(first.tested[0] != second.tested[0]);
}

TEST_CASE("validations do not depend on threads and memory") {
  const auto table = open_dataset("mroz.csv");
  const Fit work = fit_of(*table, "inlf ~ age + educ + kidslt6");
  const Validation one = cross_validate(work, *table, {}, {.threads = 1, .progress = {}});
  const Validation boot =
      estimate_optimism(work, *table, {.resamples = 20}, {.threads = 1, .progress = {}});
  for (const int threads : {2, 5}) {
    const Execution other{.threads = threads, .memory = Index{1} << 20, .progress = {}};
    CHECK(cross_validate(work, *table, {}, other).tested == one.tested);
    CHECK(estimate_optimism(work, *table, {.resamples = 20}, other).tested == boot.tested);
  }
}

TEST_CASE("a frequency of three is no row three times, but the apparent indices are the same") {
  MemoryTable once;
  once.add("y", std::vector<double>{0, 1, 0, 1, 1, 0, 1, 0});
  once.add("x", std::vector<double>{1, 2, 3, 4, 5, 6, 7, 2});
  once.add("w", std::vector<double>{1, 3, 2, 1, 2, 1, 1, 3});
  MemoryTable replicated;
  std::vector<double> y, x;
  const std::vector<double> frequencies{1, 3, 2, 1, 2, 1, 1, 3};
  const std::vector<double> ys{0, 1, 0, 1, 1, 0, 1, 0};
  const std::vector<double> xs{1, 2, 3, 4, 5, 6, 7, 2};
  for (std::size_t i = 0; i < ys.size(); ++i) {
    y.insert(y.end(), static_cast<std::size_t>(frequencies[i]), ys[i]);
    x.insert(x.end(), static_cast<std::size_t>(frequencies[i]), xs[i]);
  }
  replicated.add("y", y);
  replicated.add("x", x);
  FitOptions by_frequency;
  by_frequency.frequency_weights = "w";
  const Fit weighted = fit_of(once, "y ~ x", by_frequency);
  const Fit longer = fit_of(replicated, "y ~ x");
  const OptimismOptions two{.resamples = 2};
  const Validation a = estimate_optimism(weighted, once, two);
  const Validation b = estimate_optimism(longer, replicated, two);
  for (std::size_t i = 0; i < a.indices.size(); ++i) {
    CHECK(a.indices[i].apparent == doctest::Approx(b.indices[i].apparent).epsilon(1e-12));
  }
}

TEST_CASE("clusters stay whole, and a fit of clusters is told of folds that divide them") {
  const auto table = open_dataset("ohio.csv");
  FitOptions options;
  options.variance = parse_variance("cluster:id");
  const Fit wheeze = fit_of(*table, "resp ~ age + smoke", options);
  const Validation rows = cross_validate(wheeze, *table, {});
  REQUIRE(rows.notes.size() == 1);
  CHECK(rows.notes[0].code == "N221");
  const Validation whole = cross_validate(wheeze, *table, {.clusters = "id"});
  CHECK(whole.notes.empty());
  CHECK(whole.tested != rows.tested);
}

TEST_CASE("separated parts are counted, left out and told") {
  // Of the events only row 3 lies among the non-events: the fold with it leaves separated rows.
  MemoryTable table;
  table.add("y", std::vector<double>{0, 0, 1, 0, 0, 1, 1, 1});
  table.add("x", std::vector<double>{1, 2, 2.5, 3, 4, 5, 6, 7});
  const Validation validation = cross_validate(fit_of(table, "y ~ x"), table, {.folds = 4});
  CHECK(validation.left_out == 1);
  REQUIRE(validation.notes.size() == 1);
  CHECK(validation.notes[0].code == "N220");
}

TEST_CASE("what makes no sense is refused") {
  const auto table = open_dataset("lbw.csv");
  const Fit births = fit_of(*table, "low ~ age");
  const auto refusal = [&](const Fit& fit, const CrossValidationOptions& options) {
    return error_of([&] { cross_validate(fit, *table, options); }).text().what;
  };
  CHECK(refusal(births, {.folds = 1}) == "folds = 1: it must be a whole number from 2 on");
  CHECK(refusal(births, {.folds = 60}) == "60 folds need as many events: there are 59");
  FitOptions firth;
  firth.method = Method::firth;
  CHECK(refusal(fit_of(*table, "low ~ age", firth), {}).starts_with("cross-validation fits by"));
}

}  // namespace
}  // namespace odds
