// Whether a finite maximum exists, proved from what a Newton step shows.
#pragma once

#include "solve/maximum.hpp"
#include "solve/separation_rows.hpp"

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

/// No step with a larger reach does.
inline constexpr double kOverlapReach = 0.5;

/// Looks for a direction of separation next to the Newton step `step`, and proves it on every row.
///
/// Along the iterations on separated data z_i' u tends to 1 or more on the separated rows and to 0
/// on the others. So d is the projection of u on the null space of the rows with z_i' u < 1/2 (the
/// inner rows). It is returned if no row is against it and at least one is decided (Sides).
///
/// None proves nothing about overlap. The direction is scaled to largest component 1. Two passes
/// over the data and O(p^3).
std::optional<Separation> find_separation(const SeparationRows& rows, VectorRef step);

/// `direction` as a separation, if it is one: no row is against it, and it decides at least one.
std::optional<Separation> proved_separation(const SeparationRows& rows, Vector direction);

/// A column that separates by itself: its values at events lie on one side of those at non-events,
/// or touch them. A comparison of minima and maxima, so that no outlier can hide it. Without a
/// constant column, zero must lie between the two. The first such column, if there is one.
std::optional<Separation> find_separating_column(const SeparationRows& rows);

/// Adds to a direction one that separates the rows that are tied along it, until these overlap, or
/// that cannot be proved, or none is left: then the separation is complete.
///
/// If d decides some rows and e some of the others, then M d + e decides both for a large enough M.
/// Each round solves the undecided rows on their own; it ends after at most p rounds, since each
/// direction is independent of those before it.
Separation extend_separation(const SeparationRows& rows, const Separation& separation);

}  // namespace odds
