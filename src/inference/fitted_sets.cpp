#include "inference/fitted_sets.hpp"

#include "model/new_data.hpp"

#include <memory>

namespace odds {
namespace {

ConditionalLikelihood likelihood_of(const Model& model, const Table& table,
                                    const Execution& execution) {
  const DesignReader reader(scan_for(model, model.roles, table, execution), model.roles, model.plan,
                            model.response);
  const std::string& column = model.roles.strata;
  const SetCensus census = count_sets(reader, column, execution);
  return {std::make_shared<const MatchedSets>(gather_sets(reader, column, census, execution)),
          execution};
}

}  // namespace

FittedSets::FittedSets(const Fit& fit, const Table& table, const Execution& execution)
    : FittedLikelihood(fit.model()),
      likelihood_(likelihood_of(fit.model(), table, execution).on(kept())) {
  leave_out_decided(fit.model());
  require_value_at_maximum(fit, table);
}

}  // namespace odds
