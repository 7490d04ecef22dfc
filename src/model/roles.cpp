#include "model/roles.hpp"

#include "data/columns/name_index.hpp"
#include "formula/expression.hpp"
#include "formula/quote.hpp"
#include "formula/unquoted_names.hpp"

#include <odds/error.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace odds {
namespace {

Expression variable_named(const std::string& name) {
  return {.kind = Expression::Kind::variable, .number = 0.0, .name = name, .arguments = {}};
}

Expression parse_filter(const std::string& text) {
  Expression filter = parse_expression(text);
  if (stateful_calls(filter).empty()) return filter;
  throw Error(ErrorKind::usage,
              {.what = "a filter cannot hold scale() or center(): their constants "
                       "depend on the rows that are left",
               .where = {},
               .hint = {},
               .excerpt = {}});
}

/// `race == 'black'` where `expression` compares the name `text` with a column; else empty.
std::string quoted_comparison(const Expression& expression, const std::string& text,
                              const std::vector<std::string>& header) {
  const std::vector<Expression>& operands = expression.arguments;
  if (expression.name == "==" || expression.name == "!=") {
    for (const std::size_t i : {0U, 1U}) {
      const Expression& column = operands[1 - i];
      const bool meant = operands[i] == variable_named(text) &&
                         column.kind == Expression::Kind::variable &&
                         std::ranges::find(header, column.name) != header.end();
      if (!meant) continue;
      return fmt::format("{} {} {}", quote_name(column.name), expression.name, quote_text(text));
    }
  }
  for (const Expression& operand : operands) {
    std::string found = quoted_comparison(operand, text, header);
    if (!found.empty()) return found;
  }
  return {};
}

/// Throws Error(usage) for a name that is no column, but was compared with one like a text.
void refuse_bare_text(const DataRoles& roles, const std::string& name,
                      const std::vector<std::string>& header) {
  std::vector<Expression> places = {roles.formula.response.first};
  if (roles.where) places.push_back(*roles.where);
  for (const Term& term : roles.formula.terms) {
    for (const Factor& factor : term.factors) places.push_back(factor.expression);
  }
  for (const Expression& place : places) {
    const std::string meant = quoted_comparison(place, name, header);
    if (meant.empty()) continue;
    throw Error(ErrorKind::usage,
                {.what = fmt::format("there is no column \"{}\"", name),
                 .where = {},
                 .hint = "a text to compare with is written between quotes: " + meant,
                 .excerpt = {}});
  }
}

/// Throws Error(usage) for a name that is no column where `text` holds one without its backquotes.
void refuse_unquoted_name(const std::string& text, const std::string& name, const Table& table) {
  for (const std::string& column : unquoted_names(text, table.header())) {
    throw Error(
        ErrorKind::usage,
        {.what = fmt::format("there is no column \"{}\"", name),
         .where = {},
         .hint = fmt::format("if the column \"{}\" is meant, write it between backquotes: {}",
                             column, quote_name(column)),
         .excerpt = {}});
  }
}

void require_columns(const DataRoles& roles, const FitOptions& options, const Table& table) {
  const NameIndex columns(table.header());
  for (const std::string& name : roles.columns()) {
    if (columns.contains(name)) continue;
    refuse_unquoted_name(roles.formula.text + " " + options.where, name, table);
    refuse_bare_text(roles, name, table.header());
    refuse_column(name, table);
  }
}

/// Rows with a missing cell are not used, and `missing` would be 0 in all others.
void refuse_missing_in(const Expression& expression) {
  const std::vector<std::string> asked = asked_for_missing(expression);
  if (asked.empty()) return;
  const std::string call = fmt::format("missing({})", quote_name(asked.front()));
  throw Error(ErrorKind::usage,
              {.what = fmt::format("{} can stand in a filter only: the rows where it holds are "
                                   "not used, since a cell of theirs is missing",
                                   call),
               .where = {},
               .hint = "leave it out of the formula; a filter may ask for it",
               .excerpt = {}});
}

void refuse_missing(const DataRoles& roles) {
  refuse_missing_in(roles.formula.response.first);
  refuse_missing_in(roles.formula.response.second);
  for (const Term& term : roles.formula.terms) {
    for (const Factor& factor : term.factors) refuse_missing_in(factor.expression);
  }
  for (const Expression& offset : roles.offsets) refuse_missing_in(offset);
}

/// Tells of columns whose names were read as something else.
void note_unquoted_names(const Table& table, Formula& formula) {
  for (const std::string& column : unquoted_names(formula.text, table.header())) {
    formula.notes.push_back(fmt::format(
        "{} was read as an expression, not as the column of that name, which is written {}", column,
        quote_name(column)));
  }
}

/// A dot that does not stand for a column without a name says so.
void note_columns_left_out(const Table& table, Formula& formula) {
  std::string left_out;
  Index columns = 0;
  for (const std::string& name : table.header()) {
    if (table.has_column(name) || std::ranges::count(table.header(), name) > 1) continue;
    left_out += (left_out.empty() ? "" : ", ") + name;
    ++columns;
  }
  if (columns == 0) return;
  formula.notes.push_back(
      fmt::format("the dot does not stand for {}, which {} no name in the header", left_out,
                  columns == 1 ? "has" : "have"));
}

/// A response among its own terms would explain itself; R drops such terms with a warning.
void refuse_response_as_term(const Formula& formula) {
  const Response& response = formula.response;
  if (response.grouped()) return;
  for (const Term& term : formula.terms) {
    for (const Factor& factor : term.factors) {
      if (factor.expression != response.first) continue;
      throw Error(
          ErrorKind::usage,
          {.what = fmt::format("the response \"{}\" stands on the right-hand side, too",
                               spelling(response.first)),
           .where = {},
           .hint = fmt::format("leave the term {} out: it would predict itself", term.spelling()),
           .excerpt = {}});
    }
  }
}

/// Throws Error(usage) for a response that is something else by its spelling.
void make_fraction(Response& response) {
  if (response.grouped() || response.event) {
    throw Error(ErrorKind::usage,
                {.what = fmt::format("the response {} {}: it is no fraction", response.spelling,
                                     response.event ? "is an event" : "counts events and trials"),
                 .where = {},
                 .hint = response.form == Response::Form::trials
                             ? fmt::format("a fraction is one expression: I({})", response.spelling)
                             : "leave out --fractional",
                 .excerpt = {}});
  }
  response.form = Response::Form::fraction;
}

/// Makes counts of a share and the trials that it is of. Throws Error(usage) for a response that
/// is no share by its spelling.
void make_trials(const FitOptions& options, Response& response) {
  if (response.grouped() || response.event || options.fractional) {
    throw Error(ErrorKind::usage,
                {.what = fmt::format("--trials {} is for a response that is a share of trials",
                                     options.trials),
                 .where = {},
                 .hint = options.fractional ? "leave out --fractional" : "leave out --trials",
                 .excerpt = {}});
  }
  const Expression trials = variable_named(options.trials);
  response.form = Response::Form::trials;
  response.first = {.kind = Expression::Kind::call,
                    .number = 0.0,
                    .name = "*",
                    .arguments = {response.first, trials}};
  response.second = trials;
  response.spelling = spelling(response.first) + "/" + spelling(trials);
}

}  // namespace

