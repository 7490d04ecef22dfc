// The supremum of a likelihood that has no maximum, where it has none.
#pragma once

#include "solve/maximum.hpp"
#include "solve/objective.hpp"

#include <memory>
#include <vector>

namespace odds {

/// The least upper bound of a concave log-likelihood of p unknowns, and where it is.
///
/// Let d be a direction of separation that decides as many rows as can be (Separation), and let t
/// tend to infinity: at x + t d the log-likelihood of the decided rows tends to 0, its upper bound,
/// and that of the others stays what it is at x. So the supremum is the maximum over these others,
/// which overlap, and so have one in what they see of x: the limiting conditional model of Geyer
/// (2009, Electronic J. Statistics 3, 259-289).
struct Supremum {
  /// Of the objective itself if it has one: then all else is trivial. Else that of `rest` in the
  /// unknowns `kept`, with the separation and the history of the objective's own iteration before
  /// it; its termination is `at_limit` if it converged.
  Maximum maximum;

  std::shared_ptr<const Objective> rest;  ///< of the undecided rows, of p unknowns; null: attained
  std::vector<Index> kept;                ///< unknowns that these rows tell apart, ascending
  Matrix escapes;                         ///< p x (p - kept): basis of the space they do not see

  bool is_attained() const { return rest == nullptr; }

  /// Where the rest has its maximum: p, 0 outside of `kept`.
  Vector point() const;
};

/// Goes on from where `maximize` of the objective ended, which has no eliminated levels. Unknowns
/// should be of about unit size.
Supremum supremum_of(const Objective& objective, Maximum maximum,
                     const OptimizerOptions& options = {});

/// The sign of the combination of unknowns with these weights along every direction in which the
/// likelihood tends to its supremum, of which `separation` holds one; 0: they differ. `is_ray`: all
/// are multiples of that. The undecided rows do not determine the combination.
///
/// If a direction left it alone, that would separate as many rows where the combination is held.
int sign_at_limit(const Objective& objective, const Vector& weights, const Separation& separation,
                  bool is_ray);

}  // namespace odds
