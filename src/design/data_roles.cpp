#include "design/data_roles.hpp"

#include "data/text_index.hpp"
#include "design/level_codes.hpp"
#include "formula/expression.hpp"

#include <odds/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace odds {
namespace {

void add_names(const std::vector<std::string>& more, TextIndex& names) {
  for (const std::string& name : more) {
    if (!name.empty()) names.add(name);
  }
}

std::vector<std::string> response_columns(const Response& response) {
  TextIndex names;
  add_names(variables(response.first), names);
  if (response.form != Response::Form::event) add_names(variables(response.second), names);
  return names.texts();
}

/// What is expected of each column, the strongest expectation that some use of it has.
class Expectations {
 public:
  void bare(const std::string& name) { raise(name, Expect::automatic); }
  void category(const std::string& name) { raise(name, Expect::category); }
  void number(const std::string& name) { raise(name, Expect::number); }

  /// A bare name says nothing; a comparison with a text wants categories, arithmetic numbers.
  void expression(const Expression& expression) {
    if (expression.kind == Expression::Kind::variable) return bare(expression.name);
    std::vector<std::string> compared;
    for (const auto& [name, text] : compared_texts(expression)) compared.push_back(name);
    for (const std::string& name : variables(expression)) {
      if (std::ranges::find(compared, name) != compared.end()) {
        category(name);
      } else {
        number(name);
      }
    }
  }

  Expect of(const std::string& name) const { return expected_.at(name); }

 private:
  static int strength(Expect expect) {
    return expect == Expect::number ? 2 : expect == Expect::category ? 1 : 0;
  }

  void raise(const std::string& name, Expect expect) {
    const auto [found, is_new] = expected_.try_emplace(name, expect);
    if (strength(expect) > strength(found->second)) found->second = expect;
  }

  std::map<std::string, Expect> expected_;
};

Expectations expectations(const DataRoles& roles) {
  Expectations result;
  if (roles.use_response) {
    result.expression(roles.formula.response.first);
    if (roles.formula.response.form != Response::Form::event) {
      for (const std::string& name : response_columns(roles.formula.response)) result.number(name);
    }
  }
  for (const Term& term : roles.formula.terms) {
    for (const Factor& factor : term.factors) {
      if (factor.kind == Factor::Kind::categorical) {
        result.category(factor.expression.name);
      } else if (factor.kind == Factor::Kind::numeric &&
                 factor.expression.kind == Expression::Kind::variable) {
        result.number(factor.expression.name);  // I(x), c.x
      } else {
        result.expression(factor.expression);
      }
    }
  }
  for (const Expression& offset : roles.offsets) {
    for (const std::string& name : variables(offset)) result.number(name);
  }
  for (const std::string& name : roles.weights()) result.number(name);
  if (roles.where) result.expression(*roles.where);
  for (const std::string& name : roles.others) result.bare(name);
  return result;
}

}  // namespace

std::vector<std::string> DataRoles::weights() const {
  TextIndex names;
  add_names({frequency_weights, importance_weights, probability_weights}, names);
  return names.texts();
}

std::vector<std::string> LeftOutLevels::names() const {
  std::vector<std::string> names = texts;
  for (const double number : numbers) names.push_back(level_text(number));
  return names;
}

std::vector<std::string> DataRoles::predictors() const {
  TextIndex names;
  for (const Term& term : formula.terms) {
    for (const Factor& factor : term.factors) add_names(variables(factor.expression), names);
  }
  for (const Expression& offset : offsets) add_names(variables(offset), names);
  return names.texts();
}

std::vector<std::string> DataRoles::complete() const {
  TextIndex names;
  if (use_response) add_names(response_columns(formula.response), names);
  add_names(predictors(), names);
  add_names(weights(), names);
  add_names(others, names);
  return names.texts();
}

std::vector<ColumnRequest> DataRoles::requests() const {
  const Expectations expected = expectations(*this);
  TextIndex names;
  add_names(complete(), names);
  if (where) add_names(variables(*where), names);
  std::vector<ColumnRequest> result;
  for (const std::string& name : names.texts()) result.push_back({name, expected.of(name)});
  return result;
}

void require_column(const std::string& name, const std::vector<std::string>& header) {
  if (std::ranges::find(header, name) != header.end()) return;
  throw Error(ErrorKind::usage, {.what = fmt::format("there is no column \"{}\"", name),
                                 .where = {},
                                 .hint = suggest_name(name, header),
                                 .excerpt = {}});
}

}  // namespace odds
