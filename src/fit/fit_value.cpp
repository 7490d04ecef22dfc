#include "base/failure.hpp"
#include "inference/heterogeneity.hpp"
#include "model/fit_parts.hpp"

#include <odds/fit.hpp>

#include <atomic>
#include <string>
#include <utility>
#include <vector>

namespace odds {

struct Fit::Shared {
  const FitParts parts;
  std::atomic<Index> copies = 1;
};

Fit::Fit() : Fit(FitParts()) {}
Fit::Fit(FitParts parts) : shared_(new Shared{std::move(parts)}) {}
Fit::Fit(const Fit& other) noexcept : shared_(other.shared_) {
  if (shared_ != nullptr) ++shared_->copies;
}
Fit::Fit(Fit&& other) noexcept : shared_(std::exchange(other.shared_, nullptr)) {}

Fit& Fit::operator=(Fit other) noexcept {
  std::swap(shared_, other.shared_);
  return *this;
}

Fit::~Fit() {
  if (shared_ != nullptr && --shared_->copies == 0) delete shared_;
}

const std::string& Fit::formula() const { return shared_->parts.formula; }
const std::string& Fit::file() const { return shared_->parts.file; }
const std::string& Fit::sha256() const { return shared_->parts.sha256; }
const CsvOptions* Fit::reading() const { return model().reading.get(); }
const ResponseSummary& Fit::response() const { return shared_->parts.response; }
const RowCounts& Fit::rows() const { return shared_->parts.rows; }
const std::vector<std::string>& Fit::uses() const { return shared_->parts.uses; }
const std::vector<std::string>& Fit::names() const { return shared_->parts.names; }
const std::vector<TermLabel>& Fit::labels() const { return shared_->parts.labels; }
const std::vector<double>& Fit::coefficients() const { return shared_->parts.coefficients; }
const std::vector<double>& Fit::std_errors() const { return shared_->parts.std_errors; }
const std::vector<double>& Fit::own_degrees() const { return shared_->parts.own_degrees; }
const SymmetricMatrix& Fit::covariance() const { return shared_->parts.covariance; }
Index Fit::eliminated() const { return shared_->parts.eliminated; }
const std::vector<AliasedTerm>& Fit::aliased() const { return shared_->parts.aliased; }
Method Fit::method() const { return shared_->parts.method; }
Variance Fit::variance() const { return shared_->parts.variance; }
const std::vector<ClusterCounts>& Fit::clusters() const { return shared_->parts.clusters; }
const Resampling& Fit::resampling() const { return shared_->parts.resampling; }
bool Fit::covariance_repaired() const { return shared_->parts.covariance_repaired; }

VarianceChoice Fit::variance_choice() const {
  VarianceChoice choice = variance();
  for (const ClusterCounts& counts : clusters()) {
    if (counts.columns.size() == 1) choice.clusters.push_back(counts.columns.front());
  }
  if (choice.kind == Variance::boot) {
    choice.resamples = resampling().resamples;
    choice.seed = resampling().seed;
  }
  return choice;
}

const std::string& Fit::coefficients_label() const { return shared_->parts.coefficients_label; }
const std::string& Fit::covariance_label() const { return shared_->parts.covariance_label; }
bool Fit::pseudo_likelihood() const { return shared_->parts.pseudo_likelihood; }
Link Fit::link() const { return shared_->parts.link; }
const std::vector<InfiniteTerm>& Fit::infinite_terms() const {
  return shared_->parts.infinite_terms;
}
const Asymptotes& Fit::asymptotes() const { return shared_->parts.asymptotes; }
GuessRate Fit::guess_rate() const { return shared_->parts.guess_rate; }
double Fit::guess_std_error() const { return shared_->parts.guess_std_error; }
const MaximumSummary& Fit::maximum() const { return shared_->parts.maximum; }
const std::vector<DirectionWeight>& Fit::separation() const { return shared_->parts.separation; }
const std::vector<std::string>& Fit::separated_by() const { return shared_->parts.separated_by; }
Index Fit::separated_levels() const { return shared_->parts.separated_levels; }
const Goodness& Fit::goodness() const { return shared_->parts.goodness; }
const SlopesTest& Fit::slopes_test() const { return shared_->parts.slopes_test; }
const Heterogeneity& Fit::heterogeneity() const { return shared_->parts.heterogeneity; }
double Fit::test_degrees() const {
  const Model* model = shared_->parts.model.get();
  return model == nullptr ? degrees_of_t(heterogeneity()) : model->t_degrees;
}
const FittedProbabilities& Fit::probabilities() const { return shared_->parts.probabilities; }
const MatchedSetSummary& Fit::matched_sets() const { return shared_->parts.matched_sets; }
const std::vector<Note>& Fit::notes() const { return shared_->parts.notes; }

const Model& Fit::model() const {
  if (!shared_->parts.model) refuse("this Fit is of nothing: no fit was assigned to it");
  return *shared_->parts.model;
}

const FitParts& Fit::parts() const { return shared_->parts; }

}  // namespace odds
