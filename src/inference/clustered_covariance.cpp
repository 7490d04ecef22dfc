#include "inference/clustered_covariance.hpp"

#include "design/cluster_sums.hpp"
#include "inference/bell_mccaffrey.hpp"
#include "inference/robust_covariance.hpp"
#include "inference/whitening.hpp"
#include "math/compensated_sum.hpp"
#include "model/working_coordinates.hpp"
#include "parallel/block_reduce.hpp"

#include <odds/error.hpp>

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

namespace odds {
namespace {

/// What is left of the least eigenvalue of I - H of a cluster that alone determines a coefficient
/// is rounding.
constexpr double kLeastRest = 1e-10;

/// An eigenvalue of a matrix of correlations that is more negative than rounding.
constexpr double kNegativeEigenvalue = -1e-12;

/// What `ClusteredCovariance` is made from: sums by cluster for each division of the rows.
struct SumsOfDivisions {
  std::vector<ClusterSums> divisions;
  CompensatedSum rows;

  SumsOfDivisions& operator+=(const SumsOfDivisions& other) {
    divisions.resize(std::max(divisions.size(), other.divisions.size()));
    for (std::size_t d = 0; d < other.divisions.size(); ++d) divisions[d] += other.divisions[d];
    rows += other.rows;
    return *this;
  }
  auto fields() { return std::tie(divisions, rows); }
};

/// The places of the sums of a cluster: its weight, its score, and the lower triangle of its
/// information if that is asked for.
struct SumLayout {
  static constexpr Index kWeight = 0;
  static constexpr Index kScore = 1;
  Index columns = 0;
  bool informs = false;

