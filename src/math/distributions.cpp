#include "math/distributions.hpp"

#include <odds/error.hpp>

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/quadrature/gauss.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/owens_t.hpp>

#include <cmath>
#include <numbers>

namespace odds {
namespace {

using boost::math::complement;

/// Overflow and underflow give the limit instead of an exception; long double is not used inside,
/// so that results do not differ between machines.
using Quiet = boost::math::policies::policy<
    boost::math::policies::overflow_error<boost::math::policies::ignore_error>,
    boost::math::policies::promote_double<false>>;
using ChiSquare = boost::math::chi_squared_distribution<double, Quiet>;
using FisherF = boost::math::fisher_f_distribution<double, Quiet>;
using StudentT = boost::math::students_t_distribution<double, Quiet>;

void check_probability(const char* name, double value) {
  check_option(name, value, "> 0 and < 1", value > 0.0 && value < 1.0);
}

void check_degrees(double degrees) {
  check_option("degrees of freedom", degrees, "> 0", degrees > 0.0);
}

}  // namespace

double normal_p_value(double z) { return std::erfc(std::abs(z) / std::numbers::sqrt2); }

double normal_quantile(double probability) {
  check_probability("probability", probability);
  return -std::numbers::sqrt2 * boost::math::erfc_inv(2.0 * probability, Quiet());
}

double normal_critical_value(double level) {
  check_probability("confidence level", level);
  return std::numbers::sqrt2 * boost::math::erf_inv(level, Quiet());
}

double owens_t(double h, double a) { return boost::math::owens_t(h, a, Quiet()); }

double student_sector(double h, double angle, double degrees) {
  const auto tail = [&](double at) {
    return std::exp(-0.5 * degrees * std::log1p(std::pow(h / std::cos(at), 2) / degrees));
  };
  return boost::math::quadrature::gauss<double, 30>::integrate(tail, 0.0, angle) /
         (2.0 * std::numbers::pi);
}

double chi_square_p_value(double x, double degrees) {
  check_degrees(degrees);
  if (std::isnan(x)) return x;
  if (x <= 0.0) return 1.0;
  if (std::isinf(x)) return 0.0;
  return cdf(complement(ChiSquare(degrees), x));
}

double chi_square_quantile(double probability, double degrees) {
  check_probability("probability", probability);
  check_degrees(degrees);
  return quantile(ChiSquare(degrees), probability);
}

double t_p_value(double t, double degrees) {
  check_degrees(degrees);
  if (std::isnan(t)) return t;
  return 2.0 * cdf(complement(StudentT(degrees), std::abs(t)));
}

double t_quantile(double probability, double degrees) {
  check_probability("probability", probability);
  check_degrees(degrees);
  return quantile(StudentT(degrees), probability);
}

double wald_p_value(double statistic, double degrees) {
  return std::isinf(degrees) ? normal_p_value(statistic) : t_p_value(statistic, degrees);
}

double wald_critical_value(double level, double degrees) {
  return std::isinf(degrees) ? normal_critical_value(level)
                             : t_quantile(0.5 + 0.5 * level, degrees);
}

double f_p_value(double f, double numerator, double denominator) {
  check_degrees(numerator);
  check_degrees(denominator);
  if (std::isnan(f)) return f;
  if (f <= 0.0) return 1.0;
  if (std::isinf(f)) return 0.0;
  return cdf(complement(FisherF(numerator, denominator), f));
}

}  // namespace odds
