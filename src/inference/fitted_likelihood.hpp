// What a fit of rows and one of matched sets have in common, read again.
#pragma once

#include "model/model.hpp"
#include "solve/objective.hpp"

#include <odds/fit.hpp>
#include <odds/table.hpp>

#include <memory>
#include <vector>

namespace odds {

/// The log-likelihood of a fit on its own data, in the coefficients of the columns that are not
/// aliased, and where it has its maximum.
class FittedLikelihood {
 public:
  explicit FittedLikelihood(const Model& model);
  virtual ~FittedLikelihood() = default;

  const std::vector<Index>& kept() const { return kept_; }  ///< columns that are not aliased

  /// The log-likelihood as a function of the kept coefficients, which it has its maximum at.
  virtual const Objective& likelihood() const = 0;
  const Vector& maximum() const { return maximum_; }

  /// What has a maximum there: at the limit of separated data that of the rows, or members of sets,
  /// that are not decided.
  const Objective& undecided() const { return rest_ ? *rest_ : likelihood(); }

 protected:
  /// Sets what is undecided, once there is a likelihood.
  void leave_out_decided(const Model& model);

  /// Throws Error(data) unless that has the value at the maximum which the fit says.
  void require_value_at_maximum(const Fit& fit, const Table& table) const;

 private:
  std::vector<Index> kept_;
  std::shared_ptr<const Objective> rest_;  // null unless the data are separated
  Vector maximum_;
};

/// Whether this is what the fit maximised, but for rounding.
bool is_value_of(const Fit& fit, double value);

}  // namespace odds
