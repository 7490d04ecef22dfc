// The scale on which the dose of a model makes its log odds straight.
#pragma once

#include "formula/inverse.hpp"
#include "model/model.hpp"

#include <odds/dose.hpp>

#include <string>

namespace odds {

/// The dose enters as one expression f = shift + slope m, and its log odds are a + b m.
struct DoseScale {
  Index variable = 0;    ///< of the plan
  Index expression = 0;  ///< of the plan
  AffineForm form;       ///< of the expression; its core is m
  double logged = 0.0;   ///< base of the logarithm that the column itself holds; 0: none

  std::string spelling() const;  ///< of m
  bool is_transformed() const;   ///< doses are no values of m
  double log_base() const;       ///< if m is a logarithm of the dose, its base; else 0
  double dose_at(double measure) const;

  /// Whether some dose gives m: none does beyond the flat part of log(pmax(dose, c)), where
  /// `dose_at` is c.
  bool reaches(double measure) const;

  /// The doses of a set on the scale of m.
  ConfidenceSet doses_of(const ConfidenceSet& measures) const;
};

/// The dose that `options` name, or the only number in the terms of the model.
///
/// Throws Error(usage) where there is none or more than one, and for one that does not enter the
/// model through a single expression that can be inverted: by several, by a power, as a factor or
/// in an offset.
DoseScale find_dose(const Model& model, const DoseOptions& options);

}  // namespace odds
