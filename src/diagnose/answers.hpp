// What is asked of fits to one design: a function of coefficients, or of average effects.
#pragma once

#include "diagnose/answer_pulls.hpp"
#include "inference/fitted_rows.hpp"

#include <odds/answer_influence.hpp>

#include <memory>
#include <string>

namespace odds {

/// An answer with its test.
struct Answered {
  std::string text;
  double null = 0.0;
  EstimateRow row;
};

/// What is asked, of any fit with the design of the first one.
class Answer {
 public:
  Answer() = default;
  Answer(const Answer&) = delete;
  Answer& operator=(const Answer&) = delete;
  virtual ~Answer() = default;

  /// At a fit of the rows of the table.
  virtual Answered at(const Fit& fit, const Table& table) const = 0;

  /// How its rows pull; in the process of rank 0.
  virtual RowPulls pulls(const Fit& fit, const FittedRows& rows) const = 0;
};

/// Refers to the table, which is that of the first fit, the options and the execution.
std::unique_ptr<const Answer> answer_of(const Table& table, const AnswerOptions& options,
                                        const Execution& execution);

}  // namespace odds
