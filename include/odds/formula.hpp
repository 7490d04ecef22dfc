// Model formulas: the text a statistician writes, as a value.
#pragma once

#include <odds/export.hpp>
#include <odds/types.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace odds {

/// An arithmetic expression over columns: a tree, a value, without side effects.
///
/// | kind     | name                                                   | arguments    |
/// |----------|--------------------------------------------------------|--------------|
/// | number   |                                                        |              |
/// | text     | the text of a literal                                  |              |
/// | variable | the column                                             |              |
/// | call     | `+ - * / ^ neg < <= > >= == != & !`, `|` or a function | its operands |
///
/// `+ * & |` have two or more operands, `neg` and `!` one, other operators two. `I(e)` is `e`.
/// `scale(x)` and `center(x)` hold, once they have met data, their constants as further number
/// arguments: `scale(x, mean, sd)`, `center(x, mean)`.
struct Expression {
  enum class Kind { number, text, variable, call };

  Kind kind = Kind::number;
  double number = 0.0;
  std::string name;
  std::vector<Expression> arguments;

  bool operator==(const Expression&) const = default;
};

/// One factor of a product term.
struct Factor {
  /// `plain` is a bare column: a number or a factor, whichever the column turns out to be.
  enum class Kind { plain, numeric, categorical };

  Kind kind = Kind::plain;
  std::string spelling;             ///< as written, without white space: `C(race)`, `I(age^2)`
  Expression expression;            ///< plain, numeric: its value; categorical: the variable
  std::optional<std::string> base;  ///< categorical: the level without a column, if one is named

  bool operator==(const Factor&) const = default;
};

/// A product of factors; without any it is the intercept.
struct ODDS_EXPORT Term {
  std::vector<Factor> factors;

  std::string spelling() const;  ///< `race:smoke`; `(Intercept)`
  bool operator==(const Term&) const = default;
};

/// The left-hand side.
struct Response {
  enum class Form {
    event,     ///< one expression: 0/1, a column of two levels, a comparison
    trials,    ///< `events / trials`
    counts,    ///< `cbind(events, nonevents)`
    fraction,  ///< one expression, from 0 to 1: no spelling asks for it, but FitOptions::fractional
  };

  Form form = Form::event;
  std::string spelling;
  Expression first;                  ///< event, or number of events
  Expression second;                 ///< number of trials or of nonevents
  std::optional<std::string> event;  ///< the level written behind `==`, for `name == literal`
  bool event_is_text = false;        ///< it was written between quotes

  bool grouped() const { return form == Form::trials || form == Form::counts; }

  bool operator==(const Response&) const = default;
};

/// A formula after `*`, `/`, `^`, `-`, `.` and Stata's operators have been worked out.
struct ODDS_EXPORT Formula {
  std::string text;  ///< as written
  Response response;
  bool intercept = true;
  std::vector<Term> terms;          ///< without the intercept; by degree, then by appearance
  std::vector<Expression> offsets;  ///< of `offset(...)`; they add up

  /// The right-hand side holds a `.`: `terms` is complete only after `with_columns`.
  bool has_dot = false;

  /// A name was read with a prefix, `c.age` as `age`: a column may have the whole of it.
  bool has_prefix = false;

  /// A sentence for each reading that may surprise: `x^2` is `x`, as in R.
  std::vector<std::string> notes;

  /// The same formula for a table with the columns `header`: `.` stands for all columns of `dot`
  /// that the response does not use, and a name that a column has is that column, whatever its
  /// prefix. Without either it is the formula itself.
  Formula with_columns(const std::vector<std::string>& header,
                       const std::vector<std::string>& dot) const;

  /// The same where a dot stands for all columns.
  Formula with_columns(const std::vector<std::string>& header) const {
    return with_columns(header, header);
  }
};

/// Parses a model formula (the grammar is in tests/guide/formulas.md).
///
/// R's spelling is primary; Stata's `i. c. ib3. # ##` are synonyms: `i.x` is `C(x)`, `ib3.x` is
/// `C(x, base=3)`, `#` is `:`, `##` is `*`, `c.x##c.x` is `x + I(x^2)`. The grammar is closed: an
/// unknown function is an error, and nothing in a formula can run anything.
///
/// Throws Error(usage) with the formula and a caret under the place; text above 64 KiB and nesting
/// above 200 levels are refused.
ODDS_EXPORT Formula parse_formula(std::string_view text);

/// Parses an expression alone, as in `--where "age > 30 & race == 'black'"`. Throws as above.
ODDS_EXPORT Expression parse_expression(std::string_view text);

/// The expression in canonical spelling, without white space; parses back to an equal tree.
ODDS_EXPORT std::string spelling(const Expression& expression);

}  // namespace odds
