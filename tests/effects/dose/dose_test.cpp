#include "base/special_values.hpp"
#include "support/dataset.hpp"
#include "support/error_of.hpp"
#include "support/options.hpp"
#include "support/random_data.hpp"
#include "support/table.hpp"

#include <odds/dose.hpp>
#include <odds/error.hpp>
#include <odds/memory_table.hpp>
#include <odds/model_file.hpp>

#include <Eigen/Cholesky>
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

namespace odds {
namespace {

using test::csv;
using test::error_of;
using test::with;

/// Doses of two kinds on subjects of different size.
struct Trial {
  std::vector<double> y, dose, size, w, o;
  std::vector<std::string> kind;

  MemoryTable table() const {
    MemoryTable result;
    result.add("y", y).add("dose", dose).add("size", size).add("w", w).add("o", o);
    result.add("kind", kind);
    return result;
  }
};

Trial random_trial(int rows = 160) {
  test::Random random(2024);
  Trial trial;
  for (int i = 0; i < rows; ++i) {
    trial.dose.push_back(std::exp2(random.whole(0, 5)) * (0.8 + 0.4 * random.uniform()));
    trial.size.push_back(10.0 + random.normal());
    trial.w.push_back(random.whole(1, 3));
    trial.o.push_back(0.3 * random.normal());
    trial.kind.push_back(std::string(1, static_cast<char>('a' + random.whole(0, 1))));
    const double eta = 1.1 * std::log(trial.dose.back() / 5.0) + 0.4 * (trial.size.back() - 10.0) -
                       (trial.kind.back() == "b" ? 0.7 : 0.0);
    trial.y.push_back(random.uniform() < 1.0 / (1.0 + std::exp(-eta)) ? 1.0 : 0.0);
  }
  return trial;
}

DoseOptions at(std::vector<double> percents, std::vector<DoseInterval> intervals = {}) {
  DoseOptions options;
  options.percents = std::move(percents);
  options.intervals = std::move(intervals);
  return options;
}

/// Of a random trial.
DoseOptions dose_at(std::vector<double> percents, std::vector<DoseInterval> intervals = {}) {
  DoseOptions options = at(std::move(percents), std::move(intervals));
  options.variable = "dose";
  return options;
}

const std::vector<double> kThree = {10.0, 50.0, 90.0};

Dose doses(const Table& table, const std::string& formula, const DoseOptions& options = {},
           const FitOptions& fit_options = {}) {
  return dose(fit(table, parse_formula(formula), fit_options), table, options);
}

const ConfidenceSet& limits(const DoseEstimate& row, DoseInterval method) {
  for (const DoseLimits& candidate : row.limits) {
    if (candidate.method == method) return candidate.measure;
  }
  throw std::logic_error("no such limits");
}

/// A log-likelihood of 0/1 rows, maximised by Newton's method without any refinement, in extended
/// precision: the slow reference for profiles.
class PlainLikelihood {
 public:
  using Wide = long double;
  using WideVector = Eigen::Vector<Wide, Eigen::Dynamic>;
  using WideMatrix = Eigen::Matrix<Wide, Eigen::Dynamic, Eigen::Dynamic>;

  PlainLikelihood(Matrix x, Vector y, Vector w) : x_(x.cast<Wide>()), y_(y), w_(w) {}

  Wide maximum(const WideVector& offset) const {
    WideVector beta = WideVector::Zero(x_.cols());
    for (int iteration = 0; iteration < 200; ++iteration) {
      WideVector score = WideVector::Zero(x_.cols());
      WideMatrix information = WideMatrix::Zero(x_.cols(), x_.cols());
      for (Index i = 0; i < x_.rows(); ++i) {
        const WideVector row = x_.row(i).transpose();
        const Wide p = 1 / (1 + std::exp(-(offset[i] + row.dot(beta))));
        score += w_[i] * (y_[i] - p) * row;
        information += w_[i] * p * (1 - p) * row * row.transpose();
      }
      WideVector step = information.ldlt().solve(score);
      Wide share = 1;
      while (share > 1e-6L &&
             value(offset + x_ * (beta + share * step)) < value(offset + x_ * beta)) {
        share /= 2;
      }
      beta += share * step;
      if (step.norm() < 1e-16L) break;
    }
    return value(offset + x_ * beta);
  }

