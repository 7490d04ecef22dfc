// Estimates and covariances from elsewhere, in the place of a fit's own.
#include "base/failure.hpp"
#include "inference/slopes_test.hpp"
#include "math/linear_algebra.hpp"
#include "model/coordinates.hpp"
#include "model/fit_parts.hpp"
#include "model/model.hpp"
#include "model/working_coordinates.hpp"

#include <odds/error.hpp>
#include <odds/fit.hpp>
#include <odds/inference.hpp>
#include <odds/notes.hpp>

#include <Eigen/Eigenvalues>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace odds {
namespace {

/// The least eigenvalue of a matrix of correlations that passes for 0.
constexpr double kNoEigenvalue = -1e-10;

void require_label(const std::string& label) {
  if (label.empty()) refuse("given numbers need a label that reports can name them by");
}

void require_size(Index size, const Fit& fit, const char* what) {
  const auto p = static_cast<Index>(fit.names().size());
  if (size != p) refuse(fmt::format("{} for {} are given, the fit has {}", what, size, p));
}

/// What is given for a column must be a number, but for aliased columns, which have none.
void require_number(double value, const Fit& fit, Index column, bool aliased, const char* what) {
  const std::string& name = fit.names()[static_cast<std::size_t>(column)];
  if (aliased && !std::isnan(value) && value != 0.0) {
    refuse(fmt::format("{} is aliased: its {} must be NaN or 0", name, what));
  }
  if (!aliased && !std::isfinite(value)) {
    refuse(fmt::format("the {} of {} is {}: it must be finite", what, name, value));
  }
}

bool is_kept(const std::vector<Index>& kept, Index column) {
  return std::ranges::binary_search(kept, column);
}

void require_covariance(const SymmetricMatrix& covariance, const Fit& fit,
                        const std::vector<Index>& kept) {
  for (Index j = 0; j < covariance.size(); ++j) {
    for (Index i = 0; i <= j; ++i) {
      const bool aliased = !is_kept(kept, i) || !is_kept(kept, j);
      require_number(covariance(i, j), fit, is_kept(kept, i) ? j : i, aliased, "covariance");
    }
  }
}

/// A column of variance 0 has no covariances either.
void require_semidefinite(const Matrix& covariance) {
  const char* what = "the covariance is not positive semidefinite";
  Vector scale = covariance.diagonal();
  for (Index j = 0; j < scale.size(); ++j) {
    if (scale[j] < 0.0) refuse(what);
    if (scale[j] == 0.0 && !covariance.col(j).isZero(0.0)) refuse(what);
    scale[j] = scale[j] > 0.0 ? 1.0 / std::sqrt(scale[j]) : 1.0;
  }
  const Matrix correlation = scale.asDiagonal() * covariance * scale.asDiagonal();
  const Eigen::SelfAdjointEigenSolver<Matrix> eigen(correlation, Eigen::EigenvaluesOnly);
  if (!(eigen.eigenvalues().minCoeff() >= kNoEigenvalue)) refuse(what);
}

void require_whole_covariance(const Fit& fit) {
  if (fit.eliminated() > 0) {
    refuse("the fit has the covariances of its first columns only: it takes no other covariance",
           "levels of a factor of more than 1000 columns are eliminated");
  }
  if (fit.guess_rate() == GuessRate::estimated) {
    refuse(
        "the guess rate was estimated with the coefficients: a covariance of these alone is not "
        "enough",
        "fit with the guess rate as a given one");
  }
}

/// What is known of the maximum and not of another point.
void forget_likelihood(FitParts& parts) {
  constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
  for (const auto member :
       {&Goodness::log_likelihood, &Goodness::deviance, &Goodness::aic, &Goodness::bic,
        &Goodness::lr, &Goodness::lr_p, &Goodness::mcfadden, &Goodness::cox_snell,
        &Goodness::nagelkerke, &Goodness::tjur, &Goodness::auc, &Goodness::brier}) {
    parts.goodness.*member = kUnknown;
  }
  parts.probabilities = {.min = kUnknown,
                         .q1 = kUnknown,
                         .median = kUnknown,
                         .q3 = kUnknown,
                         .max = kUnknown,
                         .saturated = 0};
  parts.maximum.value = kUnknown;
  parts.maximum.score_norm = kUnknown;
  parts.maximum.decrement = kUnknown;
  parts.maximum.history.clear();
}

void set_note(FitParts& parts, Note note) {
  std::erase_if(parts.notes, [&](const Note& other) { return other.code == note.code; });
  parts.notes.push_back(std::move(note));
}

/// The inverse information as it was before a heterogeneity factor.
void leave_out_factor(FitParts& parts, Model& model) {
  if (parts.heterogeneity.applied) model.t_degrees = kInfinity;
  parts.heterogeneity.applied = false;
  model.covariance.scale(1.0 / model.factor);
  model.factor = 1.0;
  for (const NoteCode code : {NoteCode::heterogeneity_factor, NoteCode::heterogeneity_below_one}) {
    std::erase_if(parts.notes, [&](const Note& note) { return note.code == code_text(code); });
  }
}

Fit finished(FitParts parts, Model model) {
  set_estimates(parts, model);
  parts.model = std::make_shared<const Model>(std::move(model));
  return parts;
}

}  // namespace

Fit with_covariance(const Fit& fit, const SymmetricMatrix& covariance, std::string label) {
  require_label(label);
  require_maximum(fit);
  require_whole_covariance(fit);
  require_size(covariance.size(), fit, "covariances");
  Model model = fit.model();
  const WorkingCoordinates workings(model);
  require_covariance(covariance, fit, workings.kept());
  const Matrix of_kept = as_eigen(covariance)(workings.kept(), workings.kept());
  require_semidefinite(of_kept);
  FitParts parts = fit.parts();
  leave_out_factor(parts, model);
  if (!model.bread) model.bread = std::move(model.covariance);
  model.contrast_degrees.reset();
  model.covariance = {.core = workings.covariance(of_kept), .slope = {}, .variance = {}};
  set_note(parts, make_note(NoteCode::given_covariance,
                            fmt::format(
                                "The covariance is a given one, \"{}\": standard errors, tests and "
                                "intervals rest on it.",
                                label)));
  model.covariance_label = std::move(label);
  parts.slopes_test = test_of_slopes(parts, model);
  forget_likelihood_criteria(parts.goodness);
  return finished(std::move(parts), std::move(model));
}

Fit with_coefficients(const Fit& fit, std::span<const double> coefficients, std::string label) {
  require_label(label);
  require_maximum(fit);
  require_size(static_cast<Index>(coefficients.size()), fit, "coefficients");
  Model model = fit.model();
  const WorkingCoordinates workings(model);
  for (std::size_t j = 0; j < coefficients.size(); ++j) {
    const auto column = static_cast<Index>(j);
    require_number(coefficients[j], fit, column, !is_kept(workings.kept(), column), "coefficient");
  }
  model.coefficients = workings.coefficients(as_eigen(coefficients)(workings.kept()));
  FitParts parts = fit.parts();
  forget_likelihood(parts);
  parts.slopes_test = {};
  set_note(parts,
           make_note(NoteCode::given_coefficients,
                     fmt::format("The coefficients are given ones, \"{}\", and no maximum: the "
                                 "log-likelihood and what rests on it are not known, and the "
                                 "covariance is that of the fit unless another is given.",
                                 label)));
  model.coefficients_label = std::move(label);
  return finished(std::move(parts), std::move(model));
}

}  // namespace odds
