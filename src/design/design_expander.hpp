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

  /// > 0: infinite values of expressions become this large, with their sign.
  double stand_in = 0.0;
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

/// The order of what an expander writes: columns, or their first or second derivatives.
enum class DesignOrder { value, first, second };

/// Writes working columns (see Centring) of chosen terms. Refers to the plan.
class DesignExpander {
 public:
  /// All terms of the design.
  explicit DesignExpander(const DesignPlan& plan);

  /// The terms that name one of `variables`.
  static DesignExpander terms_naming(const DesignPlan& plan,
                                     const std::vector<std::string>& variables);

  /// The terms that name one of `variables` or a condition on it; all others do not change when
  /// these do.
  static DesignExpander terms_with(const DesignPlan& plan,
                                   const std::vector<std::string>& variables);
  static DesignExpander terms_with(const DesignPlan& plan, const std::string& variable) {
    return terms_with(plan, std::vector<std::string>{variable});
  }

  /// d/d variable of every column that depends on it as a number, in closed form. Terms whose
  /// derivative is 0 everywhere, as that of a comparison, are left out.
  static DesignExpander derivative(const DesignPlan& plan, const std::string& variable);

  /// d2 / d first d second of every column, in closed form; `first` and `second` may be the same.
  static DesignExpander second_derivative(const DesignPlan& plan, const std::string& first,
                                          const std::string& second);

  void expand(const DesignInput& input, DesignBlock& out) const;

  /// The same with the centred column wherever a residual column stands in its place.
  void expand_centred(const DesignInput& input, DesignBlock& out) const;

  bool empty() const { return terms_.empty(); }

  /// Whether nothing but `variables` decides on its columns, through conditions on them or
  /// directly, and none of the columns is eliminated.
  bool depends_only_on(const std::vector<std::string>& variables) const;

  /// The design columns of its terms.
  std::vector<Index> columns() const;

  /// The derivative of all p working columns where it is the same in every row, as it is when the
  /// variable enters by itself; else nothing. Only for an expander made by `derivative`.
  std::optional<Vector> constant_derivative() const;

 private:
  DesignExpander(const DesignPlan& plan, std::vector<Index> terms);

  /// A derivative of the plan's expressions, each empty where it is 0 everywhere.
  using Derivatives = std::vector<std::optional<Expression>>;
  static Derivatives first_derivatives(const DesignPlan& plan, const std::string& variable);

  /// Per expression of the plan, those that are needed.
  struct Values {
    std::vector<ExpressionValues> plain;
    std::vector<ExpressionValues> d1;         ///< in the (first) variable, of derivatives
    std::vector<ExpressionValues> d1_second;  ///< in the second one, of second derivatives
    std::vector<ExpressionValues> d2;         ///< in both, likewise
  };
  Values evaluate_parts(const DesignInput& input) const;
  void write_column(const DesignTerm& term, const Values& values, Eigen::Ref<Vector> out) const;
  void add_d1(const DesignTerm& term, const Values& values, Eigen::Ref<Vector> out) const;
  void add_d2(const DesignTerm& term, const Values& values, Eigen::Ref<Vector> out) const;
  bool has_d2(const DesignTerm& term) const;
  void expand_indicators(const DesignTerm& term, const DesignInput& input,
                         IndicatorGroup& out) const;

  const DesignPlan& plan_;
  std::vector<Index> terms_;
  std::vector<bool> needed_;  // per expression of the plan
  DesignOrder order_ = DesignOrder::value;
  Derivatives d1_;         // per expression, in the (first) variable; of derivatives
  Derivatives d1_second_;  // in the second one; of second derivatives
  Derivatives d2_;         // in both; likewise
};

}  // namespace odds
