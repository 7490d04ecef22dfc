#include "likelihood/set_recursion.hpp"

#include <algorithm>
#include <cmath>

namespace odds {
namespace {

constexpr double kFlatSlope = 0.01;  // see Evaluation::saturated

}  // namespace

Index SetRecursion::member(Index i) const {
  if (chosen_ == events_) return i;
  return i < chosen_ ? events_ + i : i - chosen_;
}

SetRecursion::Range SetRecursion::chosen_after(Index members) const {
  return {.low = std::max(Index{0}, chosen_ - (members_ - members)),
          .high = std::min(members, chosen_)};
}

/// Around the middle of the linear predictors, so that neither end overflows before it must.
void SetRecursion::weigh(VectorRef eta) {
  const double middle = 0.5 * eta.minCoeff() + 0.5 * eta.maxCoeff();
  const double sign = chosen_ == events_ ? 1.0 : -1.0;
  weight_.resize(members_);
  for (Index i = 0; i < members_; ++i) weight_[i] = std::exp(sign * (eta[member(i)] - middle));
}

double SetRecursion::log_likelihood(VectorRef eta, Index events) {
  members_ = eta.size();
  events_ = events;
  chosen_ = std::min(events, members_ - events);
  weigh(eta);
  ratio_.resize(chosen_ + 1);
  take_.resize(static_cast<std::size_t>(members_ * chosen_));
  stay_.resize(take_.size());
  double result = 0.0;
  for (Index i = 0; i < members_; ++i) {
    const double w = weight_[i];
    const auto [low, high] = chosen_after(i + 1);
    for (Index j = high; j >= std::max(low, Index{1}); --j) {
      const double without = j <= i ? ratio_[j] : 0.0;
      const double total = without + w;
      const auto here = static_cast<std::size_t>(at(i, j));
      take_[here] = w / total;
      stay_[here] = without / total;
      if (j == chosen_ && i >= chosen_) result -= std::log1p(w / without);
      ratio_[j] = j == 1 ? total : total / (1.0 + w / ratio_[j - 1]);
    }
  }
  return result;
}

Index SetRecursion::residuals(Eigen::Ref<Vector> result) {
  const double sign = chosen_ == events_ ? 1.0 : -1.0;
  spread_.resize(take_.size());
  probability_.setZero(chosen_ + 1);
  probability_[chosen_] = 1.0;
  Index saturated = 0;
  for (Index i = members_ - 1; i >= 0; --i) {
    const auto [low, high] = chosen_after(i + 1);
    double in = 0.0;
    double out = low == 0 ? probability_[0] : 0.0;
    for (Index j = std::max(low, Index{1}); j <= high; ++j) {
      const auto here = static_cast<std::size_t>(at(i, j));
      const double taken = probability_[j] * take_[here];
      const double stayed = probability_[j] * stay_[here];
      spread_[here] = std::sqrt(taken * stay_[here]);
      probability_[j - 1] += taken;
      probability_[j] = stayed;
      in += taken;
      out += stayed;
    }
    result[member(i)] = sign * (i < chosen_ ? out : -in);
    if (in * out < kFlatSlope) ++saturated;
  }
  return saturated;
}

void SetRecursion::add_information(const Eigen::Ref<const Matrix>& x, OuterProducts& sum) {
  mean_.setZero(x.rows(), chosen_ + 1);
  for (Index i = 0; i < members_; ++i) {
    const auto [low, high] = chosen_after(i + 1);
    for (Index j = high; j >= std::max(low, Index{1}); --j) {
      const auto here = static_cast<std::size_t>(at(i, j));
      difference_ = mean_.col(j - 1) + x.col(member(i)) - mean_.col(j);
      mean_.col(j) += take_[here] * difference_;
      if (spread_[here] > 0.0) sum.add(spread_[here], difference_);
    }
  }
}

}  // namespace odds
