#include "diagnose/high_dimension.hpp"

#include "base/special_values.hpp"
#include "curve/sigmoid.hpp"
#include "likelihood/model_likelihood.hpp"
#include "math/compensated_sum.hpp"
#include "parallel/add_fields.hpp"
#include "parallel/block_reduce.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>
#include <vector>

namespace odds {
namespace {

// --- the rows ------------------------------------------------------------------------------------

/// Sums over rows, of leave-one-out linear predictors S and squared residuals.
struct LeftOutSums {
  CompensatedSum rows;
  CompensatedSum predictors;
  CompensatedSum squares;
  CompensatedSum residuals;

  LeftOutSums& operator+=(const LeftOutSums& other) { return add_fields(*this, other); }
  auto fields() { return std::tie(rows, predictors, squares, residuals); }
};

LeftOutSums left_out_sums(const DesignRows& rows, const Model& model, const Matrix& inverse) {
  const Vector eta = linear_predictor(rows, model.coefficients);
  LeftOutSums sums;
  std::vector<DesignEntry> entries;
  for (Index i = 0; i < rows.rows(); ++i) {
    read_row(rows.x, i, entries);
    const double spread = quadratic_form(entries, inverse);
    const CurvePoint p = sigmoid_at(eta[i]);
    const double residual = rows.share[i] > 0.0 ? p.complement : -p.value;
    const double left_out = eta[i] - spread * residual / (1.0 - spread * p.d1);
    sums.rows += 1.0;
    sums.predictors += left_out;
    sums.squares += left_out * left_out;
    sums.residuals += residual * residual;
  }
  return sums;
}

/// Mean of 1 / (1 + lambda w) over rows, as sums of it and its derivative.
struct MeanGain {
  CompensatedSum value;
  CompensatedSum slope;

  MeanGain& operator+=(const MeanGain& other) { return add_fields(*this, other); }
  auto fields() { return std::tie(value, slope); }
};

MeanGain gain_at(const ModelRows& rows, double lambda) {
  return sum_over_blocks(
      rows.reader, rows.execution, MeanGain(),
      [&](DesignRows& block) {
        const Vector eta = linear_predictor(block, rows.model.coefficients);
        MeanGain sums;
        for (Index i = 0; i < eta.size(); ++i) {
          const double w = sigmoid_at(eta[i]).d1;
          const double part = 1.0 / (1.0 + lambda * w);
          sums.value += part;
          sums.slope += -w * part * part;
        }
        return sums;
      },
      "high dimension");
}

/// Solves mean 1 / (1 + lambda w) = 1 - ratio. The mean is convex and falls: Newton's steps from 0
/// all go up.
double lambda_of(const ModelRows& rows, double count, double ratio) {
  double lambda = 0.0;
  for (int step = 0; step < 50; ++step) {
    const MeanGain gain = gain_at(rows, lambda);
    const double change = -(gain.value.value() - count * (1.0 - ratio)) / gain.slope.value();
    lambda += change;
    if (!(std::abs(change) > 1e-12 * lambda)) break;
  }
  return lambda;
}

// --- the equations -------------------------------------------------------------------------------

/// The x with x + lambda sigma(x) = z.
double proximal_point(double z, double lambda) {
  double x = z - lambda * sigmoid_at(z).value;
  for (int step = 0; step < 100; ++step) {
    const CurvePoint p = sigmoid_at(x);
    const double change = (x + lambda * p.value - z) / (1.0 + lambda * p.d1);
    x -= change;
    if (!(std::abs(change) > 1e-14 * (1.0 + std::abs(x)))) break;
  }
  return x;
}

constexpr double kNodeReach = 8.5;
constexpr double kNodeStep = 0.125;

/// Nodes of the trapezoidal rule for the standard normal distribution, which it integrates to
/// rounding.
struct NormalNodes {
  std::vector<double> at;
  std::vector<double> weight;

