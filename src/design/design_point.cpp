#include "design/design_point.hpp"

#include "design/residual_columns.hpp"

#include <cstdint>

namespace odds {
namespace {

/// The share of the rows in a point that have column `column` of a term.
double share_of_column(const DesignPlan& plan, const DesignTerm& term, const PointCells& cells,
                       Index column) {
  double share = 1.0;
  for (const FactorUse& use : term.factors) {
    const auto v = static_cast<std::size_t>(use.variable);
    const Index columns =
        static_cast<Index>(plan.variables[v].levels.size()) - (use.base < 0 ? 0 : 1);
    const Index own = column % columns;
    column /= columns;
    share *= cells.mixtures[v][use.base < 0 || own < use.base ? own : own + 1];
  }
  return share;
}

const DesignTerm& term_at(const DesignPlan& plan, Index first_column) {
  for (const DesignTerm& term : plan.terms) {
    if (term.first_column == first_column) return term;
  }
  return plan.terms.front();
}

/// Spreads `value`, the multiplier of an indicator term, over the term's columns.
void spread(const DesignPlan& plan, const PointCells& cells, Index first_column, double value,
            Vector& row) {
  const DesignTerm& term = term_at(plan, first_column);
  for (Index j = 0; j < term.columns; ++j) {
    row[first_column + j] = value * share_of_column(plan, term, cells, j);
  }
}

}  // namespace

Bindings point_bindings(const DesignPlan& plan, const PointCells& cells) {
  Bindings bindings;
  for (std::size_t v = 0; v < plan.variables.size(); ++v) {
    if (plan.variables[v].type != ColumnType::number) continue;
    bindings[plan.variables[v].name] = {.numbers = {&cells.numbers[v], 1}};
  }
  return bindings;
}

Vector point_row(const DesignPlan& plan, const DesignExpander& expander, const PointCells& cells) {
  const Bindings bindings = point_bindings(plan, cells);
  const std::int32_t any = 0;
  DesignInput input{.rows = 1, .bindings = &bindings, .levels = {}};
  input.levels.assign(plan.variables.size(), {&any, 1});
  DesignBlock block;
  expander.expand_centred(input, block);
  Vector row = Vector::Zero(plan.columns());
  for (std::size_t d = 0; d < block.dense_columns.size(); ++d) {
    row[block.dense_columns[d]] = block.dense(0, static_cast<Index>(d));
  }
  for (const IndicatorGroup& group : block.indicators) {
    const double value = group.multiplier.empty() ? 1.0 : group.multiplier.front();
    spread(plan, cells, group.first_column, value, row);
  }
  if (block.eliminated) spread(plan, cells, block.eliminated->first_column, 1.0, row);
  take_residuals(plan.centring.residuals, row);
  return row;
}

}  // namespace odds
