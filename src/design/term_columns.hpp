// Which columns of a design belong to which term of its formula.
#pragma once

#include "design/design_plan.hpp"

#include <odds/formula.hpp>

#include <string>
#include <vector>

namespace odds {

/// A term and its run of columns.
struct TermColumns {
  Term term;
  std::string name;  ///< as in the formula: `C(race):smoke`
  Index first_column = 0;
  Index columns = 1;
};

/// Those of the terms that have columns, in the order of the plan; without the intercept. `plan` is
/// that of `formula`.
std::vector<TermColumns> term_columns(const Formula& formula, const DesignPlan& plan);

/// Whether `high` has all factors of `low`, and others.
bool contains(const Term& high, const Term& low);

/// Whether both have the same factors, in whatever order.
bool same_factors(const Term& one, const Term& other);

}  // namespace odds
