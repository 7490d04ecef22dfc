// The rows that a model was fitted to, read again.
#pragma once

#include "design/design_reader.hpp"
#include "inference/fitted_likelihood.hpp"
#include "likelihood/model_likelihood.hpp"
#include "model/model.hpp"
#include "solve/restricted_objective.hpp"

#include <odds/fit.hpp>
#include <odds/table.hpp>

#include <string>
#include <vector>

namespace odds {

/// The rows of a fit's own data, and questions to them. Refers to the fit and the execution.
class FittedRows final : public FittedLikelihood {
 public:
  /// Throws Error(usage) for a column that the table does not have, Error(data) if the table does
  /// not give the log-likelihood of the fit.
  /// The columns `clusters` are read, too; a row of the fit without a value in one of them is
  /// Error(data), since the data are not those of the fit without it.
  FittedRows(const Fit& fit, const Table& table, const Execution& execution,
             const std::vector<std::string>& clusters = {});

  FittedRows(const FittedRows&) = delete;
  FittedRows& operator=(const FittedRows&) = delete;

  const DesignReader& reader() const { return reader_; }
  const Objective& likelihood() const override { return likelihood_; }

  /// Throws Error(data) unless `value` is what the fit maximised, where it has its maximum: other
  /// data give another.
  void require_value(double value, const Fit& fit, const Table& table) const;

 private:
  DesignReader reader_;
  ModelLikelihood all_columns_;
  RestrictedObjective likelihood_;
};

/// X^2 = sum n (y - P)^2 / [P (1 - P)] over the groups of grouped data; rows without weight are
/// left out. Infinite where a group contradicts a P of 0 or 1.
double pearson_statistic(const DesignReader& reader, const Model& model,
                         const Execution& execution);

}  // namespace odds
