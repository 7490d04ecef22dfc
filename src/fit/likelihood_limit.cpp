#include "fit/likelihood_limit.hpp"

#include "fit/estimation.hpp"
#include "model/coordinates.hpp"
#include "solve/supremum.hpp"

#include <utility>

namespace odds {
namespace {

Recession recession_of(const Objective& objective, const Supremum& supremum, const Model& model,
                       const std::vector<Index>& kept) {
  const Index p = model.plan.columns();
  Recession recession{.direction = Vector::Zero(p),
                      .escapes = Matrix::Zero(p, supremum.escapes.cols()),
                      .kept = {},
                      .columns = {}};
  recession.direction(kept) = supremum.maximum.separation.direction;
  recession.escapes(kept, Eigen::all) = supremum.escapes;
  for (const Index column : supremum.kept) {
    recession.kept.push_back(kept[static_cast<std::size_t>(column)]);
  }
  const Matrix map = estimate_map(model.plan, model.dependencies);
  for (Index j = 0; j < p; ++j) {
    const Vector weights = map.row(j).transpose();
    if (is_aliased_column(model, j) || recession.determines(weights)) continue;
    recession.columns.push_back(
        {j,
         sign_at_limit(objective, weights(kept), supremum.maximum.separation, recession.is_ray())});
  }
  return recession;
}

}  // namespace

Maximum go_to_limit(const Objective& objective, Maximum separated, const FitOptions& options,
                    Model& model, const std::vector<Index>& kept) {
  Supremum supremum = supremum_of(objective, std::move(separated), options.optimizer);
  model.recession = recession_of(objective, supremum, model, kept);
  keep_estimates(model, supremum.maximum, model.recession->kept);
  return std::move(supremum.maximum);
}

}  // namespace odds
