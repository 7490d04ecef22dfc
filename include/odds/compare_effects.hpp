// Whether effects differ between two models: of the same rows, of overlapping ones, or of others.
#pragma once

#include <odds/compare.hpp>
#include <odds/execution.hpp>
#include <odds/export.hpp>
#include <odds/inference.hpp>
#include <odds/note.hpp>

#include <string>
#include <vector>

namespace odds {

class Table;  // odds/table.hpp

struct ODDS_EXPORT CompareEffectsOptions {
  double level = 0.95;

  /// Throws Error(usage) naming the field, its value and its range.
  void validate() const;
};

/// `estimate` is that of the first model less that of the second, with its standard error, z, p
/// and interval.
struct EffectDifference : EstimateRow {
  enum class Kind { coefficient, effect };
  Kind kind = Kind::effect;
  std::string variable;  ///< of a coefficient its name
  std::string contrast;  ///< `dP/dx`, `black - White`; empty of a coefficient
  double first = 0.0;
  double second = 0.0;
};

struct EffectsComparison {
  std::vector<EffectDifference> rows;  ///< coefficients, then effects: those that both models have
  double level = 0.95;
  std::string clusters;  ///< column; empty: rows vary independently
  double units = 0.0;    ///< rows or clusters
  Index shared = 0;      ///< rows that both use
  Index first_only = 0;  ///< rows that only one of them uses
  Index second_only = 0;
  std::vector<Note> notes;
};

/// Differences of coefficients and of average marginal effects between two models, whose estimates
/// come from the same data and vary together: the joint covariance is a sandwich of the stacked
/// scores of both,
///
///   V = G / (G - 1) A^-1 [sum_g s_g s_g'] A^-1,
///
/// s_g the scores of both models in unit g, a row or a cluster, 0 where a model does not use a row,
/// A the informations (Weesie 1999, Stata Technical Bulletin 52, as Stata's suest, which has this
/// factor). Models may have different rows, outcomes, links and columns. Coefficients are compared
/// by name, and the base of their factor; effects, by the delta method with the exact Jacobian,
/// each averaged over the rows of its own model (Clogg, Petkova and Haritou 1995, Am. J. Sociology
/// 100; Mize, Doan and Long 2019, Sociological Methodology 49). Clusters are those of the variance
/// of either model; their own variances are replaced. A difference that is the same whatever the
/// data has a standard error of 0, and no test.
///
/// A few passes; memory: two p x p matrices, or for each cluster p1 + p2 numbers.
///
/// Throws Error(usage) for models without scores (bias reduction, given coefficients, an estimated
/// guess rate, an eliminated factor, matched sets), with different weights of frequency, different
/// clusters or two columns of them; Error(data) for data that are not those of the fits.
ODDS_EXPORT EffectsComparison compare_effects(const NamedFit& first, const NamedFit& second,
                                              const Table& table,
                                              const CompareEffectsOptions& options = {},
                                              const Execution& execution = {});

}  // namespace odds
