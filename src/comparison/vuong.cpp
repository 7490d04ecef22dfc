#include "comparison/vuong.hpp"

#include "base/special_values.hpp"
#include "inference/row_values.hpp"
#include "math/compensated_sum.hpp"
#include "math/distributions.hpp"
#include "model/model.hpp"
#include "parallel/add_fields.hpp"
#include "parallel/block_reduce.hpp"

#include <cmath>
#include <tuple>

namespace odds {
namespace {

/// Differences of log-likelihoods that are this small beside these are rounding.
constexpr double kRoundingOfRows = 1e-11;

/// Over the observations: their number, the sum of the differences, that of their squares, and
/// that of the squares of the first log-likelihood.
struct DifferenceSums {
  CompensatedSum count, sum, squares, size;

  DifferenceSums& operator+=(const DifferenceSums& other) { return add_fields(*this, other); }
  auto fields() { return std::tie(count, sum, squares, size); }
};

struct SumsOfPairs {
  std::vector<DifferenceSums> pairs;

  SumsOfPairs& operator+=(const SumsOfPairs& other) {
    for (std::size_t k = 0; k < pairs.size(); ++k) pairs[k] += other.pairs[k];
    return *this;
  }
  auto fields() { return std::tie(pairs); }
};

inline auto fields_of(DifferenceSums& sums) { return sums.fields(); }

/// The log-likelihoods of all rows of a block, and how many observations each stands for.
struct BlockLikelihoods {
  Vector values;
  Vector copies;
};

BlockLikelihoods likelihoods_of(const std::vector<DesignRows>& parts, const Model& model) {
  BlockLikelihoods all{.values = Vector(used_rows(parts)), .copies = Vector(used_rows(parts))};
  Index at = 0;
  for (const DesignRows& part : parts) {
    all.values.segment(at, part.rows()) = log_likelihoods(part, model);
    all.copies.segment(at, part.rows()) = part.copies();
    at += part.rows();
  }
  return all;
}

DifferenceSums sums_of(const BlockLikelihoods& first, const BlockLikelihoods& second) {
  DifferenceSums sums;
  for (Index i = 0; i < first.values.size(); ++i) {
    const double copies = first.copies[i];
    const double difference = first.values[i] - second.values[i];  // of all copies
    sums.count += copies;
    sums.sum += difference;
    sums.squares += difference * difference / copies;
    sums.size += first.values[i] * first.values[i] / copies;
  }
  return sums;
}

VuongTest indistinct(VuongTest test) {
  test.z = test.aic_z = test.bic_z = kNaN;
  test.p_value = test.aic_p_value = test.bic_p_value = kNaN;
  return test;
}

VuongTest test_of(const DifferenceSums& sums, double more_parameters) {
  VuongTest test;
  const double n = sums.count.value();
  const double sum = sums.sum.value();
  const double rounding = kRoundingOfRows * kRoundingOfRows * sums.size.value();
  test.observations = n;
  if (sums.squares.value() <= rounding) return indistinct(test);
  test.omega = std::sqrt(std::max(0.0, sums.squares.value() / n - (sum / n) * (sum / n)));
  const double error = std::sqrt(n) * test.omega;
  test.z = sum / error;
  test.aic_z = (sum - more_parameters) / error;
  test.bic_z = (sum - 0.5 * more_parameters * std::log(n)) / error;
  test.p_value = normal_p_value(test.z);
  test.aic_p_value = normal_p_value(test.aic_z);
  test.bic_p_value = normal_p_value(test.bic_z);
  return test;
}

}  // namespace

std::vector<VuongTest> vuong_tests(const AlignedRows& rows, std::span<const NamedFit> models,
                                   const std::vector<std::pair<Index, Index>>& pairs,
                                   const Execution& execution) {
  if (pairs.empty()) return {};
  const SumsOfPairs zero{.pairs = std::vector<DifferenceSums>(pairs.size())};
  const SumsOfPairs sums = sum_over_blocks(
      rows, execution, zero,
      [&](AlignedRows::Block& block) {
        std::vector<BlockLikelihoods> values;
        for (std::size_t m = 0; m < block.size(); ++m) {
          values.push_back(likelihoods_of(block[m], models[m].fit.model()));
        }
        SumsOfPairs part;
        for (const auto& [first, second] : pairs) {
          part.pairs.push_back(sums_of(values[static_cast<std::size_t>(first)],
                                       values[static_cast<std::size_t>(second)]));
        }
        return part;
      },
      "comparing");
  std::vector<VuongTest> tests;
  for (std::size_t k = 0; k < pairs.size(); ++k) {
    const auto [first, second] = pairs[k];
    const auto rank = [&](Index m) {
      return models[static_cast<std::size_t>(m)].fit.goodness().rank;
    };
    tests.push_back(test_of(sums.pairs[k], static_cast<double>(rank(first) - rank(second))));
    tests.back().first = first;
    tests.back().second = second;
  }
  return tests;
}

}  // namespace odds
