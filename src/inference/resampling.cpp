#include "inference/resampling.hpp"

#include "base/special_values.hpp"
#include "design/cluster_sums.hpp"
#include "inference/clustered_covariance.hpp"
#include "inference/robust_covariance.hpp"
#include "likelihood/model_likelihood.hpp"
#include "math/random_bits.hpp"
#include "model/coordinates.hpp"
#include "parallel/block_reduce.hpp"
#include "solve/maximize.hpp"
#include "solve/restricted_objective.hpp"

#include <odds/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>

namespace odds {
namespace {

/// The used rows of a block: their places in the file, frequencies, and clusters.
struct UsedRows {
  std::vector<Index> row;
  std::vector<double> copies;
  std::vector<ClusterKey> keys;  // empty without clusters

  auto fields() { return std::tie(row, copies, keys); }
};

UsedRows used_rows(const DesignRows& rows, const std::vector<std::string>& clusters) {
  UsedRows used;
  for (Index i = 0; i < rows.rows(); ++i) {
    used.row.push_back(rows.data.first + rows.data.position[static_cast<std::size_t>(i)]);
  }
  const Vector copies = rows.copies();
  used.copies.assign(copies.begin(), copies.end());
  if (!clusters.empty()) used.keys = cluster_keys(rows.data, clusters);
  return used;
}

void append(const UsedRows& part, UsedRows& all) {
  all.row.insert(all.row.end(), part.row.begin(), part.row.end());
  all.copies.insert(all.copies.end(), part.copies.begin(), part.copies.end());
  all.keys.insert(all.keys.end(), part.keys.begin(), part.keys.end());
}

ResamplingUnits rows_as_units(UsedRows used, Index file_rows) {
  ResamplingUnits units{
      .of_row = std::vector<std::int32_t>(static_cast<std::size_t>(file_rows), -1),
      .copies = std::move(used.copies)};
  for (std::size_t i = 0; i < used.row.size(); ++i) {
    units.of_row[static_cast<std::size_t>(used.row[i])] = static_cast<std::int32_t>(i);
  }
  return units;
}

ResamplingUnits clusters_as_units(const UsedRows& used, Index file_rows) {
  const ObservedClusters met = observed_clusters(used.keys);
  ResamplingUnits units{
      .of_row = std::vector<std::int32_t>(static_cast<std::size_t>(file_rows), -1),
      .copies = std::vector<double>(met.keys.size(), 1.0)};
  for (std::size_t i = 0; i < used.row.size(); ++i) {
    units.of_row[static_cast<std::size_t>(used.row[i])] = static_cast<std::int32_t>(met.place[i]);
  }
  return units;
}

/// The units without unit `left_out`, or without one of its copies.
std::vector<double> jackknife_counts(const ResamplingUnits& units, Index left_out) {
  std::vector<double> counts(units.copies.size(), 1.0);
  const auto i = static_cast<std::size_t>(left_out);
  counts[i] = (units.copies[i] - 1.0) / units.copies[i];
  return counts;
}

/// What resamples are fitted with.
class Refitting {
 public:
  Refitting(const DesignReader& reader, const Model& model, const VarianceChoice& choice,
            const ResamplingUnits& units, const Execution& execution)
      : choice_(choice),
        units_(units),
        execution_(execution),
        likelihood_(reader, inner_, model.curve),
        shared_(reader, execution, model.curve),
        kept_(kept_columns(model)),
        start_(model.coefficients(kept_)) {}

  Index count() const {
    return choice_.kind == Variance::jackknife ? static_cast<Index>(units_.copies.size())
                                               : choice_.resamples;
  }

  /// The estimates of each resample, in their order; empty where there are none.
  std::vector<Vector> run() const {
    std::vector<Vector> estimates;
    estimates.reserve(static_cast<std::size_t>(count()));
    if (execution_.communicator().size() > 1) {
      for (Index r = 0; r < count(); ++r) estimates.push_back(fitted(shared_, r));
      return estimates;
    }
    write_blocks_in_order(
        Resamples(count()), execution_, [&](Index r) { return fitted(likelihood_, r); },
        [&](Vector&& estimate) { estimates.push_back(std::move(estimate)); }, "resamples");
    return estimates;
  }

