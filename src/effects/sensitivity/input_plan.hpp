// The quantities that tell how P answers to each of some inputs under one setting.
#pragma once

#include "effects/margins/combined_covariance.hpp"
#include "effects/margins/margin_plan.hpp"
#include "model/model.hpp"

#include <odds/sensitivity.hpp>

#include <string>
#include <vector>

namespace odds {

/// Slope, curvature and elasticity of the numbers among some inputs, P at each level of the others,
/// and P itself: laid out before a pass, read afterwards.
class InputPlan {
 public:
  /// `inputs`: effects as `margins` has them, without measures. Refers to the model.
  InputPlan(const Model& model, const std::vector<Effect>& inputs, const Setting& setting);

  const MarginPlan& plan() const { return plan_; }

  /// Compares the reference of each factor and 0/1 column with the level whose P is furthest from
  /// it in `averages`.
  void choose_levels(const Averages& averages);

  /// The rows of the inputs. `std_devs`: per variable of the plan.
  std::vector<InputSensitivity> inputs(const Combined& combined,
                                       const CombinedCovariance& covariance,
                                       const std::vector<double>& std_devs, double level) const;

  /// P under the setting.
  EstimateRow probability(const Combined& combined, const CombinedCovariance& covariance,
                          double level) const;

 private:
  /// Where the numbers of an input stand in the plan; -1: it has none.
  struct Places {
    Index variable = -1;
    std::vector<SetCell> levels;    ///< empty: a number
    std::vector<Index> quantities;  ///< P at each level
    Index effect = -1;              ///< combinations
    Index curvature = -1;
    Index elasticity = -1;
  };

  Places number_places(Index variable, Index effect);
  Places level_places(Index variable);
  Index add_quantity(Quantity quantity, const Setting& setting);
  Index add_combination(Index effect, std::vector<AverageTerm> terms);
  const DesignVariable& variable(Index index) const;
  InputSensitivity input(const Places& places, const Combined& combined,
                         const CombinedCovariance& covariance, const std::vector<bool>& lost,
                         double level) const;

  const Model& model_;
  MarginPlan plan_;
  Setting setting_;
  std::vector<Places> places_;
  Index probability_ = -1;
};

/// P, dP/dx, d2P/dx2 and the elasticity in a number x, at each of some values of it.
class ProfilePlan {
 public:
  /// `settings`: each sets x, the variable, to a number. Refers to the model.
  ProfilePlan(const Model& model, const std::vector<Setting>& settings, Index variable);

  const MarginPlan& plan() const { return plan_; }

  std::vector<ProfilePoint> points(const Combined& combined, const CombinedCovariance& covariance,
                                   double level) const;

 private:
  /// The combinations of one value of x.
  struct Places {
    double value = 0.0;
    Index probability = 0;
    Index slope = 0;
    Index curvature = 0;
    Index elasticity = 0;
  };

  Index add(Quantity quantity, Index setting);

  MarginPlan plan_;
  Link scale_;
  std::vector<Places> places_;
};

}  // namespace odds