  NormalNodes() {
    constexpr double kDensity = 0.3989422804014327;  // 1 / sqrt(2 pi)
    for (double x = -kNodeReach; x <= kNodeReach; x += kNodeStep) {
      at.push_back(x);
      weight.push_back(kNodeStep * kDensity * std::exp(-0.5 * x * x));
    }
  }
};

/// For each node g of the signal: means over the noise of 1 - P of events, and of P of non-events,
/// at the fitted predictor.
struct Residuals {
  std::vector<double> of_events;
  std::vector<double> of_nonevents;
};

Residuals expected_residuals(const NormalNodes& nodes, const ProportionalSums& sums,
                             double signal_size, double noise_size) {
  Residuals result;
  for (const double g : nodes.at) {
    double events = 0.0;
    double nonevents = 0.0;
    for (std::size_t k = 0; k < nodes.at.size(); ++k) {
      const double z = sums.eta_mean + signal_size * g + noise_size * nodes.at[k];
      const double at_event = proximal_point(z + sums.lambda, sums.lambda);
      events += nodes.weight[k] * sigmoid_at(at_event).complement;
      nonevents += nodes.weight[k] * sigmoid_at(proximal_point(z, sums.lambda)).value;
    }
    result.of_events.push_back(events);
    result.of_nonevents.push_back(nonevents);
  }
  return result;
}

/// The signal gamma that makes residuals orthogonal to it and to a constant: with A1, A0 the
/// expected residuals, sum w (1, g) [(A1 + A0) sigma(b + gamma g) - A0] = 0, which is the score of
/// a logistic fit of A0 / (A1 + A0) on g. NaN unless it is found.
double signal_of(const NormalNodes& nodes, const Residuals& residuals, double start_mean,
                 double start_signal) {
  double b = start_mean;
  double gamma = start_signal;
  for (int step = 0; step < 200; ++step) {
    std::array<double, 2> score = {};
    std::array<double, 3> information = {};
    for (std::size_t k = 0; k < nodes.at.size(); ++k) {
      const double g = nodes.at[k];
      const double both = residuals.of_events[k] + residuals.of_nonevents[k];
      const CurvePoint p = sigmoid_at(b + gamma * g);
      const double rest = nodes.weight[k] * (residuals.of_nonevents[k] - both * p.value);
      const double curvature = nodes.weight[k] * both * p.d1;
      score[0] += rest;
      score[1] += rest * g;
      information[0] += curvature;
      information[1] += curvature * g;
      information[2] += curvature * g * g;
    }
    const double determinant = information[0] * information[2] - information[1] * information[1];
    const double by_b = (information[2] * score[0] - information[1] * score[1]) / determinant;
    const double by_gamma = (information[0] * score[1] - information[1] * score[0]) / determinant;
    const double size = std::max(std::abs(by_b), std::abs(by_gamma));
    if (!std::isfinite(size)) return kNaN;
    const double shorter = std::min(1.0, 1.0 / size);
    b += shorter * by_b;
    gamma += shorter * by_gamma;
    if (size < 1e-12) return gamma;
  }
  return kNaN;
}

}  // namespace

HighDimension high_dimension_of(const ProportionalSums& sums) {
  HighDimension result;
  result.ratio = sums.ratio;
  result.z_factor = std::sqrt(sums.lambda * sums.residual / sums.ratio);
  const double noise = sums.lambda * sums.lambda * sums.residual / sums.ratio;
  const double signal = sums.eta_variance - noise;
  if (!(signal > 0.0)) return result;
  const NormalNodes nodes;
  const Residuals residuals = expected_residuals(nodes, sums, std::sqrt(signal), std::sqrt(noise));
  const double gamma = signal_of(nodes, residuals, sums.eta_mean, std::sqrt(signal));
  if (!(gamma > 0.0)) return result;
  result.signal = gamma * gamma;
  result.bias = std::sqrt(signal) / gamma;
  return result;
}

HighDimension dimension_factors(const ModelRows& rows, double slopes) {
  const Model& model = rows.model;
  const Matrix inverse = model.information_inverse().core / model.factor;
  const LeftOutSums sums = sum_over_blocks(
      rows.reader, rows.execution, LeftOutSums(),
      [&](DesignRows& block) { return left_out_sums(block, model, inverse); }, "high dimension");
  const double count = sums.rows.value();
  const double mean = sums.predictors.value() / count;
  ProportionalSums result{.ratio = slopes / count,
                          .lambda = 0.0,
                          .residual = sums.residuals.value() / count,
                          .eta_mean = mean,
                          .eta_variance = sums.squares.value() / count - mean * mean};
  result.lambda = lambda_of(rows, count, result.ratio);
  return high_dimension_of(result);
}

}  // namespace odds
