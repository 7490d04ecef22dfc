// The log-likelihood of a table's rows under a design and a response curve, as something to
// maximise.
#pragma once

#include "curve/response_curve.hpp"
#include "design/design_reader.hpp"
#include "likelihood/score_sums.hpp"
#include "solve/objective.hpp"
#include "solve/separation_rows.hpp"

#include <odds/execution.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace odds {

/// What is known of a design and its outcomes before any coefficient is.
struct NullScore {
  ArrowMatrix curvature_bound;  ///< of the logit: its information at 0 without an offset
  Vector score;                 ///< p; Z' (w (y - 1/2)): the logit's at 0 without an offset
  double events = 0.0;          ///< weighted
  double trials = 0.0;          ///< weighted
  double rows = 0.0;
  double copies = 0.0;  ///< rows, each as often as its frequency weight says

  Vector offset_score;  ///< p; Z' (w offset); empty without an offset
  double offset_min = 0.0;
  double offset_max = 0.0;
};

/// How often each row counts in a resample: `factor` by unit, which `unit_of_row` gives by row of
/// the file. Refers to both.
struct RowMultiplicity {
  const std::vector<std::int32_t>& unit_of_row;
  const std::vector<double>& factor;
};

/// l(gamma) = sum_i w_i [y_i log P(eta_i) + (1 - y_i) log(1 - P(eta_i))], eta = Z gamma + offset,
/// over the used rows: y the share of events, w case weight times trials, Z the n x p working
/// columns of the plan, P the response curve. Own parameters of the curve are the last unknowns;
/// there are none in a design with a factor that is eliminated.
///
/// One pass over the data for each call. Of a curve without asymptotes it is concave, and the
/// information is minus the Hessian. Others come with the expected information, too (see
/// Evaluation), and are -infinity at points with impossible asymptotes.
///
/// Only the sigmoid is asked for separation: data are separated for all curves without asymptotes
/// or for none, and where they are, no curve has a maximum, since no term falls along the direction
/// and some rise. The converse does not hold for curves with asymptotes, which may fit best as a
/// step, at infinity.
///
/// Refers to the reader and the execution, which must outlive it.
class ModelLikelihood final : public Objective, private SeparationRows {
 public:
  ModelLikelihood(const DesignReader& reader, const Execution& execution,
                  const ResponseCurve& curve = {})
      : reader_(reader), execution_(execution), curve_(curve) {}

  /// The likelihood of every `stride`-th block of rows: a sample for a warm start.
  ModelLikelihood every(Index stride) const;

  /// That of a resample, whose rows count as often as `multiplicity` says; what it refers to must
  /// outlive the result.
  ModelLikelihood resampled(const RowMultiplicity& multiplicity) const;

  /// That of another curve.
  ModelLikelihood on(const ResponseCurve& curve) const;

  const ResponseCurve& curve() const { return curve_; }
  Index block_count() const { return reader_.block_count(); }
  NullScore null_score() const;

  /// Of the coefficients and own parameters at `point`, as R's glm and SAS have it: its inverse is
  /// their covariance of the estimates.
  ArrowMatrix expected_information(VectorRef point) const;

  Index dimension() const override;
  Evaluation evaluate(VectorRef point, VectorRef step, Order order) const override;
  ArrowMatrix curvature_bound() const override;
  const SeparationRows* separation_rows() const override;

 private:
  ArrowMatrix inner_gram(VectorRef step) const override;
  Sides sides(VectorRef direction) const override;
  std::shared_ptr<const Objective> undecided(VectorRef direction) const override;
  std::vector<ColumnRange> column_ranges() const override;

  /// sum_over_blocks of the rows in question that no direction has decided; decided ones have
  /// weight 0.
  template <class Partial, class Kernel>
  Partial sum_over_rows(Partial zero, Kernel kernel) const;

  /// What the rows add up to at a point; `step` as in Objective::evaluate.
  ScoreSums score(VectorRef point, VectorRef step, Order order, Information information) const;

  const DesignReader& reader_;
  const Execution& execution_;
  ResponseCurve curve_;
  Index stride_ = 1;                ///< of the blocks that count
  std::vector<Vector> decided_by_;  ///< directions; rows that they decide are left out
  std::optional<RowMultiplicity> multiplicity_;
};

/// The linear predictor of a block: X gamma + offset.
Vector linear_predictor(const DesignRows& rows, VectorRef gamma);

/// The outcomes of a block with their linear predictors, for ResponseCurve::add_up; refers to both.
BlockOutcomes outcomes_of(const DesignRows& rows, const Vector& eta);

}  // namespace odds
