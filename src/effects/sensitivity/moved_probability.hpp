// How far each input moves the probability over the rows.
#pragma once

#include "effects/counterfactual/averages.hpp"
#include "effects/margins/contrasts.hpp"
#include "effects/margins/row_summary.hpp"

#include <tuple>
#include <vector>

namespace odds {

/// Sums of squares as scale^2 sum, one for each input: a square of a change in the tails of the
/// curve may be less than a double can be.
struct SquaredChanges {
  Vector scale;
  Vector sum;

  SquaredChanges& operator+=(const SquaredChanges& other);
  auto fields() { return std::tie(scale, sum); }
};

/// The standard deviation of P that an input moves: the root mean square over the rows of P less
/// P with the input at its mean and everything else as observed.
///
/// A number is at its mean in the rows. Of a factor, a 0/1 column or a condition it is the mean of
/// P over its values, in the shares that they have in the rows. Refers to the model.
class MovedProbability {
 public:
  /// `inputs`: effects as `margins` has them. `rows` has moments.
  MovedProbability(const Model& model, const std::vector<Effect>& inputs, const GroupSummary& rows);

  SquaredChanges zero() const;
  SquaredChanges sum_block(const DesignRows& rows) const;

  /// One for each input, from the sums over rows of this weight.
  std::vector<double> std_devs(const SquaredChanges& sums, double weight) const;

 private:
  /// A setting with the share that it has in the mean.
  struct Part {
    Index setting;
    double share;
  };

  static std::vector<Part> parts_of(const Model& model, const Effect& input,
                                    const GroupSummary& rows, std::vector<Setting>& settings);

  std::vector<std::vector<Part>> means_;  // per input; declared first: it makes the settings
  CounterfactualDesign design_;
};

}  // namespace odds
