#include "design/cluster_sums.hpp"
#include "effects/margins/margin_influence.hpp"
#include "math/semidefinite.hpp"
#include "parallel/block_reduce.hpp"

#include <Eigen/Eigenvalues>

#include <cmath>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace odds {
namespace {

struct SquareSums {
  Matrix squares;  // c x c
  double observations = 0.0;
  ClusterSums clusters;  // influences, where squares are those of clusters

  SquareSums& operator+=(const SquareSums& other) {
    squares += other.squares;
    observations += other.observations;
    clusters += other.clusters;
    return *this;
  }
  auto fields() { return std::tie(squares, observations, clusters); }

  /// Squares of the sums of clusters, of which there are then so many observations.
  void square_clusters() {
    squares = clusters.values * clusters.values.transpose();
    observations = static_cast<double>(clusters.keys.size());
  }
};

/// The kernel of a pass: squares of the influences, or their sums by cluster.
class Squares {
 public:
  Squares(const MarginInfluence& influence, const CounterfactualPass& pass)
      : influence_(influence), pass_(pass) {}

  SquareSums operator()(DesignRows& rows) const {
    const auto [used, counts, row] = influence_(rows);
    if (pass_.clusters.empty()) {
      return {.squares = used * counts.asDiagonal() * used.transpose(),
              .observations = counts.sum(),
              .clusters = {}};
    }
    ObservedClusters met = observed_clusters(cluster_keys(rows.data, pass_.clusters));
    ClusterSums sums(std::move(met.keys), used.rows());
    for (Index k = 0; k < used.cols(); ++k) {
      const auto i = static_cast<std::size_t>(row[static_cast<std::size_t>(k)]);
      sums.values.col(met.place[i]) += counts[k] * used.col(k);
    }
    return {.squares = Matrix::Zero(used.rows(), used.rows()),
            .observations = counts.sum(),
            .clusters = std::move(sums)};
  }

 private:
  const MarginInfluence& influence_;
  const CounterfactualPass& pass_;
};

/// Eigenvalues of correlations that are no rounding.
constexpr double kNegative = -1e-10;

/// Takes negative eigenvalues of a difference of covariances, in the units of the combinations, for
/// 0.
void repair(CombinedCovariance& covariance) {
  const Matrix& v = covariance.matrix;
  const Vector sizes = v.diagonal().cwiseAbs().cwiseSqrt();
  const Vector scale = sizes.unaryExpr([](double s) { return s > 0.0 ? 1.0 / s : 0.0; });
  const Matrix correlation = scale.asDiagonal() * v * scale.asDiagonal();
  if (is_positive_semidefinite(correlation, -kNegative)) return;
  const Vector& unit = covariance.unit;
  const Eigen::SelfAdjointEigenSolver<Matrix> eigen(unit.asDiagonal() * v * unit.asDiagonal());
  const Matrix root = unit.cwiseInverse().asDiagonal() * eigen.eigenvectors() *
                      eigen.eigenvalues().cwiseMax(0.0).cwiseSqrt().asDiagonal();
  covariance.matrix = root * root.transpose();
  covariance.repaired = true;
}

/// Of rows, or of clusters that one column tells or two together.
CombinedCovariance one_way(const AverageTask& task, const MarginPlan& plan,
                           const Averages& averages, const Combined& combined,
                           const CounterfactualPass& pass) {
  const auto c = static_cast<Index>(plan.combinations.size());
  const SquareSums zero{.squares = Matrix::Zero(c, c), .observations = 0.0, .clusters = {}};
  const MarginInfluence influence(task, plan, averages, combined, pass);
  SquareSums sums =
      sum_over_blocks(pass.reader, pass.execution, zero, Squares(influence, pass), "margins");
  if (!pass.clusters.empty()) sums.square_clusters();
  return {.unit = influence.unit(),
          .matrix = sums.squares * (sums.observations / (sums.observations - 1.0)),
          .root = {},
          .own_degrees = nullptr};
}

}  // namespace

CombinedCovariance unconditional_covariance(const AverageTask& task, const MarginPlan& plan,
                                            const Averages& averages, const Combined& combined,
                                            const CounterfactualPass& pass) {
  const auto by = [&](std::vector<std::string> clusters) {
    CounterfactualPass of_clusters = pass;
    of_clusters.clusters = std::move(clusters);
    return one_way(task, plan, averages, combined, of_clusters);
  };
  if (pass.clusters.size() < 2) return by(pass.clusters);
  CombinedCovariance result = by({pass.clusters[0]});
  result.matrix += by({pass.clusters[1]}).matrix - by(pass.clusters).matrix;
  repair(result);
  return result;
}

}  // namespace odds
