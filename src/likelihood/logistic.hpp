// The logistic log-likelihood of a table's rows, as something to maximise.
#pragma once

#include "curve/sigmoid.hpp"
#include "design/design_reader.hpp"
#include "solve/objective.hpp"

#include <odds/execution.hpp>

namespace odds {

/// What is known of a design and its outcomes before any coefficient is.
struct Survey {
  ArrowMatrix curvature_bound;  ///< see Objective; the information at 0 without an offset
  Vector score;                 ///< p; Z' (w (y - 1/2)): at 0 without an offset
  double events = 0.0;          ///< weighted
  double trials = 0.0;          ///< weighted
  double rows = 0.0;
  double copies = 0.0;  ///< rows, each as often as its frequency weight says

  Vector offset_score;  ///< p; Z' (w offset); empty without an offset
  double offset_min = 0.0;
  double offset_max = 0.0;
};

/// l(gamma) = sum_i w_i [y_i eta_i - log(1 + exp(eta_i))], eta = Z gamma + offset, over the used
/// rows: y the share of events, w case weight times trials, Z the n x p working columns of the
/// plan.
///
/// Score Z' (w (y - sigma)), information Z' diag(w sigma') Z. One pass over the data for each call.
/// Refers to the reader and the execution, which must outlive it.
class LogisticLikelihood final : public Objective {
 public:
  LogisticLikelihood(const DesignReader& reader, const Execution& execution)
      : reader_(reader), execution_(execution) {}

  /// The likelihood of every `stride`-th block of rows: a sample for a first approach.
  LogisticLikelihood every(Index stride) const;

  Index block_count() const { return reader_.block_count(); }
  Survey survey() const;

  Index dimension() const override { return reader_.plan().columns(); }
  Evaluation evaluate(VectorRef point, VectorRef step, Order order) const override;
  ArrowMatrix curvature_bound() const override;
  ArrowMatrix inner_gram(VectorRef step) const override;
  Sides sides(VectorRef direction) const override;
  std::shared_ptr<const Objective> undecided(VectorRef direction) const override;
  std::vector<ColumnRange> column_ranges() const override;

 private:
  /// sum_over_blocks of the rows in question that no direction has decided; decided ones have
  /// weight 0.
  template <class Partial, class Kernel>
  Partial sum_over_rows(Partial zero, Kernel kernel) const;

  const DesignReader& reader_;
  const Execution& execution_;
  Index stride_ = 1;                ///< of the blocks that count
  std::vector<Vector> decided_by_;  ///< directions; rows that they decide are left out
};

/// The rows with sigma' < kSaturatedSlope, each as often as its frequency weight says; `sums` and
/// `curvature`, the weight times sigma', come from logit_block.
double saturated_copies(const DesignRows& rows, const LogitSums& sums, VectorRef curvature);

/// The linear predictor of a block: X gamma + offset.
Vector linear_predictor(const DesignRows& rows, VectorRef gamma);

}  // namespace odds
