#include "inference/set_variance.hpp"

#include "inference/clustered_covariance.hpp"
#include "inference/resampling.hpp"
#include "inference/robust_covariance.hpp"
#include "model/coordinates.hpp"

#include <odds/notes.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace odds {
namespace {

/// More than this share of the weight in one cluster is noted.
constexpr double kHeavyShare = 0.5;

std::string columns_text(const ClusterCounts& counts) {
  return fmt::format("{}", fmt::join(counts.columns, " and "));
}

void note_heavy_cluster(const ClusterCounts& counts, FitParts& fit) {
  fit.notes.push_back(make_note(
      NoteCode::heavy_cluster,
      fmt::format("One cluster of {} holds {:.0f} % of the weight: what the variance rests "
                  "on is that cluster against the others.",
                  columns_text(counts), 100.0 * counts.largest_share)));
}

void note_clusters(FitParts& fit) {
  const bool has_degrees = fit.variance == Variance::cr2 || fit.variance == Variance::cr3;
  for (const ClusterCounts& counts : fit.clusters) {
    if (counts.columns.size() > 1) continue;
    if (!has_degrees && counts.clusters < kFewClusters) {
      const std::string column = columns_text(counts);
      const bool is_only_column = fit.clusters.size() == 1;
      fit.notes.push_back(few_clusters_note(
          counts.clusters, column,
          is_only_column ? fmt::format("; cr2:{0} and cr3:{0} allow for that", column) : ""));
    }
    if (counts.largest_share > kHeavyShare) note_heavy_cluster(counts, fit);
  }
  if (!fit.covariance_repaired) return;
  fit.notes.push_back(
      make_note(NoteCode::covariance_repaired,
                "The two-way clustered covariance had negative eigenvalues, which were taken for "
                "0, as is usual (Cameron, Gelbach and Miller 2011)."));
}

/// Standard errors below this share of the model's are rounding.
constexpr double kRounding = 1e-10;

/// What of the covariance is rounding alone becomes 0: the columns whose scores add up to 0 in
/// every cluster.
std::vector<Index> blank_rounding(const Model& model, Matrix& covariance) {
  std::vector<Index> blank;
  for (const Index j : kept_columns(model)) {
    const double usual = model.bread->core(j, j);
    if (covariance(j, j) < kRounding * kRounding * usual) blank.push_back(j);
  }
  for (const Index j : blank) {
    covariance.row(j).setZero();
    covariance.col(j).setZero();
  }
  return blank;
}

void note_no_variance(const std::vector<Index>& columns, FitParts& fit) {
  constexpr std::size_t kMostNames = 3;
  std::string names;
  for (std::size_t k = 0; k < std::min(kMostNames, columns.size()); ++k) {
    names += (k > 0 ? ", " : "") + fit.names[static_cast<std::size_t>(columns[k])];
  }
  if (columns.size() > kMostNames)
    names += fmt::format(" and {} more", columns.size() - kMostNames);
  fit.notes.push_back(make_note(
      NoteCode::no_clustered_variance,
      fmt::format(
          "The clustered variance of {} is 0, which is no precision: their scores add up to "
          "0 in every cluster, as those of a factor do whose levels are the clusters.",
          names)));
}

void note_left_out(FitParts& fit) {
  const Resampling& resampling = fit.resampling;
  if (resampling.left_out == 0) return;
  fit.notes.push_back(make_note(
      NoteCode::resamples_left_out,
      fmt::format("{} of {} resamples are left out: in them the data are separated, or a column "
                  "has no rows. The variance is that of the others, and so too small.",
                  resampling.left_out, resampling.resamples)));
}

void forget_variance(FitParts& fit, Model& model) {
  for (const NoteCode code :
       {NoteCode::few_clusters, NoteCode::heavy_cluster, NoteCode::covariance_repaired,
        NoteCode::resamples_left_out, NoteCode::no_clustered_variance}) {
    std::erase_if(fit.notes, [&](const Note& note) { return note.code == code_text(code); });
  }
  model.covariance_label.clear();
  model.contrast_degrees.reset();
  fit.clusters.clear();
  fit.covariance_repaired = false;
  fit.resampling = {};
}

/// A covariance with what the fit says of it.
struct ChosenCovariance {
  ClusteredCovariance of;
  Resampling resampling;
};

ChosenCovariance chosen(const DesignReader& reader, const Model& model,
                        const VarianceChoice& choice, const Execution& execution) {
  const auto rank = static_cast<Index>(kept_columns(model).size());
  ChosenCovariance result;
  if (is_clustered(choice.kind)) {
    result.of = clustered_covariance(reader, model, choice, rank, execution);
  } else if (is_resampled(choice.kind)) {
    ResampledCovariance resampled = resampled_covariance(reader, model, choice, execution);
    result.of.covariance = std::move(resampled.covariance);
    result.of.counts = std::move(resampled.counts);
    result.resampling = std::move(resampled.resampling);
  } else {
    result.of.covariance = robust_covariance(reader, model, choice.kind, rank, execution);
  }
  return result;
}

}  // namespace

Note few_clusters_note(double clusters, const std::string& column, const std::string& advice) {
  return make_note(
      NoteCode::few_clusters,
      fmt::format("There are {:g} clusters of {}: with fewer than {:g} a clustered variance tends "
                  "to be too small, and z-tests reject too often{}.",
                  clusters, column, kFewClusters, advice));
}

void set_variance(const DesignReader& reader, const VarianceChoice& choice,
                  const Execution& execution, FitParts& fit, Model& model) {
  ChosenCovariance result = chosen(reader, model, choice, execution);
  forget_variance(fit, model);
  fit.variance = choice.kind;
  fit.clusters = std::move(result.of.counts);
  fit.covariance_repaired = result.of.repaired;
  fit.resampling = std::move(result.resampling);
  if (!model.bread) model.bread = std::move(model.covariance);
  if (is_clustered(choice.kind)) {
    const std::vector<Index> blank = blank_rounding(model, result.of.covariance);
    if (!blank.empty()) note_no_variance(blank, fit);
  }
  model.covariance = {.core = std::move(result.of.covariance), .slope = {}, .variance = {}};
  model.contrast_degrees = std::move(result.of.degrees);
  note_clusters(fit);
  note_left_out(fit);
}

void set_own_variance(FitParts& fit, Model& model) {
  forget_variance(fit, model);
  fit.variance = Variance::model;
  if (!model.bread) return;
  model.covariance = std::move(*model.bread);
  model.bread.reset();
}

}  // namespace odds
