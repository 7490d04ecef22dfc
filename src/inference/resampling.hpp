// Covariances from fits to resamples: bootstrap and jackknife.
#pragma once

#include "design/design_reader.hpp"
#include "model/model.hpp"

#include <odds/execution.hpp>
#include <odds/variance_choice.hpp>

#include <optional>
#include <vector>

namespace odds {

/// What is drawn or left out as a whole: the used rows, or clusters of them.
struct ResamplingUnits {
  std::vector<std::int32_t> of_row;  ///< by row of the file; -1: not used
  std::vector<double> copies;        ///< by unit: how many it stands for, a frequency weight
};

/// The numbers of the resamples, as blocks of a pass.
class Resamples {
 public:
  using Block = Index;
  explicit Resamples(Index count) : count_(count) {}
  Index block_count() const { return count_; }
  void read(Index index, Index& out) const { out = index; }

 private:
  Index count_;
};

/// Rows, or the clusters of one column. One pass over the data; 4 bytes a row of the file.
ResamplingUnits resampling_units(const DesignReader& reader,
                                 const std::vector<std::string>& clusters,
                                 const Execution& execution);

/// How often each unit counts in bootstrap resample `resample`, over its copies: sum of copies
/// draws with replacement. Draw j is a function of the seed, the resample and j alone.
std::vector<double> bootstrap_counts(const ResamplingUnits& units, std::uint64_t seed,
                                     Index resample);

struct ResampledCovariance {
  Matrix covariance;                  ///< p x p, on the working columns; 0 where aliased
  std::vector<ClusterCounts> counts;  ///< see Fit::clusters
  Resampling resampling;
};

/// The covariance of the estimates over N bootstrap resamples, divisor N - 1 (Efron 1979, Annals of
/// Statistics 7), or of the n jackknife ones, which leave a unit out each, times (n - 1)^2 / n
/// (Tukey 1958, Annals of Mathematical Statistics 29).
///
/// Each resample is fitted from the estimates of all rows. One in which the data are separated, or
/// a column has no rows, has no estimates: it is counted and left out. Some passes over the data
/// for each resample; several resamples at a time, each by one thread, unless several processes
/// share the rows. Memory: for each thread 8 bytes a unit.
///
/// Throws Error(model) where fewer than two resamples have estimates, or all rows are in one
/// cluster.
ResampledCovariance resampled_covariance(const DesignReader& reader, const Model& model,
                                         const VarianceChoice& choice, const Execution& execution);

}  // namespace odds
