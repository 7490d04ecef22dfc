#include "math/poisson_binomial.hpp"

#include "math/distributions.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace odds {
namespace {

constexpr double kNoMass = 1e-40;

/// More trials of one probability are added at once.
constexpr double kManyTrials = 64.0;

/// Probabilities of first, first + 1, ..
struct Masses {
  double first = 0.0;
  std::vector<double> values = {1.0};
};

/// Takes off what is next to nothing.
void trim_ends(Masses& masses) {
  std::vector<double>& values = masses.values;
  while (values.size() > 1 && values.back() < kNoMass) values.pop_back();
  const auto begin = std::ranges::find_if(values, [](double value) { return value >= kNoMass; });
  if (begin == values.begin() || begin == values.end()) return;
  masses.first += static_cast<double>(begin - values.begin());
  values.erase(values.begin(), begin);
}

Masses sum_of(const Masses& one, const Masses& other) {
  Masses sum{.first = one.first + other.first, .values = {}};
  sum.values.assign(one.values.size() + other.values.size() - 1, 0.0);
  for (std::size_t i = 0; i < one.values.size(); ++i) {
    for (std::size_t j = 0; j < other.values.size(); ++j) {
      sum.values[i + j] += one.values[i] * other.values[j];
    }
  }
  trim_ends(sum);
  return sum;
}

/// By repeated doubling.
Masses binomial(double p, double q, double trials) {
  Masses power{.first = 0.0, .values = {q, p}};
  Masses result;
  for (double left = trials; left > 0.0; left = std::floor(left / 2.0)) {
    if (std::fmod(left, 2.0) == 1.0) result = sum_of(result, power);
    if (left >= 2.0) power = sum_of(power, power);
  }
  return result;
}

}  // namespace

void PoissonBinomial::add(double p, double q, double trials) {
  const double v = p * q;
  trials_ += trials;
  mean_ += trials * p;
  variance_ += trials * v;
  third_ += trials * v * (q - p);
  fourth_ += trials * v * (1.0 - 6.0 * v);
  fifth_ += trials * v * (q - p) * (1.0 - 12.0 * v);
  if (!exact_) return;
  if (variance() > kMostExact) {
    exact_ = false;
    masses_ = {};
  } else if (trials > kManyTrials) {
    add_binomial(p, q, trials);
  } else {
    for (double k = 0.0; k < trials; ++k) add_trial(p, q);
  }
}

void PoissonBinomial::add_trial(double p, double q) {
  masses_.push_back(0.0);
  for (std::size_t k = masses_.size() - 1; k > 0; --k) {
    masses_[k] = masses_[k] * q + masses_[k - 1] * p;
  }
  masses_.front() *= q;
  if (masses_.back() >= kNoMass && masses_.front() >= kNoMass) return;
  trim();
}

void PoissonBinomial::trim() {
  Masses masses{.first = first_, .values = std::move(masses_)};
  trim_ends(masses);
  first_ = masses.first;
  masses_ = std::move(masses.values);
}

void PoissonBinomial::add_binomial(double p, double q, double trials) {
  const Masses own{.first = first_, .values = std::move(masses_)};
  Masses sum = sum_of(own, binomial(p, q, trials));
  first_ = sum.first;
  masses_ = std::move(sum.values);
}

PoissonBinomial::Limits PoissonBinomial::central(double tail) const {
  return exact_ ? exact_limits(tail) : expanded_limits(tail);
}

PoissonBinomial::Limits PoissonBinomial::exact_limits(double tail) const {
  const auto count = static_cast<std::ptrdiff_t>(masses_.size());
  const auto mass = [&](std::ptrdiff_t k) { return masses_[static_cast<std::size_t>(k)]; };
  std::ptrdiff_t low = 0;
  for (double below = mass(0); below <= tail && low + 1 < count; below += mass(low)) ++low;
  std::ptrdiff_t high = count - 1;
  for (double above = mass(high); above <= tail && high > 0; above += mass(high)) --high;
  return {.low = first_ + static_cast<double>(low), .high = first_ + static_cast<double>(high)};
}

PoissonBinomial::Limits PoissonBinomial::expanded_limits(double tail) const {
  const double spread = std::sqrt(variance() - 1.0 / 12.0);
  const double skew = third_.value() / (spread * spread * spread);
  const double excess = (fourth_.value() + 1.0 / 120.0) / (spread * spread * spread * spread);
  const double fifth = fifth_.value() / (spread * spread * spread * spread * spread);
  const auto quantile = [&](double z) {
    const double square = z * z;
    const double skewed = skew * (square - 1.0) / 6.0;
    const double steep = excess * z * (square - 3.0) / 24.0;
    const double both = skew * skew * z * (2.0 * square - 5.0) / 36.0;
    const double third = fifth * (square * (square - 6.0) + 3.0) / 120.0 -
                         skew * excess * (square * (square - 5.0) + 2.0) / 24.0 +
                         skew * skew * skew * (square * (12.0 * square - 53.0) + 17.0) / 324.0;
    return mean() + spread * (z + skewed + steep - both + third);
  };
  const double z = normal_quantile(tail);  // below 0
  // S is what a continuous variable with Sheppard's cumulants rounds to: S <= k if it is < k + 1/2.
  return {.low = std::max(0.0, std::ceil(quantile(z) - 0.5)),
          .high = std::min(trials_, std::ceil(quantile(-z) - 0.5))};
}

}  // namespace odds
