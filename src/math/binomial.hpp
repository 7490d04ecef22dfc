// A binomial count beside its probability: deviance and tails.
#pragma once

namespace odds {

/// y log(y / p) + (1 - y) log((1 - y) / (1 - p)) of a proportion y in [0, 1], from p and 1 - p =
/// `complement`: half the deviance of one trial.
///
/// Never negative; 0 where the fit is exact, infinite where p excludes an outcome. Relative error
/// below 1e-14, also where p is close to y.
double half_deviance(double y, double p, double complement);

/// The probabilities that a count of `trials` >= 1 is below `events`, equal to it and above.
struct BinomialTails {
  double below = 0.0;
  double at = 0.0;
  double above = 0.0;
};

/// Both counts are whole numbers. None of the three is formed by subtraction from 1: relative error
/// below 1e-12 for up to 1e6 trials.
BinomialTails binomial_tails(double events, double trials, double p, double complement);

}  // namespace odds
