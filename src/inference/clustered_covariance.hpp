// Covariances that hold where the rows of a cluster depend on each other.
#pragma once

#include "design/design_reader.hpp"
#include "model/contrast_degrees.hpp"
#include "model/model.hpp"

#include <odds/execution.hpp>
#include <odds/variance_choice.hpp>

#include <optional>
#include <string>
#include <vector>

namespace odds {

/// The most coefficients for which cr2 and cr3 have their degrees of freedom: these take p^4 / 4
/// numbers.
inline constexpr Index kMostColumnsOfDegrees = 40;

struct ClusteredCovariance {
  Matrix covariance;                       ///< p x p, on the working columns; 0 where aliased
  std::vector<ClusterCounts> counts;       ///< see Fit::clusters
  bool repaired = false;                   ///< see Fit::covariance_repaired
  std::optional<ContrastDegrees> degrees;  ///< of cr2 and cr3
};

/// The clusters of one column with the sums of the scores of their rows.
struct ClusterScores {
  ClusterCounts counts;
  Matrix scores;  ///< p x clusters, on the working columns
};

/// One pass over the data. Throws Error(model) if all rows are in one cluster.
ClusterScores cluster_scores(const DesignReader& reader, const Model& model,
                             const std::string& column, const Execution& execution);

/// The covariance that a clustered `choice` says, for `rank` coefficients that are not aliased. The
/// columns of clusters are among the roles of the reader.
///
/// One pass over the data; memory: for each cluster p numbers, with cr3 p^2 / 2. With cr2 another
/// pass, and the used rows of all clusters at once, n (p + 3) numbers; O(m^3) for a cluster of m
/// rows. For models that have a dense information_inverse().
///
/// Throws Error(model) if all rows are in one cluster, if cr3 has a cluster that alone determines a
/// coefficient, or if cr2 or cr3 have more than kMostColumnsOfDegrees coefficients.
ClusteredCovariance clustered_covariance(const DesignReader& reader, const Model& model,
                                         const VarianceChoice& choice, Index rank,
                                         const Execution& execution);

}  // namespace odds
