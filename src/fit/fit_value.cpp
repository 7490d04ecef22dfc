#include "data/failure.hpp"
#include "fit/fit_parts.hpp"

#include <odds/fit.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace odds {

Fit::Fit() : Fit(FitParts()) {}
Fit::Fit(FitParts parts) : parts_(std::make_shared<const FitParts>(std::move(parts))) {}

const std::string& Fit::formula() const { return parts_->formula; }
const std::string& Fit::file() const { return parts_->file; }
const std::string& Fit::sha256() const { return parts_->sha256; }
const ResponseSummary& Fit::response() const { return parts_->response; }
const RowCounts& Fit::rows() const { return parts_->rows; }
const std::vector<std::string>& Fit::uses() const { return parts_->uses; }
const std::vector<std::string>& Fit::names() const { return parts_->names; }
const std::vector<TermLabel>& Fit::labels() const { return parts_->labels; }
const std::vector<double>& Fit::coefficients() const { return parts_->coefficients; }
const std::vector<double>& Fit::std_errors() const { return parts_->std_errors; }
const SymmetricMatrix& Fit::covariance() const { return parts_->covariance; }
Index Fit::eliminated() const { return parts_->eliminated; }
const std::vector<AliasedTerm>& Fit::aliased() const { return parts_->aliased; }
Method Fit::method() const { return parts_->method; }
Variance Fit::variance() const { return parts_->variance; }
const std::string& Fit::coefficients_label() const { return parts_->coefficients_label; }
const std::string& Fit::covariance_label() const { return parts_->covariance_label; }
bool Fit::pseudo_likelihood() const { return parts_->pseudo_likelihood; }
const Asymptotes& Fit::asymptotes() const { return parts_->asymptotes; }
GuessRate Fit::guess_rate() const { return parts_->guess_rate; }
double Fit::guess_std_error() const { return parts_->guess_std_error; }
const MaximumSummary& Fit::maximum() const { return parts_->maximum; }
const std::vector<DirectionWeight>& Fit::separation() const { return parts_->separation; }
const std::vector<std::string>& Fit::separated_by() const { return parts_->separated_by; }
Index Fit::separated_levels() const { return parts_->separated_levels; }
const Goodness& Fit::goodness() const { return parts_->goodness; }
const FittedProbabilities& Fit::probabilities() const { return parts_->probabilities; }
const std::vector<Note>& Fit::notes() const { return parts_->notes; }

const Model& Fit::model() const {
  if (!parts_->model) refuse("this Fit is of nothing: no fit was assigned to it");
  return *parts_->model;
}

const FitParts& Fit::parts() const { return *parts_; }

}  // namespace odds
