#include "base/failure.hpp"
#include "base/special_values.hpp"
#include "curve/response_curve.hpp"
#include "inference/resampled_intervals.hpp"
#include "inference/wald.hpp"
#include "math/distributions.hpp"

#include <odds/curve.hpp>
#include <odds/error.hpp>
#include <odds/inference.hpp>
#include <odds/sigmoid.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace odds {
namespace {

double degrees_of(const Fit& fit, std::size_t j) {
  return fit.own_degrees().empty() ? fit.test_degrees() : fit.own_degrees()[j];
}

/// Whether there is no estimate of a coefficient that is left open by no separation either.
bool is_aliased(const Fit& fit, std::size_t j) {
  return std::isnan(fit.coefficients()[j]) &&
         std::ranges::none_of(fit.infinite_terms(), [&](const InfiniteTerm& infinite) {
           return infinite.term == fit.names()[j];
         });
}

}  // namespace

EstimateRow wald_row(double estimate, double std_error, double level) {
  return wald_row(estimate, std_error, level, kInfinity);
}

EstimateRow wald_row(double estimate, double std_error, double level, double degrees) {
  return wald_row(estimate, std_error, wald_reference(level, degrees));
}

WaldReference wald_reference(double level, double degrees) {
  return {.critical = wald_critical_value(level, degrees), .degrees = degrees};
}

EstimateRow wald_row(double estimate, double std_error, const WaldReference& reference) {
  const double reach = reference.critical * std_error;
  const double z =
      std_error > 0.0 ? estimate / std_error : std::numeric_limits<double>::quiet_NaN();
  return {.estimate = estimate,
          .std_error = std_error,
          .statistic = z,
          .p_value = wald_p_value(z, reference.degrees),
          .conf_low = estimate - reach,
          .conf_high = estimate + reach,
          .degrees = reference.degrees};
}

ProbabilityInterval logit_interval(double probability, double complement, double reach) {
  const double centre = std::log(probability) - std::log(complement);
  const double half = reach / (probability * complement);
  return {.low = sigmoid(centre - half).value, .high = sigmoid(centre + half).value};
}

ProbabilityInterval link_interval(double probability, double complement, double reach, Link link) {
  if (link == Link::logit) return logit_interval(probability, complement, reach);
  const ResponseCurve curve{.link = link};
  const double centre = curve.eta_at_odds(probability, complement);
  const double half = reach / curve.at(centre).d1;
  return {.low = curve.at(centre - half).value, .high = curve.at(centre + half).value};
}

EstimateRow guess_rate(const Fit& fit, double level) {
  const double reach = wald_critical_value(level, fit.test_degrees()) * fit.guess_std_error();
  const double guess = fit.asymptotes().guess;
  const ProbabilityInterval interval = logit_interval(guess, 1.0 - guess, reach);
  return {.estimate = guess,
          .std_error = fit.guess_std_error(),
          .statistic = kNaN,
          .p_value = kNaN,
          .conf_low = interval.low,
          .conf_high = interval.high};
}

void CoefficientOptions::validate() const {
  check_option("level", level, "> 0 and < 1", level > 0.0 && level < 1.0);
}

std::vector<CoefficientRow> coefficients(const Fit& fit, const CoefficientOptions& options) {
  options.validate();
  require_estimates(fit);
  if (options.ratios && *link_words(fit.link()).ratio == '\0') {
    refuse(fmt::format("exp(coefficient) of the link {} is no ratio", link_name(fit.link())));
  }
  std::vector<CoefficientRow> rows;
  for (std::size_t j = 0; j < fit.names().size(); ++j) {
    CoefficientRow row{wald_row(fit.coefficients()[j], fit.std_errors()[j], options.level,
                                is_aliased(fit, j) ? kInfinity : degrees_of(fit, j)),
                       fit.names()[j], is_aliased(fit, j)};
    if (options.interval != IntervalMethod::wald) {
      const ConfidenceRange range = resampled_interval(fit, j, options.interval, options.level);
      row.conf_low = range.low;
      row.conf_high = range.high;
    }
    if (options.ratios) {
      row.estimate = std::exp(row.estimate);
      row.std_error *= row.estimate;
      row.conf_low = std::exp(row.conf_low);
      row.conf_high = std::exp(row.conf_high);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

void require_estimates(const Fit& fit) {
  if (fit.maximum().termination != Termination::separated) return;
  throw Error(ErrorKind::model, {.what = "the data are separated: the fit has no maximum",
                                 .where = {},
                                 .hint = {},
                                 .excerpt = {}});
}

void require_maximum(const Fit& fit) {
  require_estimates(fit);
  if (fit.maximum().termination != Termination::at_limit) return;
  throw Error(
      ErrorKind::model,
      {.what = "the data are separated: the fit is at the limit of its likelihood, where "
               "coefficients are infinite, and others have no finite values that "
               "probabilities could be made of",
       .where = {},
       .hint = "--separation firth, or --firth, has finite estimates; fit and test say what "
               "there is at the limit",
       .excerpt = {}});
}

void require_probabilities(const Fit& fit) {
  if (!fit.matched_sets().any()) return;
  throw Error(ErrorKind::model,
              {.what = fmt::format("a conditional fit of matched sets ({}) has no probabilities: "
                                   "the intercepts of the sets cancelled, and none is known",
                                   fit.matched_sets().column),
               .where = {},
               .hint = "its odds ratios compare members of a set; effects on "
                       "probabilities need a fit without --strata",
               .excerpt = {}});
}

}  // namespace odds
