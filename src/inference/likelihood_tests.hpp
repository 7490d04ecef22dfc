// Tests of linear hypotheses that go back to the likelihood: its ratio, and its score.
#pragma once

#include "inference/combination.hpp"
#include "inference/fitted_rows.hpp"
#include "inference/joint_wald.hpp"
#include "inference/profile.hpp"

#include <odds/execution.hpp>
#include <odds/fit.hpp>
#include <odds/hypothesis.hpp>
#include <odds/table.hpp>

#include <optional>
#include <vector>

namespace odds {

/// That combinations of the coefficients have certain values.
struct LinearHypotheses {
  EstimateCovariance::Weights weights;  ///< k x p
  Vector values;                        ///< k
  Vector differences;                   ///< k: of the estimates from these values

  /// These, and others.
  LinearHypotheses joined(const LinearHypotheses& others) const;
};

/// Tests at the maximum under the hypotheses.
class HeldTests {
 public:
  virtual ~HeldTests() = default;

  /// That of the method, in the model in which `without` are 0: of the likelihood ratio that of
  /// the hypotheses and these against these alone; of the score at the maximum under all of them,
  /// with the information of the columns that are left.
  virtual JointWald test(const LinearHypotheses& hypotheses, const LinearHypotheses& without) = 0;

  /// Whether the likelihood is Firth's.
  virtual bool are_penalised() const { return false; }
};

/// The fit itself, if it has the test; else throws Error(usage) with the reason.
const Fit& testable(const Fit& fit, TestMethod method);

/// Those of fits of rows. The maximum is looked for from that of the fit. Refers to the fit and the
/// execution.
class LikelihoodTests final : public HeldTests {
 public:
  /// Throws Error(usage) for a fit that has no test of this kind, with the reason, and what
  /// FittedRows throws.
  LikelihoodTests(const Fit& fit, const Table& table, TestMethod method,
                  const Execution& execution);

  /// Throws Error(usage) for a score with a robust variance where the columns that are left are
  /// none by themselves.
  JointWald test(const LinearHypotheses& hypotheses, const LinearHypotheses& without) override;

 private:
  JointWald ratio(const LinearHypotheses& hypotheses);
  JointWald ratio_at_limit(const Matrix& rows, const Vector& values) const;
  JointWald score(const LinearHypotheses& hypotheses, const LinearHypotheses& without);
  Vector maximum_under(const LinearHypotheses& hypotheses);
  JointWald score_on_basis(const LinearHypotheses& hypotheses, const LinearHypotheses& without,
                           const Model& model) const;
  JointWald score_on_columns(const LinearHypotheses& hypotheses, const std::vector<Index>& left,
                             Model model) const;
  std::optional<std::vector<Index>> kept_without(const LinearHypotheses& hypotheses) const;
  Matrix on_kept(const EstimateCovariance::Weights& weights) const;

  const Fit& fit_;
  const Execution& execution_;
  TestMethod method_;
  FittedRows rows_;
  ProfileLikelihood profile_;
  Eigen::SparseMatrix<double> map_;  ///< the formula's coefficients, from the working ones
};

}  // namespace odds
