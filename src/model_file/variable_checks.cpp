#include "data/types/number.hpp"
#include "design/level_codes.hpp"
#include "formula/expression.hpp"
#include "model_file/model_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>
#include <string_view>

namespace odds {
namespace {

/// What the formula takes its columns for.
struct ColumnUses {
  std::set<std::string> categorical;  ///< by C() or factor()
  std::set<std::string> numbers;      ///< in arithmetic
  std::set<std::string> texts;        ///< compared with a text

  void add(const Expression& expression) {
    std::set<std::string> compared;
    for (const auto& [name, text] : compared_texts(expression)) compared.insert(name);
    for (const std::string& name : variables(expression)) {
      (compared.contains(name) ? texts : numbers).insert(name);
    }
  }
};

ColumnUses uses_of(const DataRoles& roles) {
  ColumnUses uses;
  for (const Term& term : roles.formula.terms) {
    for (const Factor& factor : term.factors) {
      if (factor.kind == Factor::Kind::categorical) {
        uses.categorical.insert(factor.expression.name);
      } else if (factor.kind == Factor::Kind::numeric ||
                 factor.expression.kind != Expression::Kind::variable) {
        uses.add(factor.expression);
      }
    }
  }
  for (const Expression& offset : roles.offsets) uses.add(offset);
  return uses;
}

template <class Item>
bool are_distinct(const std::vector<Item>& items) {
  return std::set<Item>(items.begin(), items.end()).size() == items.size();
}

void check_type(const DesignVariable& variable, const ColumnUses& uses, const JsonReader& json) {
  const bool number = variable.type == ColumnType::number;
  if (number ? uses.texts.contains(variable.name) : uses.numbers.contains(variable.name)) {
    json.fail(fmt::format("\"{}\" is used as what it is not", variable.name));
  }
  const bool factor = !number || uses.categorical.contains(variable.name);
  if (factor == variable.levels.empty()) {
    json.fail(fmt::format("\"{}\" has {}", variable.name, factor ? "no levels" : "levels"));
  }
}

/// Whether the level is a spelling of the number.
bool is_called(double number, const std::string& level) {
  if (level == level_text(number)) return true;
  const Number read = parse_number(level, '.');
  return is_usable(read.kind) && read.value == number;
}

void check_levels(const DesignVariable& variable, const JsonReader& json) {
  const auto fail = [&](const char* what) {
    json.fail(fmt::format("the levels of \"{}\" {}", variable.name, what));
  };
  const std::size_t count = variable.levels.size();
  const bool of_numbers = variable.type == ColumnType::number && count > 0;
  if (variable.level_rows.size() != count ||
      variable.level_values.size() != (of_numbers ? count : 0)) {
    fail("have lists of different lengths");
  }
  if (!are_distinct(variable.levels)) fail("are not distinct");
  if (std::ranges::find_if(variable.level_rows, [](Index rows) { return rows < 1; }) !=
      variable.level_rows.end()) {
    fail("have no rows");
  }
  const std::vector<double>& values = variable.level_values;
  if (!std::ranges::all_of(values, [](double value) { return std::isfinite(value); }) ||
      std::ranges::adjacent_find(values, std::greater_equal<>()) != values.end()) {
    fail("do not ascend");
  }
  for (std::size_t l = 0; l < values.size(); ++l) {
    if (!is_called(values[l], variable.levels[l])) fail("are not called by their numbers");
  }
}

/// Mean and deviation of very large numbers may have overflowed: NaN.
void check_moments(const DesignVariable& variable, const JsonReader& json) {
  if (variable.type != ColumnType::number) return;
  const Moments& of = variable.moments;
  const double rounding = 1e-9 * (std::abs(of.min) + std::abs(of.max));
  const bool inside =
      std::isnan(of.mean) || (of.mean >= of.min - rounding && of.mean <= of.max + rounding);
  const bool spread =
      std::isnan(of.std_dev) || (of.std_dev >= 0.0 && of.std_dev <= (of.max - of.min) + rounding);
  const bool binary = !variable.binary || (of.min == 0.0 && of.max == 1.0);
  if (!(std::isfinite(of.count) && of.count >= 1.0 && std::isfinite(of.min) &&
        std::isfinite(of.max) && of.min <= of.max && inside && spread && binary)) {
    json.fail(fmt::format("no numbers have the moments of \"{}\"", variable.name));
  }
}

void check_left_out(const LeftOutLevels& left_out, const std::vector<DesignVariable>& variables,
                    const JsonReader& json) {
  const auto fail = [&](const char* what) {
    json.fail(fmt::format("levels of \"{}\" are left out, {}", left_out.column, what));
  };
  const auto variable = std::ranges::find(variables, left_out.column, &DesignVariable::name);
  if (variable == variables.end() || variable->levels.empty()) fail("which is no factor");
  const bool of_numbers = !variable->level_values.empty();
  if (left_out.texts.empty() != of_numbers || left_out.numbers.empty() == of_numbers) {
    fail("but in the wrong list");
  }
  std::vector<std::string> all = left_out.names();
  all.insert(all.end(), variable->levels.begin(), variable->levels.end());
  if (!are_distinct(all)) fail("twice, or are there");
}

}  // namespace

void check_variables(const DataRoles& roles, const std::vector<DesignVariable>& variables,
                     const JsonReader& json) {
  if (!std::ranges::equal(variables, roles.predictors(), {}, &DesignVariable::name)) {
    json.fail("the variables are not those of the formula");
  }
  const ColumnUses uses = uses_of(roles);
  for (const DesignVariable& variable : variables) {
    check_type(variable, uses, json);
    check_levels(variable, json);
    check_moments(variable, json);
  }
  std::set<std::string_view> columns;
  for (const LeftOutLevels& left_out : roles.left_out) {
    check_left_out(left_out, variables, json);
    if (!columns.insert(left_out.column).second) json.fail("levels of a factor are left out twice");
  }
}

}  // namespace odds
