#include "fit/separated_levels.hpp"

#include "design/design_reader.hpp"
#include "design/level_codes.hpp"
#include "inference/outcomes_by_level.hpp"
#include "parallel/block_reduce.hpp"

#include <odds/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace odds {
namespace {

bool is_main_effect(const Term& term, const DesignVariable& variable) {
  if (term.factors.size() != 1) return false;
  const Factor& factor = term.factors.front();
  if (factor.expression.kind != Expression::Kind::variable) return false;
  const bool categorical =
      factor.kind == Factor::Kind::categorical || variable.type == ColumnType::factor;
  return categorical && factor.expression.name == variable.name;
}

LeftOutLevels name_levels(const DesignVariable& variable,
                          const std::vector<SeparatedLevel>& separated) {
  LeftOutLevels named{.column = variable.name, .texts = {}, .numbers = {}};
  for (const SeparatedLevel& level : separated) {
    const auto l = static_cast<std::size_t>(level.level);
    if (variable.level_values.empty()) {
      named.texts.push_back(variable.levels[l]);
    } else {
      named.numbers.push_back(variable.level_values[l]);
    }
  }
  return named;
}

template <class T>
void append(std::vector<T>& list, std::vector<T> more) {
  list.insert(list.end(), std::move_iterator(more.begin()), std::move_iterator(more.end()));
}

bool has_base_among(const Factor& factor, const LeftOutLevels& levels) {
  if (!factor.base || factor.expression.name != levels.column) return false;
  const std::vector<std::string> names = levels.names();
  return std::ranges::find(names, *factor.base) != names.end();
}

[[noreturn]] void throw_left_out_base(const Factor& factor) {
  throw Error(ErrorKind::usage,
              {.what = fmt::format("the base \"{}\" in {} is a separated level, which is left out",
                                   *factor.base, factor.spelling),
               .where = {},
               .hint = "name another base, or none: then it is the first level that is left",
               .excerpt = {}});
}

}  // namespace

std::vector<std::string> main_effect_factors(const Formula& formula,
                                             const std::vector<DesignVariable>& variables) {
  std::vector<std::string> names;
  for (const DesignVariable& variable : variables) {
    const bool found = std::ranges::any_of(
        formula.terms, [&](const Term& term) { return is_main_effect(term, variable); });
    if (found) names.push_back(variable.name);
  }
  return names;
}

std::vector<LeftOutLevels> find_separated_levels(const RowReader& rows,
                                                 const std::vector<DesignVariable>& variables,
                                                 const ResponsePlan& response,
                                                 const Execution& execution) {
  DesignPlan factors;  // of which level codes need the variables alone
  for (const std::string& name : main_effect_factors(rows.roles().formula, variables)) {
    factors.variables.push_back(*std::ranges::find(variables, name, &DesignVariable::name));
  }
  const LevelCodes codes(factors, rows.source());
  const OutcomeTable table = sum_over_blocks(
      rows, execution, OutcomeTable{},
      [&](RowBlock& block) {
        LevelColumns levels;
        codes.read(block.bindings, block.rows, levels);
        return count_outcomes(factors.variables, levels, block.bindings,
                              event_share(response, block));
      },
      "scanning");
  std::vector<LeftOutLevels> found;
  for (std::size_t v = 0; v < table.variables.size(); ++v) {
    const std::vector<SeparatedLevel> separated = separated_levels(table.variables[v]);
    if (!separated.empty()) found.push_back(name_levels(factors.variables[v], separated));
  }
  return found;
}

void leave_out(std::vector<LeftOutLevels>& left_out, std::vector<LeftOutLevels> more) {
  for (LeftOutLevels& levels : more) {
    const auto known = std::ranges::find(left_out, levels.column, &LeftOutLevels::column);
    if (known == left_out.end()) {
      left_out.push_back(std::move(levels));
    } else {
      append(known->texts, std::move(levels.texts));
      append(known->numbers, std::move(levels.numbers));
    }
  }
}

void refuse_left_out_base(const Formula& formula, const std::vector<LeftOutLevels>& left_out) {
  for (const LeftOutLevels& levels : left_out) {
    for (const Term& term : formula.terms) {
      for (const Factor& factor : term.factors) {
        if (has_base_among(factor, levels)) throw_left_out_base(factor);
      }
    }
  }
}

}  // namespace odds