  Index information() const { return kScore + columns; }
  Index width() const { return information() + (informs ? columns * (columns + 1) / 2 : 0); }
};

/// Columns of clusters, by each of which, or by pairs of whose values, all rows are divided.
using Divisions = std::vector<std::vector<std::string>>;

/// Each of the columns of clusters divides the rows, and so do both together.
Divisions divisions_of(const VarianceChoice& choice) {
  Divisions divisions;
  for (const std::string& column : choice.clusters) divisions.push_back({column});
  if (choice.clusters.size() == 2) divisions.push_back(choice.clusters);
  return divisions;
}

/// Adds row i, of the score r z and the information w z z', to the sums of its cluster.
void add_row(const std::vector<DesignEntry>& z, double r, double w, const SumLayout& layout,
             Eigen::Ref<Vector> sums) {
  for (const DesignEntry& entry : z) sums[SumLayout::kScore + entry.column] += r * entry.value;
  if (!layout.informs) return;
  for (const DesignEntry& a : z) {
    for (const DesignEntry& b : z) {
      if (b.column > a.column) continue;
      sums[layout.information() + a.column * (a.column + 1) / 2 + b.column] +=
          w * a.value * b.value;
    }
  }
}

/// The sums of a block, for each division of its rows.
SumsOfDivisions sum_block(const DesignRows& rows, const RowTerms& terms, const SumLayout& layout,
                          const Divisions& divisions) {
  SumsOfDivisions sums;
  sums.rows += rows.all_copies();
  std::vector<std::vector<Index>> places;
  for (const std::vector<std::string>& columns : divisions) {
    ObservedClusters met = observed_clusters(cluster_keys(rows.data, columns));
    sums.divisions.emplace_back(std::move(met.keys), layout.width());
    places.push_back(std::move(met.place));
  }
  std::vector<DesignEntry> z;
  for (Index i = 0; i < rows.rows(); ++i) {
    read_row(rows.x, i, z);
    for (std::size_t d = 0; d < places.size(); ++d) {
      auto own = sums.divisions[d].values.col(places[d][static_cast<std::size_t>(i)]);
      own[SumLayout::kWeight] += rows.weight[i];
      add_row(z, terms.residual[i], terms.information[i], layout, own);
    }
  }
  return sums;
}

SumsOfDivisions sum_rows(const DesignReader& reader, const Model& model, const SumLayout& layout,
                         const Divisions& divisions, const Execution& execution) {
  return sum_over_blocks(
      reader, execution, SumsOfDivisions(),
      [&](DesignRows& rows) { return sum_block(rows, row_terms(rows, model), layout, divisions); },
      "covariance");
}

/// Throws Error(model) for clusters among which nothing can vary.
ClusterCounts counted_clusters(const std::vector<std::string>& columns, const ClusterSums& sums) {
  const auto weights = sums.values.row(SumLayout::kWeight);
  const auto clusters = static_cast<double>(sums.keys.size());
  if (clusters < 2.0) {
    throw Error(ErrorKind::model,
                {.what = fmt::format("all rows have the same {}: there is one cluster",
                                     fmt::join(columns, " and ")),
                 .where = {},
                 .hint = "clusters are told by a column of several values",
                 .excerpt = {}});
  }
  return {columns, clusters, weights.maxCoeff() / weights.sum()};
}

/// The number that the meat of G clusters of n rows is multiplied by, for k coefficients.
double small_sample_factor(Variance kind, double clusters, double n, double k) {
  const double of_clusters = clusters / (clusters - 1.0);
  if (kind == Variance::cluster) return of_clusters;
  return kind == Variance::cr1s ? of_clusters * (n - 1.0) / (n - k) : 1.0;
}

/// The sandwich of the sums of scores; of two-way clusters that of both less that of the pairs.
Matrix sandwich(const SumsOfDivisions& sums, const Model& model, Variance kind, Index rank) {
  const Index p = model.plan.columns();
  Matrix meat = Matrix::Zero(p, p);
  for (std::size_t d = 0; d < sums.divisions.size(); ++d) {
    const ClusterSums& division = sums.divisions[d];
    const auto scores = division.values.middleRows(SumLayout::kScore, p);
    const double factor = small_sample_factor(kind, static_cast<double>(division.keys.size()),
                                              sums.rows.value(), static_cast<double>(rank));
    const bool of_pairs = d == 2;
    meat += (of_pairs ? -factor : factor) * Matrix(scores * scores.transpose());
  }
  const Matrix& bread = model.information_inverse().core;
  const Matrix covariance = bread * meat * bread;
  return 0.5 * (covariance + covariance.transpose());
}

bool has_negative_eigenvalue(const Matrix& covariance) {
  const Vector sizes = covariance.diagonal().cwiseAbs().cwiseSqrt();
  const Vector unit = sizes.unaryExpr([](double s) { return s > 0.0 ? 1.0 / s : 0.0; });
  const Matrix correlation = unit.asDiagonal() * covariance * unit.asDiagonal();
  return Eigen::SelfAdjointEigenSolver<Matrix>(correlation, Eigen::EigenvaluesOnly)
             .eigenvalues()
             .minCoeff() < kNegativeEigenvalue;
}

/// Takes negative eigenvalues of the covariance in original units for 0. Returns whether there were
/// any.
bool repair(const Model& model, Matrix& working) {
  const WorkingCoordinates coordinates(model);
  const Matrix original = coordinates.original_covariance(working);
  if (!has_negative_eigenvalue(original)) return false;
  const Eigen::SelfAdjointEigenSolver<Matrix> eigen(original);
  const Matrix& q = eigen.eigenvectors();
  working =
      coordinates.covariance(q * eigen.eigenvalues().cwiseMax(0.0).asDiagonal() * q.transpose());
  return true;
}

/// The p x p matrix whose lower triangle lies row by row in `triangle`.
Matrix from_triangle(VectorRef triangle, Index p) {
  Matrix lower(p, p);
  Index k = 0;
  for (Index i = 0; i < p; ++i) {
    for (Index j = 0; j <= i; ++j) lower(i, j) = triangle[k++];
  }
  return lower.selfadjointView<Eigen::Lower>();
}

[[noreturn]] void refuse_determining_cluster(const std::string& column) {
  throw Error(ErrorKind::model,
              {.what = fmt::format(
                   "cr3 is not defined: one cluster of {} alone determines a coefficient", column),
               .where = {},
               .hint = fmt::format("cr2:{0} and cluster:{0} are defined for such clusters", column),
               .excerpt = {}});
}

/// cr3 and its degrees of freedom, in coordinates where the inverse information is I: with G the
/// information of a cluster and K = (I - G)^-1 the cluster's score is K s, and D = K G K, F = K G.
void set_cr3(const ClusterSums& sums, const SumLayout& layout, const Model& model,
             const std::string& column, ClusteredCovariance& result) {
  const Whitening whitening(model);
  const Index p = model.plan.columns();
  const auto k = static_cast<Index>(whitening.kept.size());
  const Matrix& root = whitening.root;
  Matrix meat = Matrix::Zero(k, k);
  ContrastDegreeSums degrees(k);
  for (Index g = 0; g < sums.values.cols(); ++g) {
    const auto own = sums.values.col(g);
    const Matrix all = from_triangle(own.tail(p * (p + 1) / 2), p);
    const Matrix information = root.transpose() * all(whitening.kept, whitening.kept) * root;
    const Vector score = root.transpose() * own.segment(layout.kScore, p)(whitening.kept);
    const Eigen::SelfAdjointEigenSolver<Matrix> eigen(information);
    const Vector rest = 1.0 - eigen.eigenvalues().array();
    if (!(rest.minCoeff() > kLeastRest)) refuse_determining_cluster(column);
    const Matrix& q = eigen.eigenvectors();
    const Vector inverse = rest.cwiseInverse();
    const Vector f = inverse.cwiseProduct(eigen.eigenvalues());
    const Vector adjusted = q * inverse.cwiseProduct(q.transpose() * score);
    meat += adjusted * adjusted.transpose();
    degrees.add(q * f.cwiseProduct(inverse).asDiagonal() * q.transpose(),
                q * f.asDiagonal() * q.transpose());
  }
  result.covariance = whitening.working_covariance(meat, p);
  result.degrees = degrees.degrees(whitening.of_contrasts(p));
}

void refuse_many_columns(Variance kind, Index rank, const std::string& column) {
  if (rank <= kMostColumnsOfDegrees) return;
  throw Error(
      ErrorKind::model,
      {.what = fmt::format("{} has degrees of freedom for at most {} coefficients, not {}",
                           kVarianceNames[static_cast<int>(kind)], kMostColumnsOfDegrees, rank),
       .where = {},
       .hint = fmt::format("cluster:{} has no such limit", column),
       .excerpt = {}});
}

}  // namespace

ClusterScores cluster_scores(const DesignReader& reader, const Model& model,
                             const std::string& column, const Execution& execution) {
  const SumLayout layout{.columns = model.plan.columns(), .informs = false};
  const SumsOfDivisions sums = sum_rows(reader, model, layout, {{column}}, execution);
  const ClusterSums& clusters = sums.divisions.front();
  return {.counts = counted_clusters({column}, clusters),
          .scores = clusters.values.middleRows(SumLayout::kScore, layout.columns)};
}

ClusteredCovariance clustered_covariance(const DesignReader& reader, const Model& model,
                                         const VarianceChoice& choice, Index rank,
                                         const Execution& execution) {
  const bool is_cr2 = choice.kind == Variance::cr2;
  const bool is_cr3 = choice.kind == Variance::cr3;
  if (is_cr2 || is_cr3) refuse_many_columns(choice.kind, rank, choice.clusters.front());
  const SumLayout layout{.columns = model.plan.columns(), .informs = is_cr3};
  const Divisions divisions = divisions_of(choice);
  const SumsOfDivisions sums = sum_rows(reader, model, layout, divisions, execution);
  ClusteredCovariance result;
  for (std::size_t d = 0; d < divisions.size(); ++d) {
    result.counts.push_back(counted_clusters(divisions[d], sums.divisions[d]));
  }
  if (is_cr3) {
    set_cr3(sums.divisions.front(), layout, model, choice.clusters.front(), result);
  } else if (is_cr2) {
    BellMcCaffrey cr2 = bell_mccaffrey(reader, model, choice.clusters, execution);
    result.covariance = std::move(cr2.covariance);
    result.degrees = std::move(cr2.degrees);
  } else {
    result.covariance = sandwich(sums, model, choice.kind, rank);
    result.repaired = divisions.size() > 1 && repair(model, result.covariance);
  }
  return result;
}

}  // namespace odds
