// From typed cells to rows of a design, of some of its terms, or of its derivative.
#pragma once

#include "design/design_block.hpp"
#include "design/design_plan.hpp"
#include "formula/expression.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace odds {

/// The cells of some rows in the plan's terms. A span of one element holds for every row.
struct DesignInput {
  Index rows = 0;
  const Bindings* bindings = nullptr;                 ///< numbers by name
  std::vector<std::span<const std::int32_t>> levels;  ///< per variable of the plan; of a factor
};

/// Writes working columns (see Centring) of chosen terms. Refers to the plan.
class DesignExpander {
 public:
  /// All terms of the design.
  explicit DesignExpander(const DesignPlan& plan);

  /// The terms that hold `variable`; all others do not change when it does.
  static DesignExpander terms_with(const DesignPlan& plan, const std::string& variable);

  /// d/d variable of every column that depends on it as a number, in closed form. Terms whose
  /// derivative is 0 everywhere, as that of a comparison, are left out.
  static DesignExpander derivative(const DesignPlan& plan, const std::string& variable);

  void expand(const DesignInput& input, DesignBlock& out) const;

  bool empty() const { return terms_.empty(); }

 private:
  DesignExpander(const DesignPlan& plan, std::vector<Index> terms);

  Vector product(const DesignTerm& term, const std::vector<Vector>& values, std::size_t skip,
                 Index rows) const;
  Vector column(const DesignTerm& term, const std::vector<Vector>& values,
                const std::vector<Vector>& slopes, Index rows) const;
  void expand_indicators(const DesignTerm& term, const DesignInput& input,
                         IndicatorGroup& out) const;

  const DesignPlan& plan_;
  std::vector<Index> terms_;
  std::vector<bool> needed_;                       // per expression of the plan
  std::vector<std::optional<Expression>> slopes_;  // per expression; empty: plain columns
};

}  // namespace odds
