#include "report/variance_words.hpp"

#include <odds/notes.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace odds {
namespace {

/// What a clustered covariance is multiplied by, or made of.
const char* clustered_text(Variance variance) {
  switch (variance) {
    case Variance::cr0:
      return "CR0";
    case Variance::cr1s:
      return "CR1S, times G/(G-1) (n-1)/(n-k)";
    case Variance::cr2:
      return "CR2 of Bell and McCaffrey";
    case Variance::cr3:
      return "CR3, nearly the jackknife";
    default:
      return "times G/(G-1) as in Stata's logit";
  }
}

/// `clustered by id (537 clusters), times G/(G-1) as in Stata's logit`
std::string clusters_sentence(const Fit& fit) {
  std::string columns;
  std::string counts;
  for (const ClusterCounts& each : fit.clusters()) {
    if (each.columns.size() > 1) continue;
    columns += (columns.empty() ? "" : " and ") + each.columns.front();
    counts += fmt::format("{}{:g}", counts.empty() ? "" : " and ", each.clusters);
  }
  return fmt::format("clustered by {} ({} clusters), {}", columns, counts,
                     clustered_text(fit.variance()));
}

/// `bootstrap of 1000 resamples of the rows, seed 1`
std::string resampling_sentence(const Fit& fit) {
  const Resampling& resampling = fit.resampling();
  const std::string units =
      fit.clusters().empty()
          ? std::string("the rows")
          : fmt::format("the {:g} clusters of {}", fit.clusters().front().clusters,
                        fit.clusters().front().columns.front());
  if (fit.variance() == Variance::jackknife) return "jackknife over " + units;
  return fmt::format("bootstrap of {} resamples of {}, seed {}", resampling.resamples, units,
                     resampling.seed);
}

std::string robust_sentence(Variance variance) {
  switch (variance) {
    case Variance::hc0:
      return "robust HC0 (sandwich of the rows' scores)";
    case Variance::hc1:
      return "robust HC1 (sandwich of the rows' scores, times n/(n-k))";
    case Variance::hc2:
      return "robust HC2 (sandwich of the rows' scores over sqrt(1 - h))";
    case Variance::hc3:
      return "robust HC3 (sandwich of the rows' scores over 1 - h)";
    default:
      return "robust (sandwich of the rows' scores, times n/(n-1) as in Stata)";
  }
}

}  // namespace

std::string covariance_name(const Fit& fit) {
  if (!fit.covariance_label().empty()) return fit.covariance_label();
  if (is_clustered(fit.variance()) || is_resampled(fit.variance())) {
    return fit.variance_choice().text();
  }
  switch (fit.variance()) {
    case Variance::hc0:
      return "robust HC0";
    case Variance::hc1:
      return "robust HC1";
    case Variance::hc2:
      return "robust HC2";
    case Variance::hc3:
      return "robust HC3";
    case Variance::stata:
      return "robust n/(n-1)";
    default:
      return "model-based";
  }
}

std::string variance_sentence(const Fit& fit) {
  if (!fit.covariance_label().empty()) return fit.covariance_label() + " (given)";
  if (is_clustered(fit.variance())) return clusters_sentence(fit);
  if (is_resampled(fit.variance())) return resampling_sentence(fit);
  if (fit.variance() != Variance::model) {
    return fit.matched_sets().any() ? variance_of_sets(fit.variance())
                                    : robust_sentence(fit.variance());
  }
  const bool is_plain = fit.asymptotes().are_plain() && fit.guess_rate() != GuessRate::estimated;
  if (has_asymptotes(fit) && !(is_plain && fit.link() != Link::logit)) {
    return "model-based (inverse observed information at the maximum)";
  }
  const std::string observed = code_text(NoteCode::observed_information);
  if (std::ranges::find(fit.notes(), observed, &Note::code) != fit.notes().end()) {
    return "model-based (inverse observed information at the maximum)";
  }
  return fit.link() == Link::logit ? "model-based (inverse information at the maximum)"
                                   : "model-based (inverse expected information at the maximum)";
}

Grid clusters_grid(const Fit& fit) {
  Grid grid{.id = "clusters",
            .title = {},
            .columns = {{"columns", {}}, {"clusters", {}}, {"largest.share", {}}},
            .rows = {},
            .audience = Audience::programs};
  for (const ClusterCounts& counts : fit.clusters()) {
    grid.rows.push_back({fmt::format("{}", fmt::join(counts.columns, ",")), Count{counts.clusters},
                         Estimate{counts.largest_share}});
  }
  return grid;
}

}  // namespace odds
