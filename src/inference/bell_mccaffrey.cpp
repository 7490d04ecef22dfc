#include "inference/bell_mccaffrey.hpp"

#include "design/cluster_sums.hpp"
#include "inference/robust_covariance.hpp"
#include "inference/whitening.hpp"
#include "likelihood/model_likelihood.hpp"
#include "parallel/block_reduce.hpp"

#include <odds/error.hpp>

#include <Eigen/Eigenvalues>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>
#include <utility>

namespace odds {
namespace {

/// A direction in which a cluster has all the information but for this share is its own.
constexpr double kOwnDirection = 1e-10;

/// The most rows of a cluster: their matrix and its eigenvectors take 16 bytes a pair of rows.
constexpr Index kMostRows = 5000;

/// Used rows, a column each, with their clusters, on the scale of the response: the derivative of
/// the mean in whitened coefficients, the variance of one copy, and its residual. A frequency f
/// makes derivative and residual sqrt(f) times as large.
struct GatheredRows {
  std::vector<ClusterKey> keys;
  Matrix columns;  // (k + 2) x rows

  auto fields() { return std::tie(keys, columns); }
};

GatheredRows gather(const DesignRows& rows, const Model& model, const Whitening& whitening,
                    const std::vector<std::string>& clusters) {
  const RowTerms terms = row_terms(rows, model);
  const Vector eta = linear_predictor(rows, model.coefficients);
  const auto k = static_cast<Index>(whitening.kept.size());
  GatheredRows gathered{.keys = cluster_keys(rows.data, clusters),
                        .columns = Matrix(k + 2, rows.rows())};
  std::vector<DesignEntry> entries;
  Vector z(model.plan.columns());
  for (Index i = 0; i < rows.rows(); ++i) {
    z.setZero();
    read_row(rows.x, i, entries);
    for (const DesignEntry& entry : entries) z[entry.column] = entry.value;
    const double root = std::sqrt(terms.copies[i]);
    const double information = terms.information[i] / terms.copies[i];
    const double slope = model.curve.at(eta[i]).d1;
    const double residual = terms.residual[i] / terms.copies[i];
    gathered.columns.col(i) << root * slope * (whitening.root.transpose() * z(whitening.kept)),
        slope * slope / information, root * residual * slope / information;
  }
  return gathered;
}

/// All used rows, in their order; in the process of rank 0.
GatheredRows gather_all(const DesignReader& reader, const Model& model, const Whitening& whitening,
                        const std::vector<std::string>& clusters, const Execution& execution) {
  GatheredRows all;
  std::vector<double> numbers;
  write_blocks_in_order(
      reader, execution, [&](DesignRows& rows) { return gather(rows, model, whitening, clusters); },
      [&](GatheredRows&& part) {
        all.keys.insert(all.keys.end(), part.keys.begin(), part.keys.end());
        numbers.insert(numbers.end(), part.columns.data(),
                       part.columns.data() + part.columns.size());
      },
      "covariance");
  const auto height = static_cast<Index>(whitening.kept.size()) + 2;
  all.columns =
      Eigen::Map<const Matrix>(numbers.data(), height, static_cast<Index>(all.keys.size()));
  return all;
}

/// A^-1/2 of a positive semidefinite matrix of which `nulls` eigenvalues are 0, on its range.
Matrix inverse_root(const Matrix& a, Index nulls) {
  const Eigen::SelfAdjointEigenSolver<Matrix> eigen(a);
  Vector roots = eigen.eigenvalues().cwiseSqrt().cwiseInverse();
  roots.head(nulls).setZero();
  return eigen.eigenvectors() * roots.asDiagonal() * eigen.eigenvectors().transpose();
}

/// In how many directions no other cluster has information, by that of this one in whitened
/// coordinates.
Index own_directions(const Matrix& information) {
  const Eigen::SelfAdjointEigenSolver<Matrix> eigen(information, Eigen::EigenvaluesOnly);
  return (eigen.eigenvalues().array() > 1.0 - kOwnDirection).count();
}

void refuse_large_cluster(Index rows, const std::string& column) {
  if (rows <= kMostRows) return;
  throw Error(ErrorKind::model,
              {.what = fmt::format("cr2 takes clusters of at most {} rows, one of {} has {}",
                                   kMostRows, column, rows),
               .where = {},
               .hint = fmt::format("cr3:{0} and cluster:{0} take clusters of any size", column),
               .excerpt = {}});
}

struct SumOfClusters {
  Matrix meat;
  ContrastDegreeSums degrees;
};

/// Adds a cluster, of which `rows` has the columns of GatheredRows.
void add_cluster(const Matrix& rows, SumOfClusters& sums) {
  const Index k = rows.rows() - 2;
  const Matrix x = rows.topRows(k).transpose();
  const Vector variance = rows.row(k).transpose();
  const Vector residual = rows.row(k + 1).transpose();
  const auto d = variance.cwiseSqrt().asDiagonal();
  const Matrix weighted = variance.cwiseInverse().asDiagonal() * x;
  const Matrix dx = d * x;
  Matrix b = -dx * dx.transpose();
  b.diagonal() += variance.cwiseAbs2();
  const Index nulls = own_directions(x.transpose() * weighted);
  const Matrix adjusted = d * (inverse_root(b, nulls) * (d * weighted));  // A W X
  const Vector score = adjusted.transpose() * residual;
  sums.meat += score * score.transpose();
  sums.degrees.add(adjusted.transpose() * (variance.asDiagonal() * adjusted),
                   adjusted.transpose() * x);
}

/// The rows of each cluster after those of another, in the order of their keys.
template <class Visit>
void for_each_cluster(const GatheredRows& rows, Visit visit) {
  std::vector<Index> order(rows.keys.size());
  std::iota(order.begin(), order.end(), Index{0});
  const auto key = [&](Index i) { return rows.keys[static_cast<std::size_t>(i)]; };
  std::ranges::stable_sort(order, {}, key);
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin + 1;
    while (end < order.size() && key(order[end]) == key(order[begin])) ++end;
    const std::vector<Index> own(order.begin() + static_cast<std::ptrdiff_t>(begin),
                                 order.begin() + static_cast<std::ptrdiff_t>(end));
    visit(own);
    begin = end;
  }
}

}  // namespace

BellMcCaffrey bell_mccaffrey(const DesignReader& reader, const Model& model,
                             const std::vector<std::string>& clusters, const Execution& execution) {
  const Whitening whitening(model);
  const auto k = static_cast<Index>(whitening.kept.size());
  const GatheredRows rows = gather_all(reader, model, whitening, clusters, execution);
  const auto sum = [&] {
    SumOfClusters sums{.meat = Matrix::Zero(k, k), .degrees = ContrastDegreeSums(k)};
    for_each_cluster(rows, [&](const std::vector<Index>& own) {
      refuse_large_cluster(static_cast<Index>(own.size()), clusters.front());
      add_cluster(rows.columns(Eigen::all, own), sums);
    });
    return std::pair(std::move(sums.meat), std::move(sums.degrees));
  };
  auto [meat, degrees] = on_first_rank(execution, sum, "covariance");
  const Index p = model.plan.columns();
  return {.covariance = whitening.working_covariance(meat, p),
          .degrees = degrees.degrees(whitening.of_contrasts(p))};
}

}  // namespace odds
