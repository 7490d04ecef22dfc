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

/// The values of an expression in some rows: the cells themselves where it is a bare column.
class ExpressionValues {
 public:
  ExpressionValues() = default;
  ExpressionValues(const Expression& expression, const DesignInput& input);
  ExpressionValues(ExpressionValues&&) = default;
  ExpressionValues& operator=(ExpressionValues&&) = default;

  Eigen::Map<const Vector> view() const { return {data_, rows_}; }
  bool is_empty() const { return rows_ == 0; }

 private:
  Vector computed_;
  const double* data_ = nullptr;
  Index rows_ = 0;
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

  /// The design columns of its terms.
  std::vector<Index> columns() const;

  /// The derivative of all p working columns where it is the same in every row, as it is when the
  /// variable enters by itself; else nothing. Only for an expander made by `derivative`.
  std::optional<Vector> constant_derivative() const;

 private:
  DesignExpander(const DesignPlan& plan, std::vector<Index> terms);

  /// Per expression of the plan, those that are needed.
  struct Values {
    std::vector<ExpressionValues> plain;
    std::vector<ExpressionValues> slopes;  ///< empty for plain columns
  };
  Values evaluate_parts(const DesignInput& input) const;
  Vector product(const DesignTerm& term, const Values& values, std::size_t skip, Index rows) const;
  void write_column(const DesignTerm& term, const Values& values, Eigen::Ref<Vector> out) const;
  void expand_indicators(const DesignTerm& term, const DesignInput& input,
                         IndicatorGroup& out) const;

  const DesignPlan& plan_;
  std::vector<Index> terms_;
  std::vector<bool> needed_;                       // per expression of the plan
  std::vector<std::optional<Expression>> slopes_;  // per expression; empty: plain columns
};

}  // namespace odds
