// What a user asks of the coefficients of a fit, read from their words.
#pragma once

#include "design/term_columns.hpp"
#include "inference/combination.hpp"

#include <odds/hypothesis.hpp>

#include <string>
#include <vector>

namespace odds {

using RowKind = HypothesisRow::Kind;

/// A term whose coefficients are 0, or a combination that is compared with a number.
struct Question {
  RowKind kind = RowKind::term;
  std::string text;
  std::vector<CoefficientFunction> parts;  ///< of a term each of its coefficients; else one
  double null = 0.0;
  Alternative alternative = Alternative::two_sided;
  std::vector<Question> without = {};  ///< terms left out of the model: HypothesisOptions::type
};

/// What hypotheses are about.
struct NamedEstimates {
  const std::vector<std::string>& names;
  std::string noun;  ///< what one of them is: `coefficient`
  const CoefficientTable& estimates;
};

/// A combination, linear or not, with or without a comparison. Throws as `test_hypotheses`.
Question read_comparison(const std::string& text, const NamedEstimates& named);

/// The terms of a fit, and its coefficients, by name.
class HypothesisReader {
 public:
  explicit HypothesisReader(const Fit& fit);

  const std::vector<TermColumns>& terms() const { return terms_; }

  /// All coefficients of the term that have an estimate; none of a factor that is eliminated.
  Question of_term(const TermColumns& term) const;

  /// A term, a linear hypothesis or a coefficient. Throws as `test_hypotheses`.
  Question read(const std::string& text) const;

  /// A combination, with or without a comparison. Throws as `test_hypotheses`.
  Question read_combination(const std::string& text, RowKind kind) const;

 private:
  const TermColumns* find_term(const Term& term) const;
  [[noreturn]] void refuse_term(const std::string& text) const;

  const Fit& fit_;
  CoefficientTable table_;
  std::vector<TermColumns> terms_;
};

}  // namespace odds
