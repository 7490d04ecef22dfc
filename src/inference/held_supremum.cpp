#include "inference/held_supremum.hpp"

#include "math/rank.hpp"
#include "solve/maximize.hpp"
#include "solve/supremum.hpp"

namespace odds {
namespace {

/// Of the rows that the direction leaves undecided.
Index rank_of_undecided(const Objective& objective, const Vector& direction) {
  const auto rest = objective.separation_rows()->undecided(direction);
  return std::ssize(find_aliasing(rest->curvature_bound()).kept);
}

}  // namespace

HeldSupremum supremum_under(const Objective& objective, const AffineSpace& space,
                            const Vector& start) {
  const ConstrainedObjective held(objective, space);
  if (held.dimension() == 0) {
    return {.value = objective.evaluate(space.origin, Vector(), Order::value).value,
            .point = space.origin,
            .degrees_lost = objective.dimension()};
  }
  const Vector from = start.size() > 0 ? held.project(start) : Vector::Zero(held.dimension());
  const Supremum supremum = supremum_of(held, maximize(held, from));
  HeldSupremum result{.value = supremum.maximum.value,
                      .point = held.embed(supremum.point()),
                      .degrees_lost = space.rank};
  if (supremum.is_attained()) return result;
  const Vector direction = space.basis * supremum.maximum.separation.direction;
  result.degrees_lost = rank_of_undecided(objective, direction) - std::ssize(supremum.kept);
  return result;
}

}  // namespace odds
