#include "design/data_roles.hpp"

#include "data/types/calendar.hpp"
#include "data/types/text_index.hpp"
#include "design/level_codes.hpp"
#include "formula/expression.hpp"

#include <odds/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

namespace odds {
namespace {

void add_names(const std::vector<std::string>& more, TextIndex& names) {
  for (const std::string& name : more) {
    if (!name.empty()) names.add(name);
  }
}

void add_variables(const Expression& expression, TextIndex& names) {
  if (expression.kind == Expression::Kind::variable) {
    names.add(expression.name);
  } else {
    add_names(variables(expression), names);
  }
}

void add_response_columns(const Response& response, TextIndex& names) {
  add_variables(response.first, names);
  if (response.form != Response::Form::event) add_variables(response.second, names);
}

void add_weights(const DataRoles& roles, TextIndex& names) {
  for (const std::string* name :
       {&roles.frequency_weights, &roles.importance_weights, &roles.probability_weights}) {
    if (!name->empty()) names.add(*name);
  }
}

void add_predictors(const DataRoles& roles, TextIndex& names) {
  for (const Term& term : roles.formula.terms) {
    for (const Factor& factor : term.factors) add_variables(factor.expression, names);
  }
  for (const Expression& offset : roles.offsets) add_variables(offset, names);
}

void add_complete(const DataRoles& roles, TextIndex& names) {
  if (roles.use_response) add_response_columns(roles.formula.response, names);
  add_predictors(roles, names);
  add_weights(roles, names);
  add_names({roles.strata}, names);
  add_names(roles.groups, names);
  add_names(roles.clusters, names);
  if (roles.within) add_variables(*roles.within, names);
}

/// What is expected of each column, given all that it is used for.
///
/// | uses                                | expectation       |
/// |-------------------------------------|-------------------|
/// | as it is                            | automatic         |
/// | asked whether it is missing         | category          |
/// | compared with a date                | category          |
/// | as categories                       | category          |
/// | compared with a text                | text              |
/// | compared with a text, and as it is  | category          |
/// | as numbers                          | number            |
/// | as numbers and as categories        | numbers_as_levels |
class Expectations {
 public:
  void bare(const std::string& name) { uses_[name].bare = true; }
  void category(const std::string& name) { uses_[name].category = true; }
  void text(const std::string& name) { uses_[name].text = true; }
  void number(const std::string& name) { uses_[name].number = true; }

  /// A bare name says nothing; a comparison with a text wants texts, arithmetic numbers. A date is
  /// one as a number and as a text.
  void expression(const Expression& expression) {
    if (expression.kind == Expression::Kind::variable) return bare(expression.name);
    std::vector<std::string> compared;
    std::vector<std::string> dated;
    for (const auto& [name, text] : compared_texts(expression)) {
      (days_of(text) ? dated : compared).push_back(name);
    }
    for (const std::string& name : variables_with_value(expression)) {
      if (std::ranges::find(compared, name) != compared.end()) {
        text(name);
      } else if (std::ranges::find(dated, name) == dated.end()) {
        number(name);
      }
    }
    for (const std::string& name : variables(expression)) uses_.try_emplace(name);
  }

  Expect of(const std::string& name) const {
    const Uses& uses = uses_.at(name);
    if (uses.number) return uses.category ? Expect::numbers_as_levels : Expect::number;
    if (uses.text) return uses.bare ? Expect::category : Expect::text;
    return uses.bare && !uses.category ? Expect::automatic : Expect::category;
  }

 private:
  struct Uses {
    bool bare = false;
    bool category = false;
    bool text = false;
    bool number = false;
  };

  std::map<std::string, Uses> uses_;
};

void add_response(const Response& response, Expectations& result) {
  result.expression(response.first);
  if (response.event_is_text) result.category(response.first.name);
  if (response.form == Response::Form::event) return;
  TextIndex names;
  add_response_columns(response, names);
  for (const std::string& name : names.texts()) result.number(name);
}

Expectations expectations(const DataRoles& roles) {
  Expectations result;
  if (roles.use_response) add_response(roles.formula.response, result);
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
  if (!roles.strata.empty()) result.category(roles.strata);
  if (roles.where) result.expression(*roles.where);
  for (const std::string& name : roles.groups) result.category(name);
  for (const std::string& name : roles.clusters) result.category(name);
  if (roles.within) result.expression(*roles.within);
  return result;
}

}  // namespace

void DataRoles::add_clusters(const std::vector<std::string>& columns) {
  for (const std::string& column : columns) {
    if (std::ranges::find(clusters, column) == clusters.end()) clusters.push_back(column);
  }
}

std::vector<std::string> DataRoles::weights() const {
  TextIndex names;
  add_weights(*this, names);
  return std::move(names).texts();
}

bool DataRoles::has_weights() const {
  return !frequency_weights.empty() || !importance_weights.empty() || !probability_weights.empty();
}

std::vector<std::string> LeftOutLevels::names() const {
  std::vector<std::string> names = texts;
  for (const double number : numbers) names.push_back(level_text(number));
  return names;
}

std::vector<std::string> DataRoles::predictors() const {
  TextIndex names;
  add_predictors(*this, names);
  return std::move(names).texts();
}

std::vector<std::string> DataRoles::complete() const {
  TextIndex names;
  add_complete(*this, names);
  return std::move(names).texts();
}

std::vector<std::string> DataRoles::columns() const {
  TextIndex names;
  add_complete(*this, names);
  if (where) add_variables(*where, names);
  return std::move(names).texts();
}

std::vector<ColumnRequest> DataRoles::requests() const {
  const Expectations expected = expectations(*this);
  std::vector<ColumnRequest> result;
  for (std::string& name : columns()) {
    const Expect expect = expected.of(name);
    result.push_back({std::move(name), expect});
  }
  return result;
}

DataRoles::Counts DataRoles::count_columns() const {
  TextIndex names;
  add_complete(*this, names);
  const Index complete = std::ssize(names.texts());
  if (where) add_variables(*where, names);
  return {.complete = complete, .requests = std::ssize(names.texts())};
}

void refuse_column(const std::string& name, const Table& table) {
  throw Error(ErrorKind::usage, {.what = fmt::format("there is no column \"{}\"", name),
                                 .where = {},
                                 .hint = table.name_hint(name),
                                 .excerpt = {}});
}

void require_column(const std::string& name, const Table& table) {
  const std::vector<std::string>& header = table.header();
  if (std::ranges::find(header, name) == header.end()) refuse_column(name, table);
}

}  // namespace odds
