// The words that fields of application have for the figures of a sensitivity.
#pragma once

#include <odds/report.hpp>

#include <span>
#include <string>

namespace odds {

/// The names of an input: itself, its change, and the expression by which it enters the linear
/// predictor.
struct InputNames {
  std::string input;         ///< `race`
  std::string change;        ///< `black - white`, `dP/dx`
  std::string scale;         ///< `log10(dose)`
  std::string predictor;     ///< `log odds`
  bool is_symmetric = true;  ///< the curve, which is steepest where it is half way
};

/// A figure in the words of a field. `{x}` stands for the input, `{c}` for its change, `{m}` for
/// the expression.
struct LensWord {
  Figure figure;
  const char* text;
};

/// The figures that a field looks at, in the order in which it does. Empty for Lens::none.
std::span<const LensWord> lens_words(Lens lens);

/// The word with the names of an input.
std::string phrase(const LensWord& word, const InputNames& names);

/// `pharmacology`; `none`.
const char* lens_name(Lens lens);

/// `eta.slope`: the key of a figure for programs.
const char* figure_key(Figure figure);

}  // namespace odds
