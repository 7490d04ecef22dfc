// Whether a finite maximum exists, proved from what a Newton step shows.
#pragma once

#include "likelihood/objective.hpp"

#include <odds/optimizer.hpp>

#include <optional>

namespace odds {

/// Whether a Newton step u with reach = max_i |x_i' u| proves that the data overlap, so that a
/// finite maximum exists.
///
/// Write z_i = (2 y_i - 1) x_i, w_i for the probability of the outcome that row i did not have, and
/// d_i = w_i (1 - w_i). The data are separated exactly if no positive lambda has
/// sum_i lambda_i z_i = 0 (Stiemke's lemma; Albert and Anderson 1984, Biometrika 71, 1-10). With
/// the Newton step, (sum_i d_i x_i x_i') u = sum_i w_i z_i, the choice
/// lambda_i = w_i - d_i z_i' u = w_i (1 - (1 - w_i) z_i' u) solves the equation, and it is positive
/// wherever |x_i' u| < 1. Prior weights multiply w_i and d_i alike; offsets do not matter.
///
/// Margins for rounding: reach must be below 1/2, and the reciprocal condition number of the
/// information, scaled to unit diagonal, above 1e-12. The error that rounding of score and
/// information brings to x_i' u is then of the order of 1e-16 / 1e-12 = 1e-4, far below 1/2.
bool proves_overlap(double reach, double reciprocal_condition);

/// A direction of separation that has passed the check on every row.
struct FoundSeparation {
  Separation separation;

  /// Whether max |x_i' u| < 1e-2 over the inner rows. They then behave as data of their own with a
  /// finite maximum: 1/2 would prove it, but for what is left of the pull of the outer rows. If
  /// not, some of them may yet turn out to be outer ones, and a quasi-complete separation to be
  /// complete.
  bool inner_at_rest = false;
};

/// Looks for a direction of separation next to the Newton step `step` and checks it on every row.
///
/// Along the iterations on separated data z_i' u tends to 1 or more on the separated rows and to 0
/// on the others. So d is the projection of u on the null space of the rows with z_i' u < 1/2 (the
/// inner rows). It is a proof, up to rounding of z_i' d, when |x_i' d| is 0 on all inner rows and
/// z_i' d is positive on all others, of which there must be at least one: both to 1e-9 of the
/// largest part |x_ij d_j|. The rounding of such a sum of p parts is p * 1e-16 of it, and the
/// rounding of the columns themselves (centring, scaling) as much again.
///
/// Complete separation: no inner row. Nothing: no proof, which says nothing about overlap. The
/// direction is scaled to largest component 1. Two passes over the data and O(p^3).
std::optional<FoundSeparation> find_separation(const Objective& objective, VectorRef step);

}  // namespace odds
