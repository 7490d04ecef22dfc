// What a Fit is made of, while it is being made.
#pragma once

#include "model/model.hpp"

#include <odds/fit.hpp>

#include <limits>
#include <memory>
#include <string>
#include <vector>

namespace odds {

/// Each part is described where Fit shows it, under the same name.
struct FitParts {
  std::string formula;
  std::string file;
  std::string sha256;
  std::string updated_on;  ///< SHA-256 of the data that coefficients were updated on; empty: none

  ResponseSummary response;
  RowCounts rows;
  std::vector<std::string> uses;

  std::vector<std::string> names;
  std::vector<TermLabel> labels;
  std::vector<double> coefficients;
  std::vector<double> std_errors;
  std::vector<double> own_degrees;
  SymmetricMatrix covariance;
  Index eliminated = 0;
  std::vector<AliasedTerm> aliased;

  Method method = Method::maximum_likelihood;
  Variance variance = Variance::model;
  std::vector<ClusterCounts> clusters;
  bool covariance_repaired = false;
  Resampling resampling;
  std::string coefficients_label;
  std::string covariance_label;
  bool pseudo_likelihood = false;

  Link link = Link::logit;
  Asymptotes asymptotes;
  GuessRate guess_rate = GuessRate::given;
  double guess_std_error = std::numeric_limits<double>::quiet_NaN();

  MaximumSummary maximum;
  std::vector<DirectionWeight> separation;
  std::vector<InfiniteTerm> infinite_terms;
  std::vector<std::string> separated_by;
  Index separated_levels = 0;

  Goodness goodness;
  SlopesTest slopes_test;
  Heterogeneity heterogeneity;
  FittedProbabilities probabilities;
  MatchedSetSummary matched_sets;
  std::vector<Note> notes;

  std::shared_ptr<const Model> model;

  bool converged() const { return maximum.converged(); }
};

}  // namespace odds
