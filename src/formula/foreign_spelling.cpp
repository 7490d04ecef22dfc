#include "formula/foreign_spelling.hpp"

#include "formula/explicit_formula.hpp"
#include "formula/foreign_text.hpp"
#include "formula/quote.hpp"
#include "formula/sas_spelling.hpp"
#include "formula/stata_spelling.hpp"

#include <odds/error.hpp>
#include <odds/formula.hpp>

#include <charconv>
#include <optional>
#include <regex>
#include <utility>

namespace odds {
namespace {

using Match = std::smatch;

std::string with_base(const std::string& name, const std::string& base) {
  return "C(" + name + ", base = " + named_level(base) + ")";
}

/// `x + I(x^2) + I(x^3)`.
std::string sum_of_powers(const std::string& name, const std::string& degree) {
  int most = 0;
  std::from_chars(degree.data(), degree.data() + degree.size(), most);
  std::string sum = name;
  for (int k = 2; k <= most && k <= 9; ++k) sum += " + I(" + name + "^" + std::to_string(k) + ")";
  return sum;
}

/// The functions and prefixes of other programs, one after the other.
std::string with_our_functions(std::string text) {
  text = replaced(text, R"(\*\*)", [](const Match&) { return std::string("^"); });
  text = replaced(text, R"(\b(?:np|math)\.(\w+)\()", [](const Match& m) { return m.str(1) + "("; });
  text = replaced(text, R"(\bln\()", [](const Match&) { return std::string("log("); });
  text = replaced(text, R"(\blog\(([^(),]+),\s*(?:base\s*=\s*)?(2|10)\))",
                  [](const Match& m) { return "log" + m.str(2) + "(" + m.str(1) + ")"; });
  text = replaced(text, R"(\bQ\(\s*(['"])(.*?)\1\s*\))",
                  [](const Match& m) { return quote_name(m.str(2)); });
  text = replaced(text, R"(\b(?:as\.factor|as\.character|ordered)\(\s*([\w.]+)\s*\))",
                  [](const Match& m) { return "C(" + m.str(1) + ")"; });
  text = replaced(text, R"(\bas\.(?:numeric|integer|double)\(\s*([\w.]+)\s*\))",
                  [](const Match& m) { return "c." + m.str(1); });
  text = replaced(
      text,
      R"(\brelevel\(\s*(?:(?:C|factor)\()?\s*([\w.]+)\s*\)?\s*,\s*(?:ref\s*=\s*)?['"]?([^'"()]+?)['"]?\s*\))",
      [](const Match& m) { return with_base(m.str(1), m.str(2)); });
  text = replaced(
      text,
      R"(\bC\(\s*([\w.]+)\s*,\s*(?:Treatment|contr\.treatment)\(\s*(?:reference\s*=|ref\s*=|base\s*=)?\s*['"]?([^'"()]+?)['"]?\s*\)\s*\))",
      [](const Match& m) { return with_base(m.str(1), m.str(2)); });
  text = replaced(text, R"(\bpoly\(\s*([\w.]+)\s*,\s*(?:degree\s*=\s*)?([1-9])\s*(?:,[^()]*)?\))",
                  [](const Match& m) { return sum_of_powers(m.str(1), m.str(2)); });
  text = replaced(text, R"(\bib\(first\)\.(\w+))", [](const Match& m) { return "i." + m.str(1); });
  text = replaced(text, R"(\bib\([^()]*\)\.(\w+))",
                  [](const Match& m) { return with_base(m.str(1), "LEVEL"); });
  return replaced(text, R"(\bb(\d+)\.(\w+))",
                  [](const Match& m) { return "ib" + m.str(1) + "." + m.str(2); });
}

/// What `glm(formula, arguments)` has beside its formula: flags for a link, and what is left out.
/// The family is binomial, the data are named anyway.
void take_arguments(const std::string& arguments, OurSpelling& model) {
  const std::optional<std::string> name = link_in(arguments);
  const std::string link = name ? link_called(*name) : std::string();
  append_word(model.flags, flag_of_link(link));
  const std::string others = without(
      "," + arguments,
      R"(,\s*(?:(?:family\s*=\s*)?['"]?(?:\w+\.)*(?:quasi)?binomial(?:\((?:[^()]|\([^()]*\))*\))?['"]?|link\s*=\s*['"]?(?:\w+\.)*\w+(?:\(\))?['"]?|data\s*=\s*[\w.]+|method\s*=\s*['"]exact['"]|[\w.]+)\s*(?=,|$))");
  if (name && link.empty()) append_word(model.left_out, "link " + *name);
  append_word(model.left_out, trimmed(without(others, R"(^\s*,)")));
}

/// The formula of `glm(y ~ x, family = binomial)`.
void take_from_call(OurSpelling& model) {
  static const std::regex kCall(
      R"(\s*(?:glm|logit|clogit|smf\.\w+|sm\.\w+|feglm|lm)\(\s*(?:formula\s*=\s*)?['"]?([^~,'"]+~[^,'"]+?)['"]?\s*(?:,(.*?))?\)\s*(?:\.fit\(\))?\s*)");
  static const std::regex kProbit(R"(\s*(?:smf|sm)\.probit\b.*)", std::regex::icase);
  Match found;
  const std::string text = model.formula;
  if (!std::regex_match(text, found, kCall)) return;
  model.formula = found.str(1);
  if (std::regex_match(text, kProbit)) append_word(model.flags, flag_of_link("probit"));
  take_arguments(found.str(2), model);
}

/// Where the first comma outside of parentheses stands.
std::size_t comma_between(const std::string& text) {
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '(') ++depth;
    if (text[i] == ')') --depth;
    if (text[i] == ',' && depth == 0) return i;
  }
  return text.npos;
}

/// The formula of `y ~ x, family = binomial(link = "probit")`, R's call without its name.
void take_from_arguments(OurSpelling& model) {
  static const std::regex kNamed(R"(\s*\w+\s*=(?!=).*)");
  const std::string text = model.formula;
  const std::size_t comma = comma_between(text);
  if (comma == text.npos || text.find('~') > comma) return;
  const std::string arguments = text.substr(comma + 1);
  if (!std::regex_match(arguments, kNamed)) return;
  model.formula = trimmed(text.substr(0, comma));
  take_arguments(arguments, model);
}

/// `y ~ a` and `--strata id` of `y ~ a + strata(id)`, as R's clogit has matched sets.
void take_strata(OurSpelling& model) {
  model.formula =
      replaced(model.formula, R"(\s*\+\s*strata\(\s*([\w.]+)\s*\))", [&](const Match& m) {
        append_word(model.flags, "--strata " + m.str(1));
        return std::string();
      });
}

}  // namespace

OurSpelling in_our_spelling(std::string_view text) {
  constexpr std::size_t kLargest = 2000;  // what a person types; matching recurses
  if (text.size() > kLargest) return {};
  OurSpelling model{.formula = std::string(text), .flags = {}, .left_out = {}};
  take_from_call(model);
  take_from_arguments(model);
  take_from_sas(model);
  take_from_stata(model);
  take_strata(model);
  model.formula = with_our_functions(std::move(model.formula));
  if (model.formula == text) return {};
  try {
    parse_explicit_formula(model.formula);
    return model;
  } catch (const Error&) {
    return {};  // it is no formula in any spelling known here
  }
}

}  // namespace odds
