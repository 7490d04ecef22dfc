#include "design/learn.hpp"

#include "design/centring.hpp"
#include "design/design_expander.hpp"
#include "design/level_codes.hpp"
#include "design/moments.hpp"
#include "parallel/block_reduce.hpp"

#include <odds/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace odds {
namespace {

std::span<const double> numbers_of(const RowBlock& block, const std::string& name) {
  return block.bindings.find(name)->second.numbers;
}

[[noreturn]] void throw_not_finite(const RowReader& reader, const RowBlock& block, Index row,
                                   const Expression& expression, double value) {
  throw Error(ErrorKind::model,
              {.what = fmt::format("{} is {} here", spelling(expression), value),
               .where = reader.place(block, row),
               .hint = "leave such rows out with --where, or use another transformation",
               .excerpt = {}});
}

Vector evaluate_finite(const RowReader& reader, const RowBlock& block,
                       const Expression& expression) {
  Vector values = evaluate(expression, block.bindings, block.rows);
  if (values.allFinite()) return values;
  for (Index i = 0; i < block.rows; ++i) {
    if (!std::isfinite(values[i])) throw_not_finite(reader, block, i, expression, values[i]);
  }
  return values;
}

/// Whether a column has at most 10 distinct values, all whole.
class FewWholeValues {
 public:
  /// False once it has not.
  bool add(double value) {
    if (!holds_ || std::ranges::find(values_, value) != values_.end()) return holds_;
    holds_ = value == std::floor(value) && values_.size() < kMost;
    if (holds_) values_.push_back(value);
    return holds_;
  }

  FewWholeValues& operator+=(const FewWholeValues& other) {
    holds_ = holds_ && other.holds_;
    for (const double value : other.values_) add(value);
    return *this;
  }

  bool holds() const { return holds_; }

 private:
  static constexpr std::size_t kMost = 10;
  bool holds_ = true;
  std::vector<double> values_;
};

/// What one variable shows in some rows.
struct VariableSums {
  MomentSums moments;
  std::vector<Index> code_rows;        // of a factor column: rows per code
  std::map<double, Index> value_rows;  // of a number used as a factor: rows per value
  FewWholeValues few;                  // of a number column

  VariableSums& operator+=(const VariableSums& other) {
    moments += other.moments;
    few += other.few;
    code_rows.resize(std::max(code_rows.size(), other.code_rows.size()));
    for (std::size_t c = 0; c < other.code_rows.size(); ++c) code_rows[c] += other.code_rows[c];
    for (const auto& [value, rows] : other.value_rows) value_rows[value] += rows;
    return *this;
  }
};

struct SampleSums {
  DroppedCounts dropped;
  Index rows = 0;
  ResponseValues response;
  std::vector<VariableSums> variables;

