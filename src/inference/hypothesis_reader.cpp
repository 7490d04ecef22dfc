#include "inference/hypothesis_reader.hpp"

#include "base/failure.hpp"
#include "formula/expression.hpp"
#include "formula/hypothesis_parser.hpp"
#include "formula/simplify.hpp"
#include "model/coordinates.hpp"

#include <odds/error.hpp>
#include <odds/table.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>

namespace odds {
namespace {

/// The one term that `text` spells; nothing if it spells something else.
std::optional<Term> as_term(const std::string& text) {
  try {
    const Formula formula = parse_formula("y ~ " + text);
    const bool is_one = formula.terms.size() == 1 && formula.offsets.empty();
    return is_one ? std::optional(formula.terms.front()) : std::nullopt;
  } catch (const Error&) {
    return std::nullopt;  // brackets and comparisons are no formula, but may be a hypothesis
  }
}

Alternative alternative_of(Relation relation, bool flipped) {
  if (relation == Relation::none || relation == Relation::equal) return Alternative::two_sided;
  return (relation == Relation::greater) != flipped ? Alternative::greater : Alternative::less;
}

/// What is estimated, and what it is compared with.
struct ComparedSides {
  Expression function;
  double null = 0.0;
  Alternative alternative = Alternative::two_sided;
};

ComparedSides sides_of(const ParsedHypothesis& parsed) {
  const bool flipped = is_constant(parsed.left);
  const Expression& constant = flipped ? parsed.left : parsed.right;
  const Alternative alternative = alternative_of(parsed.relation, flipped);
  if (is_constant(constant)) {
    return {flipped ? parsed.right : parsed.left, evaluate_constant(constant), alternative};
  }
  return {sum_of({parsed.left, negative_of(parsed.right)}), 0.0, alternative};
}

std::string without_ends(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") + 1 - first);
}

}  // namespace

HypothesisReader::HypothesisReader(const Fit& fit)
    : fit_(fit), table_(fit), terms_(term_columns(fit.model().roles.formula, fit.model().plan)) {}

const TermColumns* HypothesisReader::find_term(const Term& term) const {
  const auto is_it = [&](const TermColumns& known) { return same_factors(known.term, term); };
  const auto found = std::ranges::find_if(terms_, is_it);
  if (found != terms_.end()) return &*found;
  // `race` for C(race, base=other), and the other way round.
  const auto is_factor = [&](const TermColumns& known) {
    const auto column = static_cast<std::size_t>(known.first_column);
    return term.factors.size() == 1 && known.term.factors.size() == 1 &&
           !fit_.labels()[column].factor.empty() &&
           known.term.factors[0].expression == term.factors[0].expression;
  };
  const auto factor = std::ranges::find_if(terms_, is_factor);
  return factor == terms_.end() ? nullptr : &*factor;
}

Question HypothesisReader::of_term(const TermColumns& term) const {
  Question question{.kind = RowKind::term,
                    .text = term.name,
                    .parts = {},
                    .null = 0.0,
                    .alternative = Alternative::two_sided};
  if (term.first_column >= fit_.model().plan.core_columns()) return question;
  for (Index j = term.first_column; j < term.first_column + term.columns; ++j) {
    const double estimate = fit_.coefficients()[static_cast<std::size_t>(j)];
    if (is_aliased_column(fit_.model(), j)) continue;
    question.parts.push_back(
        {.value = estimate, .columns = {j}, .gradient = {1.0}, .linear = true});
  }
  return question;
}

Question HypothesisReader::read(const std::string& text) const {
  const auto term = as_term(text);
  if (term) {
    if (const TermColumns* known = find_term(*term)) return of_term(*known);
  }
  const bool is_coefficient = std::ranges::find(fit_.names(), text) != fit_.names().end();
  if (is_coefficient) return read_combination(text, RowKind::linear);
  if (term) refuse_term(text);
  const Relation relation = parse_hypothesis(text, fit_.names()).relation;
  if (relation == Relation::none) {
    refuse(fmt::format("\"{}\" is neither a term of the model nor a hypothesis", text),
           fmt::format("a hypothesis compares two sides, as '{} = 0'; terms are given one by one",
                       without_ends(text)));
  }
  return read_combination(text, RowKind::linear);
}

void HypothesisReader::refuse_term(const std::string& text) const {
  std::vector<std::string> names;
  for (const TermColumns& term : terms_) names.push_back(term.name);
  for (const std::string& name : fit_.names()) {
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  }
  refuse(fmt::format("the model has no term and no coefficient \"{}\"", text),
         suggest_name(text, names, "terms and coefficients"));
}

Question HypothesisReader::read_combination(const std::string& text, RowKind kind) const {
  Question question =
      read_comparison(text, {.names = fit_.names(), .noun = "coefficient", .estimates = table_});
  if (kind == RowKind::linear && question.kind != kind) {
    refuse(fmt::format("\"{}\" is not linear in the coefficients", text),
           "--nlcom EXPRESSION tests smooth functions by the delta method");
  }
  question.kind = kind;
  return question;
}

Question read_comparison(const std::string& text, const NamedEstimates& named) {
  const ComparedSides sides = sides_of(parse_hypothesis(text, named.names, named.noun));
  if (!std::isfinite(sides.null)) {
    refuse(fmt::format("\"{}\" compares with a number that is not finite", text));
  }
  const CoefficientFunction combination = named.estimates.at_estimates(sides.function);
  return {.kind = combination.linear ? RowKind::linear : RowKind::nonlinear,
          .text = without_ends(text),
          .parts = {combination},
          .null = sides.null,
          .alternative = sides.alternative};
}

}  // namespace odds
