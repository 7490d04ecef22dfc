// Standard errors of margins beside the delta method.
#pragma once

#include "design/design_reader.hpp"
#include "effects/margins/combined_covariance.hpp"
#include "effects/margins/row_summary.hpp"

#include <odds/execution.hpp>

#include <optional>
#include <string>
#include <vector>

namespace odds {

/// A pass over the rows in which settings are tried out.
struct CounterfactualPass {
  const DesignReader& reader;
  const RowSummary& summary;
  const SummaryNeeds& needs;
  const Execution& execution;
  std::optional<Expression> within = {};   ///< rows to average over, where the reader has more
  std::vector<std::string> clusters = {};  ///< columns of clusters of unconditional errors
};

/// Unconditional covariance of combinations of averages: coefficients and rows are a sample,
///
///     V = n / (n - 1) sum_i psi_i psi_i',   psi_i = a_i D (g_i - gbar) / W + D J H^-1 s_i,
///
/// with a_i the weight of a row, W the sum of those of its group, D the derivatives of the
/// combinations in the averages, s_i the row's score and H the information. A frequency weight and
/// a trial stand for so many observations. One pass. The averages must be over observed rows, and
/// the table must have the response. The reader has all rows of the fit: those that a filter of the
/// averages leaves out are part of the sample that the coefficients come from. With clusters, psi
/// is added up over the rows of each, and n is the number of clusters; with two columns of them V
/// is V_A + V_B - V_AB, negative eigenvalues taken for 0, in three passes (Cameron, Gelbach and
/// Miller 2011, J. Business and Economic Statistics 29). Source: Stata's `margins,
/// vce(unconditional)`; Korn and Graubard (1999), Analysis of Health Surveys.
CombinedCovariance unconditional_covariance(const AverageTask& task, const MarginPlan& plan,
                                            const Averages& averages, const Combined& combined,
                                            const CounterfactualPass& pass);

/// Combinations at coefficients drawn from N(gamma, V): draws x c. One pass.
Matrix simulated_values(const AverageTask& task, const MarginPlan& plan,
                        const CounterfactualPass& pass, const MarginsOptions& options);

/// Variances and covariances of such draws.
CombinedCovariance draw_covariance(const Matrix& draws, const Vector& unit);

}  // namespace odds