DataRoles assign_roles(const Formula& formula, const FitOptions& options, const Table& table) {
  DataRoles roles;
  roles.formula = formula.with_columns(table.header(), table.dot_columns());
  if (!options.trials.empty()) make_trials(options, roles.formula.response);
  if (formula.has_dot) note_columns_left_out(table, roles.formula);
  refuse_response_as_term(roles.formula);
  if (options.fractional) make_fraction(roles.formula.response);
  if (!options.where.empty()) roles.where = parse_filter(options.where);
  roles.frequency_weights = options.frequency_weights;
  roles.importance_weights = options.importance_weights;
  roles.probability_weights = options.probability_weights;
  roles.strata = options.strata;
  roles.clusters = options.chosen_variance().clusters;
  roles.offsets = roles.formula.offsets;
  if (!options.offset.empty()) roles.offsets.push_back(variable_named(options.offset));
  if (asked_curve(options).has_asymptotes()) {
    roles.infinite_rows = InfiniteRows::kept;
  }
  refuse_missing(roles);
  require_columns(roles, options, table);
  note_unquoted_names(table, roles.formula);
  return roles;
}

ResponseCurve asked_curve(const FitOptions& options) {
  return {.link = options.link,
          .asymptotes = options.asymptotes,
          .estimates_guess = options.estimate_guess};
}

std::vector<std::string> describe_uses(const DataRoles& roles) {
  std::vector<std::string> uses;
  const auto add = [&](const char* what, const std::string& which) {
    if (!which.empty()) uses.push_back(std::string(what) + " " + which);
  };
  add("frequency weights", roles.frequency_weights);
  add("importance weights", roles.importance_weights);
  add("probability weights", roles.probability_weights);
  for (const Expression& offset : roles.offsets) add("offset", spelling(offset));
  if (roles.where) add("rows where", spelling(*roles.where));
  return uses;
}

}  // namespace odds