  Wide value(const WideVector& eta) const {
    Wide sum = 0;
    for (Index i = 0; i < eta.size(); ++i) {
      sum += w_[i] *
             (y_[i] * eta[i] - std::max<Wide>(eta[i], 0) - std::log1p(std::exp(-std::abs(eta[i]))));
    }
    return sum;
  }

  Index rows() const { return x_.rows(); }

 private:
  WideMatrix x_;
  Vector y_, w_;
};

/// 2 [max l - max l under P(dose) = p] of `y ~ dose + others`: given the constraint, the intercept
/// is L - slope m - others at their values, so that the columns are dose - m and others - values.
struct ReferenceProfile {
  Vector dose;
  Matrix others;  ///< less the values at which the curve is looked at
  Vector y, w;
  double logit = 0.0;

  long double deviance(double m) const {
    Matrix all(dose.size(), 2 + others.cols());
    all << Vector::Ones(dose.size()), dose, others;
    Matrix constrained(dose.size(), 1 + others.cols());
    constrained << dose.array() - m, others;
    const PlainLikelihood free(all, y, w);
    const PlainLikelihood bound(constrained, y, w);
    const auto none = PlainLikelihood::WideVector::Zero(dose.size());
    const auto target = PlainLikelihood::WideVector::Constant(dose.size(), logit);
    return 2 * (free.maximum(none) - bound.maximum(target));
  }
};

Vector as_vector(const std::vector<double>& values) {
  return Eigen::Map<const Vector>(values.data(), static_cast<Index>(values.size()));
}

/// 1.95996398454005...^2
constexpr double kCut = 3.841458820694124;

}  // namespace

TEST_CASE("at the ends of a profile set the constrained maximum has lost as much as it may") {
  const Trial trial = random_trial();
  const MemoryTable table = trial.table();
  const Dose result = doses(table, "y ~ log(dose) + size", dose_at({10, 50, 90}),
                            with(&FitOptions::frequency_weights, "w"));
  const double mean_size = as_vector(trial.size).mean();
  for (const DoseEstimate& row : result.estimates) {
    CAPTURE(row.percent);
    const double p = row.percent / 100.0;
    const ReferenceProfile reference{.dose = as_vector(trial.dose).array().log(),
                                     .others = as_vector(trial.size).array() - mean_size,
                                     .y = as_vector(trial.y),
                                     .w = as_vector(trial.w),
                                     .logit = std::log(p / (1.0 - p))};
    const ConfidenceSet& set = limits(row, DoseInterval::profile);
    REQUIRE(set.size() == 1);
    CHECK(std::abs(static_cast<double>(reference.deviance(row.estimate))) < 1e-10);
    // The log-likelihood, about -130, is good to 1e-13.
    CHECK(static_cast<double>(reference.deviance(set.front().low)) ==
          doctest::Approx(kCut).epsilon(1e-11));
    CHECK(static_cast<double>(reference.deviance(set.front().high)) ==
          doctest::Approx(kCut).epsilon(1e-11));
  }
}

TEST_CASE(
    "a profile set without a determined slope is the complement of an interval, or everything") {
  // One row more or less against the trend turns the one into the other.
  const std::string rows = "x,y\n1,0\n2,1\n3,0\n4,1\n5,1\n6,0\n7,1\n8,1\n9,1\n10,1\n";
  const auto table = csv(rows);
  const Dose result = doses(*table, "y ~ x", at({20, 50, 80}));
  CHECK(result.curves.front().g > 1.0);
  int complements = 0;
  int everything = 0;
  const Vector dose = Vector::LinSpaced(10, 1.0, 10.0);
  const Vector y{{0, 1, 0, 1, 1, 0, 1, 1, 1, 1}};
  for (const DoseEstimate& row : result.estimates) {
    CAPTURE(row.percent);
    const double p = row.percent / 100.0;
    const ReferenceProfile reference{.dose = dose,
                                     .others = Matrix(10, 0),
                                     .y = y,
                                     .w = Vector::Ones(10),
                                     .logit = std::log(p / (1.0 - p))};
    const ConfidenceSet& set = limits(row, DoseInterval::profile);
    const auto contains = [&](double m) {
      return std::ranges::any_of(
          set, [&](const ConfidenceRange& range) { return range.low <= m && m <= range.high; });
    };
    for (double m = -60.0; m < 80.0; m += 1.7) {
      CAPTURE(m);
      CHECK(contains(m) == (static_cast<double>(reference.deviance(m)) <= kCut));
    }
    for (const double end : {set.front().high, set.back().low}) {
      if (!std::isfinite(end)) continue;
      CHECK(static_cast<double>(reference.deviance(end)) == doctest::Approx(kCut).epsilon(1e-10));
    }
    CHECK(set.front().low == -kInfinity);
    CHECK(set.back().high == kInfinity);
    ++(set.size() == 2 ? complements : everything);
  }
  CHECK(complements > 0);
  CHECK(everything > 0);
  CHECK(result.notes.front().code == "N063");
}

TEST_CASE("standard errors are those of the derivative of the dose") {
  const MemoryTable table = random_trial().table();
  const Fit fitted = fit(table, parse_formula("y ~ log(dose)"));
  const Dose result = dose(fitted, dose_at({30}));
  const double a = fitted.coefficients()[0];
  const double b = fitted.coefficients()[1];
  const double logit = std::log(0.3 / 0.7);
  const double x = (logit - a) / b;
  const Vector gradient{{-1.0 / b, -x / b}};
  CHECK(result.estimates.front().estimate == doctest::Approx(x).epsilon(1e-13));
  CHECK(result.estimates.front().std_error ==
        doctest::Approx(std::sqrt(gradient.dot(as_eigen(fitted.covariance()) * gradient)))
            .epsilon(1e-12));
  CHECK(result.estimates.front().dose == doctest::Approx(std::exp(x)).epsilon(1e-13));
}

namespace {

void check_same_doses(const Dose& one, const Dose& other, double factor = 1.0) {
  REQUIRE(one.estimates.size() == other.estimates.size());
  const auto same = [](double a, double b) {
    if (std::isfinite(a) || std::isfinite(b)) CHECK(a == doctest::Approx(b).epsilon(1e-9));
  };
  for (std::size_t i = 0; i < one.estimates.size(); ++i) {
    same(one.estimates[i].dose, factor * other.estimates[i].dose);
    for (std::size_t k = 0; k < one.estimates[i].limits.size(); ++k) {
      const ConfidenceSet& a = one.estimates[i].limits[k].dose;
      const ConfidenceSet& b = other.estimates[i].limits[k].dose;
      REQUIRE(a.size() == b.size());
      for (std::size_t part = 0; part < a.size(); ++part) {
        same(a[part].low, factor * b[part].low);
        same(a[part].high, factor * b[part].high);
      }
    }
  }
}

}  // namespace

TEST_CASE("doses and limits do not depend on centre, scale, base of the logarithm or units") {
  Trial trial = random_trial();
  const MemoryTable table = trial.table();
  const Dose plain = doses(table, "y ~ log(dose)*kind + size", dose_at(kThree));
  for (const std::string formula :
       {"y ~ log10(dose)*kind + size", "y ~ scale(log(dose))*kind + scale(size)",
        "y ~ I(3-log2(dose)/7)*kind + center(size)", "y ~ 0 + kind + kind:log(dose) + size",
        "y ~ log(dose)*C(kind, base='b') + size"}) {
    CAPTURE(formula);
    check_same_doses(plain, doses(table, formula, dose_at(kThree)));
  }
  for (double& value : trial.dose) value *= 1000.0;
  check_same_doses(doses(trial.table(), "y ~ log(dose)*kind + size", dose_at(kThree)), plain,
                   1000.0);
}

TEST_CASE("a dose far from 0 costs no digits") {
  Trial trial = random_trial();
  const Dose plain = doses(trial.table(), "y ~ dose", dose_at({50}));
  for (double& value : trial.dose) value += 1e6;
  const Dose far = doses(trial.table(), "y ~ dose", dose_at({50}));
  CHECK(far.estimates.front().estimate - 1e6 ==
        doctest::Approx(plain.estimates.front().estimate).epsilon(1e-8));
  CHECK(far.estimates.front().std_error ==
        doctest::Approx(plain.estimates.front().std_error).epsilon(1e-8));
  CHECK(limits(far.estimates.front(), DoseInterval::profile).front().low - 1e6 ==
        doctest::Approx(limits(plain.estimates.front(), DoseInterval::profile).front().low)
            .epsilon(1e-7));
}

TEST_CASE("a curve is that of a model fitted to its rows alone, if nothing is shared") {
  const Trial trial = random_trial();
  const MemoryTable table = trial.table();
  const Dose both = doses(table, "y ~ kind*log(dose)", dose_at({50}));
  for (std::size_t c = 0; c < 2; ++c) {
    const Dose one = doses(table, "y ~ log(dose)", dose_at({50}),
                           with(&FitOptions::where, c == 0 ? "kind == 'a'" : "kind == 'b'"));
    CHECK(both.estimates[c].estimate == doctest::Approx(one.estimates[0].estimate).epsilon(1e-11));
    CHECK(both.estimates[c].std_error ==
          doctest::Approx(one.estimates[0].std_error).epsilon(1e-11));
    for (const DoseInterval method : {DoseInterval::fieller, DoseInterval::profile}) {
      const ConfidenceRange together = limits(both.estimates[c], method).front();
      const ConfidenceRange alone = limits(one.estimates[0], method).front();
      CHECK(together.low == doctest::Approx(alone.low).epsilon(1e-10));
      CHECK(together.high == doctest::Approx(alone.high).epsilon(1e-10));
    }
  }
  CHECK(both.comparisons.size() == 1);
  const DoseComparison& row = both.comparisons.front();
  CHECK(row.curve == "kind = b");
  CHECK(row.other == "kind = a");
  CHECK(row.std_error ==
        doctest::Approx(std::hypot(both.estimates[0].std_error, both.estimates[1].std_error))
            .epsilon(1e-11));
  CHECK(row.ratio == doctest::Approx(std::exp(row.estimate)).epsilon(1e-14));
  CHECK(row.ratio_high == doctest::Approx(std::exp(row.conf_high)).epsilon(1e-14));
}

TEST_CASE("a potency is the ratio of doses of parallel curves, with limits by Fieller's theorem") {
  const MemoryTable table = random_trial().table();
  DoseOptions options = dose_at({25, 75});
  options.potency = true;
  const Dose result = doses(table, "y ~ kind + log(dose)", options);
  REQUIRE(result.potencies.size() == 1);
  const DosePotency& row = result.potencies.front();
  CHECK(row.potency ==
        doctest::Approx(result.estimates[0].dose / result.estimates[2].dose).epsilon(1e-12));
  CHECK(row.potency ==
        doctest::Approx(result.estimates[1].dose / result.estimates[3].dose).epsilon(1e-12));
  CHECK(row.std_error == doctest::Approx(result.comparisons.front().std_error).epsilon(1e-11));
  REQUIRE(row.limits.size() == 1);
  CHECK(row.limits.front().low < row.potency);
  CHECK(row.limits.front().high > row.potency);
}

TEST_CASE("potencies are relative to the base that the formula names") {
  const MemoryTable table = random_trial().table();
  DoseOptions options = dose_at({50});
  options.potency = true;
  const DosePotency first = doses(table, "y ~ kind + log(dose)", options).potencies.front();
  const DosePotency other =
      doses(table, "y ~ C(kind, base=b) + log(dose)", options).potencies.front();
  CHECK(first.reference == "kind = a");
  CHECK(other.reference == "kind = b");
  CHECK(other.potency == doctest::Approx(1.0 / first.potency).epsilon(1e-12));
}

TEST_CASE("the test of parallel curves compares the two fits, whichever is the model") {
  const MemoryTable table = random_trial().table();
  const Fit narrow = fit(table, parse_formula("y ~ kind + log(dose)"));
  const Fit wide = fit(table, parse_formula("y ~ kind*log(dose)"));
  const double expected = 2.0 * (wide.maximum().value - narrow.maximum().value);
  const ParallelTest from_wide = dose(wide, table).parallel;
  const ParallelTest from_narrow = dose(narrow, table).parallel;
  for (const ParallelTest& test : {from_wide, from_narrow}) {
    CHECK(test.kind == ParallelTest::Kind::likelihood_ratio);
    CHECK(test.statistic == doctest::Approx(expected).epsilon(1e-9));
    CHECK(test.degrees == 1);
  }
  CHECK(from_wide.own_slopes);
  CHECK_FALSE(from_narrow.own_slopes);
  const ParallelTest wald = dose(wide).parallel;
  CHECK(wald.kind == ParallelTest::Kind::wald);
  const Index last = as_eigen(wide.coefficients()).size() - 1;
  CHECK(wald.statistic ==
        doctest::Approx(
            std::pow(as_eigen(wide.coefficients())[last] / as_eigen(wide.std_errors())[last], 2))
            .epsilon(1e-10));
  CHECK(dose(narrow).parallel.kind == ParallelTest::Kind::none);
}

TEST_CASE("a therapeutic index is the ratio of two doses") {
  const MemoryTable table = random_trial().table();
  DoseOptions options = dose_at({1, 99});
  options.ratios = {{{"b", 1.0}, {"kind = a", 99.0}}};
  const Dose result = doses(table, "y ~ kind*log(dose)", options);
  REQUIRE(result.ratios.size() == 1);
  const DoseRatioEstimate& row = result.ratios.front();
  CHECK(row.above.curve == "kind = b");
  CHECK(row.ratio ==
        doctest::Approx(result.estimates[2].dose / result.estimates[1].dose).epsilon(1e-12));
  CHECK(row.ratio_low * row.ratio_high == doctest::Approx(row.ratio * row.ratio).epsilon(1e-12));
}

TEST_CASE("other variables are at their means, at given values, or make curves") {
  const MemoryTable table = random_trial().table();
  const Fit fitted = fit(table, parse_formula("y ~ log(dose) + size + kind"));
  const Vector beta = as_eigen(fitted.coefficients());
  DoseOptions options = dose_at({50});
  options.at = {{"size", {"9", "11"}}, {"kind", {"b"}}};
  const Dose set = dose(fitted, options);
  REQUIRE(set.curves.size() == 2);
  CHECK(set.curves.front().name == "size = 9");
  CHECK(set.held == std::vector<std::pair<std::string, std::string>>{{"kind", "b"}});
  CHECK(set.estimates[1].estimate ==
        doctest::Approx(-(beta[0] + 11.0 * beta[2] + beta[3]) / beta[1]).epsilon(1e-12));

  options.at.clear();
  const Dose curves = dose(fitted, options);
  CHECK(curves.curves.size() == 2);
  options.by = {"kind"};
  CHECK(dose(fitted, options).curves.size() == 2);
}

TEST_CASE("without data there are no profiles, and other data are refused") {
  const MemoryTable table = random_trial().table();
  const Fit fitted = fit(table, parse_formula("y ~ log(dose) + kind"));
  const Fit loaded = parse_model(model_text(fitted));
  const Dose result = dose(loaded);
  CHECK(result.methods == std::vector{DoseInterval::delta, DoseInterval::fieller});
  CHECK(result.notes.front().code == "N061");
  check_same_doses(
      result, dose(fitted, dose_at({10, 50, 90}, {DoseInterval::delta, DoseInterval::fieller})));
  check_same_doses(dose(loaded, table), dose(fitted, table));
  const MemoryTable other = random_trial(150).table();
  const Error error = error_of([&] { dose(fitted, other); });
  CHECK(error.kind() == ErrorKind::data);
}

TEST_CASE("a dose that cannot be found from a probability is refused") {
  const MemoryTable table = random_trial().table();
  const auto refused = [&](const std::string& formula, const DoseOptions& options = {}) {
    return std::string(error_of([&] { dose(fit(table, parse_formula(formula)), options); }).what());
  };
  CHECK(refused("y ~ dose + size") == "the dose may be any of dose, size");
  CHECK(refused("y ~ kind") == "the model has no number that could be a dose");
  CHECK(
      refused("y ~ dose + log(dose)") ==
      "dose enters the model twice, as dose and as log(dose): a probability may belong to several "
      "doses");
  CHECK(refused("y ~ dose + I(dose^2)") ==
        "dose enters the model by a power: a probability may belong to several doses");
  CHECK(refused("y ~ I(abs(dose-3))") == "abs(dose-3) cannot be solved for dose");
  DoseOptions options;
  options.variable = "dose";
  CHECK(refused("y ~ I(dose*size)", options) ==
        "dose enters the model mixed with other variables, as dose*size");
  options.variable = "does";
  CHECK(refused("y ~ dose", options) == "the model has no number \"does\"");
  options.variable = "dose";
  options.at = {{"kind", {"c"}}};
  CHECK(refused("y ~ dose + kind", options) == "\"c\" is no level of kind");
  options.at.clear();
  options.potency = true;
  CHECK(refused("y ~ log(dose)*kind", options) ==
        "curves that are not parallel have no relative potency: it would depend on the dose");
  CHECK(refused("y ~ dose + kind", options) ==
        "relative potency is a ratio of doses: it needs their logarithm, the model has dose");
}

TEST_CASE("single outcomes have no heterogeneity factor") {
  const MemoryTable table = random_trial().table();
  DoseOptions options;
  options.heterogeneity = HeterogeneityUse::on;
  CHECK(error_of([&] { doses(table, "y ~ log(dose)", options); }).kind() == ErrorKind::usage);
  options.heterogeneity = HeterogeneityUse::automatic;
  CHECK_FALSE(doses(table, "y ~ log(dose)", options).heterogeneity.tested);
}

TEST_CASE("doses do not depend on threads") {
  const MemoryTable table = random_trial(5000).table();
  const Fit fitted = fit(table, parse_formula("y ~ log(dose)*kind + size"));
  const Dose one = dose(fitted, table, dose_at(kThree), {.threads = 1, .progress = {}});
  const Dose three = dose(fitted, table, dose_at(kThree), {.threads = 3, .progress = {}});
  for (std::size_t i = 0; i < one.estimates.size(); ++i) {
    CHECK(limits(one.estimates[i], DoseInterval::profile).front().low ==
          limits(three.estimates[i], DoseInterval::profile).front().low);
  }
}

TEST_CASE("options out of range are named") {
  const auto message = [](const DoseOptions& options) {
    return std::string(error_of([&] { options.validate(); }).what());
  };
  CHECK(message(dose_at({0.0})) == "p = 0 is out of range: it must be > 0 and < 100, in percent");
  CHECK(message(dose_at({100.0})) ==
        "p = 100 is out of range: it must be > 0 and < 100, in percent");
  DoseOptions options;
  options.level = 95.0;
  CHECK(message(options) == "level = 95 is out of range: it must be > 0 and < 1");
}

TEST_CASE("without an intercept the dose of even odds is 0, and certain where the slope is") {
  const auto table = test::csv("y,x\n1,3\n0,1\n1,2\n0,2\n1,4\n1,1\n0,1\n1,3\n1,2\n0,3\n");
  const Fit fitted = fit(*table, parse_formula("y ~ 0 + x"));
  DoseOptions options;
  options.percents = {50.0};
  const Dose result = dose(fitted, *table, options);
  REQUIRE(result.estimates.size() == 1);
  CHECK(std::abs(result.estimates.front().estimate) < 1e-12);
  CHECK(result.estimates.front().std_error == 0.0);
}

}  // namespace odds
