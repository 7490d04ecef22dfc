#include "math/binomial.hpp"

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/log1p.hpp>

#include <cmath>

namespace odds {
namespace {

using BinomialPolicy = boost::math::policies::policy<
    boost::math::policies::overflow_error<boost::math::policies::ignore_error>,
    boost::math::policies::promote_double<false>>;

/// y log(y / p) - (y - p), from `gap` = y - p: the part that is of second order in it.
double second_order_part(double y, double p, double gap) {
  const double ratio = gap / p;
  if (std::abs(ratio) > 0.25) return (y > 0.0 ? y * std::log(y / p) : 0.0) - gap;
  // y log1p(r) - p r, with y = p (1 + r).
  return p * ((1.0 + ratio) * boost::math::log1pmx(ratio, BinomialPolicy()) + ratio * ratio);
}

}  // namespace

double half_deviance(double y, double p, double complement) {
  if (y == 1.0) return complement < 0.5 ? -std::log1p(-complement) : -std::log(p);
  if (y == 0.0) return p < 0.5 ? -std::log1p(-p) : -std::log(complement);
  const double gap = y * complement - (1.0 - y) * p;
  return second_order_part(y, p, gap) + second_order_part(1.0 - y, complement, -gap);
}

BinomialTails binomial_tails(double events, double trials, double p, double complement) {
  const double rest = trials - events;
  BinomialTails tails;
  if (p <= 0.0 || complement <= 0.0) {
    const double sure = p <= 0.0 ? 0.0 : trials;
    return {.below = sure < events ? 1.0 : 0.0,
            .at = sure == events ? 1.0 : 0.0,
            .above = sure > events ? 1.0 : 0.0};
  }
  if (events > 0.0)
    tails.below = boost::math::ibeta(rest + 1.0, events, complement, BinomialPolicy());
  if (rest > 0.0) tails.above = boost::math::ibeta(events + 1.0, rest, p, BinomialPolicy());
  // The derivative of the incomplete beta function at the smaller of both probabilities.
  tails.at =
      p < complement
          ? boost::math::ibeta_derivative(events + 1.0, rest + 1.0, p, BinomialPolicy())
          : boost::math::ibeta_derivative(rest + 1.0, events + 1.0, complement, BinomialPolicy());
  tails.at /= trials + 1.0;
  return tails;
}

}  // namespace odds
