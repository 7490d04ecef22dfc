// The plan by which a fit turns columns of data into rows of its design, again and again.
#pragma once

#include "math/linear_algebra.hpp"

#include <odds/account.hpp>
#include <odds/formula.hpp>
#include <odds/table.hpp>

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace odds {

/// Columns that no design can have.
inline constexpr Index kMostColumns = 2'000'000;

/// A factor with more columns is eliminated, if it has a term of its own and no interaction: its
/// part of every p x p matrix is diagonal, and is kept as such (ArrowMatrix). With fewer columns
/// the dense matrix is faster, and holds all covariances.
inline constexpr Index kMostDenseLevels = 1000;

/// Count, mean, spread and range of an expression over the used rows.
struct Moments {
  double count = 0.0;
  double mean = 0.0;
  double std_dev = 0.0;  ///< divisor count - 1; 0 for one row
  double min = 0.0;
  double max = 0.0;
};

/// A column that the right-hand side uses, as it was when the model was fitted.
struct DesignVariable {
  std::string name;
  ColumnType type = ColumnType::number;
  Moments moments;                ///< of a number
  bool binary = false;            ///< a number that is 0 or 1 in every used row, and both somewhere
  bool few_whole_values = false;  ///< a number with at most 10 distinct values, all whole

  /// A value of a number that looks like the code of a missing one. Known while the model is
  /// fitted; model files do not keep it.
  std::optional<double> suspected_code = {};

  /// The levels of a factor, or of a number that is used as one, in the used rows, in natural
  /// order.
  std::vector<std::string> levels;
  std::vector<double> level_values;  ///< of a number: what the levels stand for
  std::vector<Index> level_rows;     ///< used rows per level

  /// The expression of a condition that counts as a number (see with_conditions).
  std::optional<Expression> definition = {};
};

/// A categorical factor of a term.
struct FactorUse {
  Index variable = 0;
  Index base = -1;  ///< the level without a column; -1: every level has one

  /// Column of a level within the factor, -1 for the base.
  Index column(Index level) const {
    if (base < 0 || level < base) return level;
    return level == base ? -1 : level - 1;
  }
};

/// A power of a numeric expression in a term.
struct NumericPart {
  Index expression = 0;
  int power = 1;
  auto operator<=>(const NumericPart&) const = default;
};

/// A term of the formula with its columns. The columns of its factors combine with the first factor
/// varying fastest, as in R.
struct DesignTerm {
  std::vector<NumericPart> numeric;  ///< sorted; their product multiplies the indicators
  std::vector<FactorUse> factors;    ///< none: a single dense column
  Index first_column = 0;
  Index columns = 1;
  bool recentred = false;  ///< numeric parts enter less their centres (see Centring)

  /// Whether its numeric part is a bare expression: no product, no power.
  bool is_single() const { return numeric.size() == 1 && numeric.front().power == 1; }
};

/// The part of a column that the columns before it leave over: what stands in the place of a column
/// that is nearly a combination of them.
///
/// u = factor (z_column - sum_k weights_k z_others[k]), each row in twice the precision of doubles,
/// then rounded once.
struct ResidualColumn {
  Index column = 0;
  std::vector<Index> others;  ///< ascending, all before `column`
  Vector weights;             ///< one for each of `others`
  double factor = 1.0;        ///< a power of two near 1 over the root mean square of the difference

  bool operator==(const ResidualColumn& other) const {
    return column == other.column && others == other.others && factor == other.factor &&
           std::equal(weights.begin(), weights.end(), other.weights.begin(), other.weights.end());
  }
};

/// How the columns that the solver sees differ from those that the user asked for.
///
/// Centred column z_j = (prod_k (f_k - c_k)^a_k * indicator - shift_j) / scale_j, where the centres
/// c_k are 0 in a term that is not recentred. The working column is z_j, or the residual column
/// that stands in its place. X, the design of the formula, and U, the working one, span the same
/// space: U gamma = X beta with beta = B gamma.
struct Centring {
  Vector centres;  ///< per expression of the plan
  Vector shift;    ///< p; 0 unless the design can represent a constant
  Vector scale;    ///< p; a power of two near the root mean square of the shifted column
  std::vector<ResidualColumn> residuals;  ///< by column, ascending
};

/// The recipe of a design.
struct DesignPlan {
  std::vector<DesignVariable> variables;  ///< in order of appearance
  std::vector<Expression> expressions;    ///< numeric, with the constants of scale() and center()
  std::vector<DesignTerm> terms;          ///< the intercept first if there is one
  std::vector<std::string> names;         ///< p
  std::vector<TermLabel> labels;          ///< p
  Centring centring;

  /// In rows in which a term is infinite (InfiniteRows::kept), the linear predictor is as infinite
  /// as the term, times this sign, which is that of the slope.
  double limit_sign = 1.0;

  /// How many columns, the last ones, are those of a factor that is eliminated: of the last term.
  Index eliminated = 0;

  Index columns() const { return static_cast<Index>(names.size()); }
  std::optional<Index> find_variable(const std::string& name) const;

  /// `names`, and the conditions among the variables that are computed from one of them.
  std::vector<std::string> with_conditions_on(std::vector<std::string> names) const;
  const DesignVariable& variable(Index v) const { return variables[static_cast<std::size_t>(v)]; }

  /// The columns that are not eliminated: the first ones.
  Index core_columns() const { return columns() - eliminated; }
  bool is_eliminated(const DesignTerm& term) const { return term.first_column >= core_columns(); }
  const DesignVariable* eliminated_variable() const;  ///< null: none is
};

/// How large a design may be, and become before a factor is eliminated.
struct PlanLimits {
  Index columns = kMostColumns;
  Index dense_levels = kMostDenseLevels;
  Index name_bytes = std::numeric_limits<Index>::max();  ///< of all names of columns together

  /// A term that would need contrasts of a factor with one level has no columns, and is no term of
  /// the plan: what is left where rows of separated levels are left out. Else it is an error.
  bool drops_constant_factors = false;
};

/// Lays out terms and columns for `formula`, whose stateful calls hold their constants, over
/// `variables`. Centring is left empty.
///
/// Contrasts follow R's `terms.formula` (TermCode in its model.c): a factor of a term has no column
/// for its base if the term without that factor is empty or is contained in an earlier term, else
/// every level has one; without an intercept the first factor met has a column for every level.
/// A factor that is eliminated has its columns last, whatever its place in the formula.
/// Throws Error(model) for a factor with one level where contrasts are needed, unless `limits` say
/// otherwise, or a design of more columns or longer names than the limits, Error(usage) for a base
/// that is no level, or arithmetic on a factor.
DesignPlan plan_design(const Formula& formula, std::vector<DesignVariable> variables,
                       const PlanLimits& limits = {});

}  // namespace odds