 private:
  Vector fitted(const ModelLikelihood& all, Index resample) const {
    const std::vector<double> counts = choice_.kind == Variance::jackknife
                                           ? jackknife_counts(units_, resample)
                                           : bootstrap_counts(units_, choice_.seed, resample);
    const ModelLikelihood resampled = all.resampled({units_.of_row, counts});
    const RestrictedObjective objective(resampled, kept_);
    const Maximum maximum = maximize(objective, start_);
    return maximum.converged() ? maximum.point : Vector();
  }

  const VarianceChoice& choice_;
  const ResamplingUnits& units_;
  const Execution& execution_;
  Execution inner_{.threads = 1, .memory = 0, .progress = {}, .processes = nullptr};
  ModelLikelihood likelihood_;  // of one thread
  ModelLikelihood shared_;      // of all processes
  std::vector<Index> kept_;
  Vector start_;
};

void require_two(std::size_t used, std::size_t all) {
  if (used >= 2) return;
  throw Error(ErrorKind::model,
              {.what = fmt::format("{} of {} resamples have estimates: in the others the data are "
                                   "separated, or a column has no rows",
                                   used, all),
               .where = {},
               .hint = "the variance model, or --firth, needs no resamples",
               .excerpt = {}});
}

/// Sum of weight (estimate - mean)(estimate - mean)', and the sum of weights.
struct Spread {
  Matrix squares;
  double weight = 0.0;
};

Spread spread_of(const std::vector<Vector>& estimates, const std::vector<double>& weights) {
  const Index k = estimates.front().size();
  Spread spread{.squares = Matrix::Zero(k, k), .weight = 0.0};
  Vector mean = Vector::Zero(k);
  for (std::size_t r = 0; r < estimates.size(); ++r) {
    mean += weights[r] * estimates[r];
    spread.weight += weights[r];
  }
  mean /= spread.weight;
  for (std::size_t r = 0; r < estimates.size(); ++r) {
    const Vector gap = estimates[r] - mean;
    spread.squares += weights[r] * gap * gap.transpose();
  }
  return spread;
}

/// p numbers for each estimate, one estimate after the other; NaN where aliased.
std::vector<double> in_original_units(const Model& model, const std::vector<Vector>& estimates) {
  const SparseMatrix map = estimate_map(model.plan, model.dependencies);
  const std::vector<Index> kept = kept_columns(model);
  std::vector<double> result;
  for (const Vector& estimate : estimates) {
    Vector working = Vector::Zero(model.plan.columns());
    working(kept) = estimate;
    Vector original = map * working;
    for (const Dependency& dependency : model.dependencies) original[dependency.column] = kNaN;
    result.insert(result.end(), original.begin(), original.end());
  }
  return result;
}

/// Sums over units of the squares and the cubes of their influences on the coefficients.
struct InfluencePowers {
  Vector squares;  // p
  Vector cubes;    // p