  SampleSums& operator+=(const SampleSums& other) {
    dropped += other.dropped;
    rows += other.rows;
    response += other.response;
    variables.resize(std::max(variables.size(), other.variables.size()));
    for (std::size_t v = 0; v < other.variables.size(); ++v) variables[v] += other.variables[v];
    return *this;
  }
};

VariableSums sum_variable(const Binding& binding, bool as_factor) {
  VariableSums sums;
  if (!binding.levels.empty()) {
    sums.code_rows.assign(binding.levels.size(), 0);
    for (const std::int32_t code : binding.codes) ++sums.code_rows[static_cast<std::size_t>(code)];
    return sums;
  }
  sums.moments = MomentSums::of(binding.numbers);
  for (const double value : binding.numbers) {
    if (!sums.few.add(value)) break;
  }
  if (as_factor) {
    for (const double value : binding.numbers) ++sums.value_rows[value];
  }
  return sums;
}

/// The columns that `C()` or `factor()` makes categorical.
std::set<std::string> categorical_names(const Formula& formula) {
  std::set<std::string> names;
  for (const Term& term : formula.terms) {
    for (const Factor& factor : term.factors) {
      if (factor.kind == Factor::Kind::categorical) names.insert(factor.expression.name);
    }
  }
  return names;
}

DesignVariable finish_variable(const Column& column, const VariableSums& sums) {
  DesignVariable variable;
  variable.name = column.name;
  variable.type = column.type;
  if (column.type == ColumnType::number) {
    variable.moments = sums.moments.moments();
    variable.few_whole_values = sums.few.holds();
    variable.binary = sums.moments.zero_one && sums.moments.min == 0.0 && sums.moments.max == 1.0;
  }
  for (std::size_t c = 0; c < sums.code_rows.size(); ++c) {
    if (sums.code_rows[c] == 0) continue;
    variable.levels.push_back(column.levels[c]);
    variable.level_rows.push_back(sums.code_rows[c]);
  }
  for (const auto& [value, rows] : sums.value_rows) {
    variable.levels.push_back(level_text(value));
    variable.level_values.push_back(value);
    variable.level_rows.push_back(rows);
  }
  return variable;
}

/// Calls visit(expression) on every expression of the terms and offsets.
template <class Roles, class Visit>
void for_each_expression(Roles& roles, Visit visit) {
  for (auto& term : roles.formula.terms) {
    for (auto& factor : term.factors) visit(factor.expression);
  }
  for (auto& offset : roles.offsets) visit(offset);
}

/// The power of two next below `size`; 1 where there is no size to speak of.
double power_of_two(double size) {
  if (!(size > 0.0) || !std::isfinite(size)) return 1.0;
  return std::exp2(std::floor(std::log2(size)));
}

double root_mean_square(const Moments& moments, double centre) {
  const double distance = moments.mean - centre;
  const double variance = moments.std_dev * moments.std_dev * (moments.count - 1.0) / moments.count;
  return std::sqrt(variance + distance * distance);
}

bool is_single(const DesignTerm& term) {
  return term.numeric.size() == 1 && term.numeric.front().power == 1;
}

/// Moments of the plan's expressions; those of bare columns are known already.
std::vector<Moments> expression_moments(const DesignPlan& plan, const RowReader& reader,
                                        const Execution& execution) {
  std::vector<Moments> moments(plan.expressions.size());
  std::vector<Expression> unknown;
  std::vector<std::size_t> places;
  for (std::size_t e = 0; e < moments.size(); ++e) {
    const Expression& expression = plan.expressions[e];
    if (expression.kind == Expression::Kind::variable) {
      moments[e] =
          plan.variables[static_cast<std::size_t>(*plan.find_variable(expression.name))].moments;
    } else {
      unknown.push_back(expression);
      places.push_back(e);
    }
  }
  const std::vector<Moments> learnt = learn_moments(reader, unknown, execution);
  for (std::size_t k = 0; k < learnt.size(); ++k) moments[places[k]] = learnt[k];
  return moments;
}

/// Moments of the working columns of terms with products or powers, one for each dense column and
/// then for each multiplier, in the order of the terms.
std::vector<MomentSums> product_moments(const DesignPlan& plan, const RowReader& reader,
                                        const Execution& execution) {
  struct Sums {
    std::vector<MomentSums> terms;
    Sums& operator+=(const Sums& other) {
      terms.resize(std::max(terms.size(), other.terms.size()));
      for (std::size_t t = 0; t < other.terms.size(); ++t) terms[t] += other.terms[t];
      return *this;
    }
  };
  const DesignExpander expander(plan);
  const LevelCodes codes(plan, reader.source());
  const auto kernel = [&](RowBlock& block) {
    LevelColumns levels;
    codes.read(block.bindings, block.rows, levels);
    DesignBlock x;
    expander.expand(design_input(block.bindings, levels, block.rows), x);
    Sums sums;
    Index dense = 0;
    std::size_t group = 0;
    for (const DesignTerm& term : plan.terms) {
      sums.terms.push_back(term.factors.empty() ? MomentSums::of(x.dense.col(dense++))
                                                : MomentSums::of(x.indicators[group++].multiplier));
    }
    return sums;
  };
  return sum_over_blocks(reader, execution, Sums{}, kernel, "preparing").terms;
}

/// Sets the shift of a term's columns, and the scale from their moments about `centre`.
void set_scale(DesignPlan& plan, const DesignTerm& term, double shift, const Moments& moments,
               double centre) {
  const double size = root_mean_square(moments, centre);
  const bool vanishes = size == 0.0 && moments.min < moments.max;
  if (vanishes || !std::isfinite(size)) {
    throw Error(
        ErrorKind::model,
        {.what = fmt::format("the squares of the column \"{}\" {}",
                             plan.names[static_cast<std::size_t>(term.first_column)],
                             vanishes ? "underflow" : "overflow"),
         .where = {},
         .hint = fmt::format("{} the variable by a power of ten", vanishes ? "multiply" : "divide"),
         .excerpt = {}});
  }
  plan.centring.shift.segment(term.first_column, term.columns).setConstant(shift);
  plan.centring.scale.segment(term.first_column, term.columns).setConstant(power_of_two(size));
}

}  // namespace

