// The members of one matched set, given how many of them are events: log-likelihood, score and
// information by recursion.
#pragma once

#include "math/linear_algebra.hpp"
#include "math/outer_products.hpp"

#include <odds/index.hpp>

#include <vector>

namespace odds {

/// The conditional likelihood of a set of n members with linear predictors eta_i, m of them events:
///
///   l = sum over events of eta_i - log of the sum over subsets S of m members of
///       exp(sum over S of eta_i).
///
/// Member i is an event of a subset drawn with these probabilities with probability pi_i. The score
/// is sum (y_i - pi_i) x_i, the information the covariance of the sum of x over the subset.
///
/// The members are gone through with the k = min(m, n - m) members of the rarer outcome first. Let
/// B(i, j) be the sum over subsets of j of the first i members of the products of w = exp(+-eta).
/// The ratios R(i, j) = B(i, j) / B(i, j - 1) obey
///
///   R(i, j) = (R(i - 1, j) + w_i) / (1 + w_i / R(i - 1, j - 1)),
///
/// and given that j of the first i are in the subset, the last of them is with probability
/// w_i / (R(i - 1, j) + w_i). So l is a sum of terms -log(1 + w_i / R(i - 1, k)), and going back
/// through the members gives the probability of each pair (i, j), from which residuals follow. The
/// sum of x over j of i members is a mixture of two such sums: means mix, and the covariance is a
/// sum over pairs (i, j) of multiples of d d', d the difference of the two means.
///
/// Sums and products of positive numbers only, so that each result but a mean has the relative
/// accuracy of n roundings, however many subsets there are; the linear predictors of a set may span
/// 1400. Beyond that l is not finite. Cost: about k (n - k) steps of some additions and
/// a division, and as many times p^2 for the information.
///
/// Sources: Howard (1972), J. R. Stat. Soc. B 34, 210-211; Gail, Lubin and Rubinstein (1981),
/// Biometrika 68, 703-707, whose recursion is of sums and derivatives; Chen, Dempster and Liu
/// (1994), Biometrika 81, 457-469, for the distribution of the subset.
class SetRecursion {
 public:
  /// Memory: so many numbers for each of the n k steps.
  static constexpr double kNumbersOfStep = 3.0;

  /// l of members with `eta` (n), of which the first `events` are events, 0 < events < n.
  double log_likelihood(VectorRef eta, Index events);

  /// y_i - pi_i of the members of log_likelihood, in their order (n). Returns how many have
  /// pi (1 - pi) < 0.01.
  Index residuals(Eigen::Ref<Vector> result);

  /// Adds the information of those members to `sum`. `x` (p x n) holds a member in each column,
  /// which may be shifted by the same vector. Call residuals first.
  void add_information(const Eigen::Ref<const Matrix>& x, OuterProducts& sum);

 private:
  /// After so many members: how many can be in the subset.
  struct Range {
    Index low;
    Index high;
  };
  Range chosen_after(Index members) const;

  /// The member that comes i-th: the rarer outcome comes first.
  Index member(Index i) const;
  Index at(Index i, Index j) const { return i * chosen_ + (j - 1); }
  void weigh(VectorRef eta);

  Index members_ = 0;
  Index events_ = 0;
  Index chosen_ = 0;            // k
  Vector weight_;               // n; w in the order of going through
  Vector ratio_;                // k + 1; R(i, j) for the members so far
  Vector probability_;          // k + 1; of j among the first i members
  std::vector<double> take_;    // n x k; that the i-th is in, given j among the first i
  std::vector<double> stay_;    // n x k; that it is not
  std::vector<double> spread_;  // n x k; root of the weight of d d'
  Matrix mean_;                 // p x (k + 1)
  Vector difference_;           // p
};

}  // namespace odds