  void add(const Vector& influence, double copies) {
    squares += copies * influence.cwiseAbs2();
    cubes += copies * influence.cwiseProduct(influence.cwiseAbs2());
  }
  InfluencePowers& operator+=(const InfluencePowers& other) {
    squares += other.squares;
    cubes += other.cubes;
    return *this;
  }
  auto fields() { return std::tie(squares, cubes); }
};

/// The map of scores to influences on the coefficients in original units, p x p.
Matrix influence_map(const Model& model) {
  return Matrix(estimate_map(model.plan, model.dependencies)) * model.information_inverse().core /
         model.factor;
}

InfluencePowers no_powers(const Model& model) {
  const Index p = model.plan.columns();
  return {.squares = Vector::Zero(p), .cubes = Vector::Zero(p)};
}

InfluencePowers powers_of_clusters(const Matrix& scores, const Model& model) {
  const Matrix influences = influence_map(model) * scores;
  InfluencePowers powers = no_powers(model);
  for (Index g = 0; g < influences.cols(); ++g) powers.add(influences.col(g), 1.0);
  return powers;
}

InfluencePowers powers_of_rows(const DesignReader& reader, const Model& model,
                               const Execution& execution) {
  const Matrix by_score = influence_map(model);
  const InfluencePowers none = no_powers(model);
  return sum_over_blocks(reader, execution, none, [&](DesignRows& rows) {
    const RowTerms terms = row_terms(rows, model);
    InfluencePowers powers = none;
    std::vector<DesignEntry> entries;
    for (Index i = 0; i < rows.rows(); ++i) {
      Vector influence = Vector::Zero(by_score.rows());
      read_row(rows.x, i, entries);
      for (const DesignEntry& entry : entries) {
        influence += entry.value * by_score.col(entry.column);
      }
      powers.add(terms.residual[i] / terms.copies[i] * influence, terms.copies[i]);
    }
    return powers;
  });
}

std::vector<double> accelerations(const InfluencePowers& powers) {
  const Vector sizes = powers.squares.cwiseSqrt();
  return to_std(powers.cubes.array() / (6.0 * sizes.array().cube()));
}

}  // namespace

ResamplingUnits resampling_units(const DesignReader& reader,
                                 const std::vector<std::string>& clusters,
                                 const Execution& execution) {
  UsedRows all;
  write_blocks_in_order(
      reader, execution, [&](DesignRows& rows) { return used_rows(rows, clusters); },
      [&](UsedRows&& part) { append(part, all); }, "resamples");
  const auto make = [&] {
    ResamplingUnits units = clusters.empty() ? rows_as_units(std::move(all), reader.row_count())
                                             : clusters_as_units(all, reader.row_count());
    return std::pair(std::move(units.of_row), std::move(units.copies));
  };
  auto [of_row, copies] = on_first_rank(execution, make, "resamples");
  return {.of_row = std::move(of_row), .copies = std::move(copies)};
}

std::vector<double> bootstrap_counts(const ResamplingUnits& units, std::uint64_t seed,
                                     Index resample) {
  const std::vector<double>& copies = units.copies;
  const bool are_single = std::ranges::all_of(copies, [](double c) { return c == 1.0; });
  std::vector<double> ends(are_single ? 0 : copies.size());
  if (!are_single) std::inclusive_scan(copies.begin(), copies.end(), ends.begin());
  const auto draws = are_single ? copies.size() : static_cast<std::uint64_t>(ends.back());
  std::vector<double> counts(copies.size(), 0.0);
  const RandomStream stream(seed, static_cast<std::uint64_t>(resample));
  for (std::uint64_t j = 0; j < draws; ++j) {
    const std::uint64_t place = stream.below(draws, j);
    const auto unit =
        are_single ? static_cast<std::ptrdiff_t>(place)
                   : std::ranges::upper_bound(ends, static_cast<double>(place)) - ends.begin();
    counts[static_cast<std::size_t>(unit)] += 1.0;
  }
  for (std::size_t u = 0; u < counts.size(); ++u) counts[u] /= copies[u];
  return counts;
}

ResampledCovariance resampled_covariance(const DesignReader& reader, const Model& model,
                                         const VarianceChoice& choice, const Execution& execution) {
  ResampledCovariance result;
  ClusterScores clusters;
  if (!choice.clusters.empty()) {
    clusters = cluster_scores(reader, model, choice.clusters.front(), execution);
    result.counts.push_back(clusters.counts);
  }
  const ResamplingUnits units = resampling_units(reader, choice.clusters, execution);
  const bool is_jackknife = choice.kind == Variance::jackknife;
  const std::vector<Vector> all = Refitting(reader, model, choice, units, execution).run();
  std::vector<Vector> used;
  std::vector<double> weights;
  for (std::size_t r = 0; r < all.size(); ++r) {
    if (all[r].size() == 0) continue;
    used.push_back(all[r]);
    weights.push_back(is_jackknife ? units.copies[r] : 1.0);
  }
  require_two(used.size(), all.size());
  const Spread spread = spread_of(used, weights);
  const double n = spread.weight;
  const Matrix of_kept = spread.squares * (is_jackknife ? (n - 1.0) / n : 1.0 / (n - 1.0));
  const std::vector<Index> kept = kept_columns(model);
  const Index p = model.plan.columns();
  result.covariance = Matrix::Zero(p, p);
  result.covariance(kept, kept) = 0.5 * (of_kept + of_kept.transpose());
  result.resampling = {.resamples = static_cast<Index>(all.size()),
                       .left_out = static_cast<Index>(all.size() - used.size()),
                       .seed = is_jackknife ? 0 : choice.seed};
  if (!is_jackknife) {
    result.resampling.estimates = in_original_units(model, used);
    result.resampling.acceleration =
        accelerations(choice.clusters.empty() ? powers_of_rows(reader, model, execution)
                                              : powers_of_clusters(clusters.scores, model));
  }
  return result;
}

}  // namespace odds
