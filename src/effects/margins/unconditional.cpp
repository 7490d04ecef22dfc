#include "design/cluster_sums.hpp"
#include "effects/margins/margin_errors.hpp"
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

/// The influence of the rows of a block after another; the kernel of a pass.
class Influence {
 public:
  Influence(const AverageTask& task, const MarginPlan& plan, const Averages& averages,
            const Combined& combined, const CounterfactualPass& pass)
      : task_(task),
        averages_(averages),
        pass_(pass),
        unit_(units_of(combined)),
        by_score_(in_units(combined, unit_).jacobian.core *
                  task.design.model().information_inverse().core / task.design.model().factor),
        grouped_(task.design.model().response.grouped()) {
    for (const Combination& combination : plan.combinations) {
      const double unit = unit_[static_cast<Index>(terms_.size())];
      terms_.push_back(derivative_terms(combination, averages));
      for (auto& term : terms_.back()) term.second /= unit;
    }
  }

  const Vector& unit() const { return unit_; }

  SquareSums operator()(DesignRows& rows) const {
    const TableRows set_rows(task_.design, rows, groups_of_rows(pass_.summary, pass_.needs, rows));
    const Matrix own = own_parts(set_rows, averaged_rows(rows));
    const LinearForm observed = set_rows.predictor(observed_setting());
    const Matrix z = observed.dense(by_score_.cols());
    const Model& model = task_.design.model();
    const CurveValues curve = model.curve.values(observed.values(model.coefficients));
    const Matrix pull = by_score_ * z.transpose();  // c x rows
    // d log-likelihood / d eta of an event and of a non-event.
    const Vector event = curve.relative_d1();
    const Vector nonevent = -curve.relative_d1_of_complement();
    Matrix influence(pull.rows(), (grouped_ ? 2 : 1) * rows.rows());
    Vector counts(influence.cols());
    std::vector<Index> row_of_kind;
    Index kinds = 0;  // of observations: the events and the non-events of a row are alike
    for (Index i = 0; i < rows.rows(); ++i) {
      const Units units = observations_of(rows, i);
      const double share = rows.share[i];
      const auto add = [&](double count, double score) {
        if (count == 0.0) return;
        influence.col(kinds) = units.weight * (own.col(i) + score * pull.col(i));
        counts[kinds] = count;
        row_of_kind.push_back(i);
        ++kinds;
      };
      if (grouped_) {
        add(share * units.count, event[i]);
        add((1.0 - share) * units.count, nonevent[i]);
      } else {
        add(units.count, share * event[i] + (1.0 - share) * nonevent[i]);
      }
    }
    const auto used = influence.leftCols(kinds);
    const double observations = counts.head(kinds).sum();
    if (pass_.clusters.empty()) {
      return {.squares = used * counts.head(kinds).asDiagonal() * used.transpose(),
              .observations = observations,
              .clusters = {}};
    }
    ObservedClusters met = observed_clusters(cluster_keys(rows.data, pass_.clusters));
    ClusterSums sums(std::move(met.keys), used.rows());
    for (Index k = 0; k < kinds; ++k) {
      const auto row = static_cast<std::size_t>(row_of_kind[static_cast<std::size_t>(k)]);
      sums.values.col(met.place[row]) += counts[k] * used.col(k);
    }
    return {.squares = Matrix::Zero(used.rows(), used.rows()),
            .observations = observations,
            .clusters = std::move(sums)};
  }

 private:
  /// A setting without cells: the rows as observed. CounterfactualDesign has it last.
  Index observed_setting() const { return static_cast<Index>(task_.design.settings().size()) - 1; }

  /// The observations that a row stands for: how many, and how heavy each of them is.
  struct Units {
    double count;
    double weight;
  };

  Units observations_of(const DesignRows& rows, Index i) const {
    const double trials = grouped_ ? rows.data.trials[i] : 1.0;
    const double copies = rows.data.frequency.size() > 0 ? rows.data.frequency[i] : 1.0;
    return {.count = trials * copies, .weight = rows.data.case_weight[i] / copies};
  }

  /// Which rows the averages are over: a filter of theirs leaves the sample of the fit as it is.
  std::vector<bool> averaged_rows(const DesignRows& rows) const {
    std::vector<bool> result(static_cast<std::size_t>(rows.rows()), true);
    if (!pass_.within) return result;
    const Vector within = evaluate(*pass_.within, rows.data.bindings, rows.rows());
    for (Index i = 0; i < rows.rows(); ++i) {
      result[static_cast<std::size_t>(i)] = within[i] != 0.0 && !std::isnan(within[i]);
    }
    return result;
  }

  /// D (g_i - gbar) / W, c x rows; 0 for rows that the averages are not over.
  Matrix own_parts(const TableRows& rows, const std::vector<bool>& averaged) const {
    Matrix deviations = Matrix::Zero(task_.size(), rows.rows());  // (g_i - gbar) / W
    for (Index q = 0; q < static_cast<Index>(task_.quantities.size()); ++q) {
      const Quantity& quantity = task_.quantities[static_cast<std::size_t>(q)];
      const LinearForm eta = rows.predictor(quantity.setting);
      const Vector& gamma = task_.design.model().coefficients;
      const CurveValues curve = task_.design.model().curve.values(eta.values(gamma));
      const Jet jet =
          quantity_jet(quantity, quantity_forms(quantity, rows, eta), curve, gamma, task_.function);
      for (Index i = 0; i < rows.rows(); ++i) {
        if (!averaged[static_cast<std::size_t>(i)]) continue;
        const Index group = rows.groups().empty() ? 0 : rows.groups()[static_cast<std::size_t>(i)];
        const Index m = task_.numbering().number(group, q);
        deviations(m, i) = (jet.value[i] - averages_.values[m]) / averages_.weight[m];
      }
    }
    Matrix own = Matrix::Zero(static_cast<Index>(terms_.size()), rows.rows());
    for (std::size_t c = 0; c < terms_.size(); ++c) {
      for (const auto& [average, weight] : terms_[c]) {
        own.row(static_cast<Index>(c)) += weight * deviations.row(average);
      }
    }
    return own;
  }

  const AverageTask& task_;
  const Averages& averages_;
  const CounterfactualPass& pass_;
  Vector unit_;      // of the combinations
  Matrix by_score_;  // D J H^-1 in these units, c x p
  bool grouped_;     // rows are groups of trials
  std::vector<std::vector<std::pair<Index, double>>> terms_;
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
  const Influence influence(task, plan, averages, combined, pass);
  SquareSums sums = sum_over_blocks(pass.reader, pass.execution, zero, influence, "margins");
  if (!pass.clusters.empty()) sums.square_clusters();
  return {.unit = influence.unit(),
          .matrix = sums.squares * (sums.observations / (sums.observations - 1.0)),
          .root = {},
          .own_degrees = {}};
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