Sample learn_sample(const RowReader& reader, const Execution& execution) {
  const DataRoles& roles = reader.roles();
  const std::vector<std::string> names = roles.predictors();
  const std::set<std::string> categorical = categorical_names(roles.formula);
  const Response& response = roles.formula.response;
  const bool count_values = roles.use_response && response.form == Response::Form::event;
  const auto kernel = [&](RowBlock& block) {
    SampleSums sums{.dropped = block.dropped, .rows = block.rows, .response = {}, .variables = {}};
    if (count_values) sums.response = response_values(response, block.bindings, block.rows);
    for (const std::string& name : names) {
      sums.variables.push_back(
          sum_variable(block.bindings.find(name)->second, categorical.contains(name)));
    }
    return sums;
  };
  SampleSums sums = sum_over_blocks(reader, execution, SampleSums{}, kernel, "scanning");
  Sample sample{.dropped = std::move(sums.dropped),
                .rows = sums.rows,
                .response = std::move(sums.response),
                .variables = {}};
  sums.variables.resize(names.size());
  for (std::size_t v = 0; v < names.size(); ++v) {
    const auto column = std::ranges::find(reader.source().columns(), names[v], &Column::name);
    sample.variables.push_back(finish_variable(*column, sums.variables[v]));
  }
  return sample;
}

std::vector<Moments> learn_moments(const RowReader& reader,
                                   const std::vector<Expression>& expressions,
                                   const Execution& execution) {
  if (expressions.empty()) return {};
  std::vector<Moments> result;
  struct Sums {
    std::vector<MomentSums> each;
    Sums& operator+=(const Sums& other) {
      for (std::size_t e = 0; e < each.size(); ++e) each[e] += other.each[e];
      return *this;
    }
  };
  const auto kernel = [&](RowBlock& block) {
    Sums sums;
    for (const Expression& expression : expressions) {
      sums.each.push_back(MomentSums::of(evaluate_finite(reader, block, expression)));
    }
    return sums;
  };
  const Sums zero{.each = std::vector<MomentSums>(expressions.size())};
  for (const MomentSums& sums : sum_over_blocks(reader, execution, zero, kernel, "scanning").each) {
    result.push_back(sums.moments());
  }
  return result;
}

std::vector<LearntCall> learn_calls(const RowReader& reader, const Execution& execution) {
  std::vector<LearntCall> calls;
  std::vector<Expression> arguments;
  for_each_expression(reader.roles(), [&](const Expression& expression) {
    for (Expression& call : stateful_calls(expression)) {
      arguments.push_back(call.arguments.front());
      calls.push_back({std::move(call), {}});
    }
  });
  const std::vector<Moments> moments = learn_moments(reader, arguments, execution);
  for (std::size_t c = 0; c < calls.size(); ++c) {
    calls[c].constants.push_back(moments[c].mean);
    if (calls[c].call.name == "scale") calls[c].constants.push_back(moments[c].std_dev);
  }
  return calls;
}

void bind_calls(DataRoles& roles, const std::vector<LearntCall>& calls) {
  for_each_expression(roles, [&](Expression& expression) {
    for (const LearntCall& call : calls) {
      expression = with_constants(expression, call.call, call.constants);
    }
  });
}

void learn_centring(DesignPlan& plan, const RowReader& reader, const Execution& execution) {
  mark_recentred_terms(plan);
  const std::vector<Moments> moments = expression_moments(plan, reader, execution);
  Centring& centring = plan.centring;
  centring.centres = Vector::Zero(static_cast<Index>(moments.size()));
  for (std::size_t e = 0; e < moments.size(); ++e) {
    centring.centres[static_cast<Index>(e)] = moments[e].mean;
  }
  centring.shift = Vector::Zero(plan.columns());
  centring.scale = Vector::Ones(plan.columns());
  std::vector<MomentSums> products;
  if (!std::ranges::all_of(plan.terms, [](const DesignTerm& term) {
        return term.numeric.empty() || is_single(term);
      })) {
    products = product_moments(plan, reader, execution);
  }
  const std::vector<Index> unity = columns_of_unity(plan);
  for (std::size_t t = 0; t < plan.terms.size(); ++t) {
    const DesignTerm& term = plan.terms[t];
    if (term.numeric.empty()) continue;
    if (is_single(term)) {
      const Moments& single = moments[static_cast<std::size_t>(term.numeric.front().expression)];
      set_scale(plan, term, 0.0, single, term.recentred ? single.mean : 0.0);
      continue;
    }
    const bool can_shift =
        term.factors.empty() && !unity.empty() && unity.back() < term.first_column;
    const Moments product = products[t].moments();
    const double shift = can_shift ? product.mean : 0.0;
    set_scale(plan, term, shift, product, shift);
  }
}

}  // namespace odds
