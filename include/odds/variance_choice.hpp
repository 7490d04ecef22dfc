// Which covariance the estimates of a fit have.
#pragma once

#include <odds/export.hpp>
#include <odds/index.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace odds {

/// What the covariance of the estimates is.
///
/// V is the inverse of the information at the maximum. A row of the design z_i with s_i events of
/// m_i trials and importance or probability weight a_i has the score u_i z_i, u_i = a_i (s_i - m_i
/// p_i), and the leverage h_i = a_i m_i sigma'_i z_i' V z_i. The others are sandwiches V M V. Their
/// meat is M = sum u_i^2 z_i z_i' over n rows, for k coefficients, up to `stata`:
///
/// | variance | covariance                                                                  |
/// |----------|-----------------------------------------------------------------------------|
/// | model    | V: right if the model is                                                    |
/// | hc0      | V M V (Huber 1967, 5th Berkeley Symposium; White 1982, Econometrica 50)     |
/// | hc1      | V M V n / (n - k)                                                           |
/// | hc2      | V M V with u_i / sqrt(1 - h_i) for u_i (MacKinnon and White 1985, J.        |
/// |          | Econometrics 29)                                                            |
/// | hc3      | V M V with u_i / (1 - h_i) for u_i (ibid.), R's default in `sandwich`       |
/// | stata    | V M V n / (n - 1): `vce(robust)` after Stata's `logit`                      |
///
/// Rows of a cluster may depend on each other in any way, those of different clusters may not. With
/// the sums s_g of the scores of the G clusters the meat is M = sum s_g s_g' (Liang and Zeger 1986,
/// Biometrika 73):
///
/// | variance | covariance                                                                  |
/// |----------|-----------------------------------------------------------------------------|
/// | cluster  | V M V G / (G - 1): `vce(cluster ..)` after Stata's `logit`, `vcovCL` of R's |
/// |          | `sandwich`                                                                  |
/// | cr0      | V M V                                                                       |
/// | cr1s     | V M V G / (G - 1) (n - 1) / (n - k): the usual one of statsmodels           |
/// | cr2      | V M V with s_g = X_g' W_g A_g e_g, where A_g makes M unbiased if the model  |
/// |          | is right (Bell and McCaffrey 2002, Survey Methodology 28; Pustejovsky and   |
/// |          | Tipton 2018, J. Business and Economic Statistics 36)                        |
/// | cr3      | the same with A_g = (I - H_gg)^-1: nearly the jackknife over clusters       |
///
/// Here e_g are the residuals s / m - p, V_g their variances under the model on the diagonal, W_g =
/// V_g^-1, X_g the derivatives of p in the coefficients, H = X V X' W, and A_g = D (D (I - H_gg)
/// V_g D)^-1/2 D with D = V_g^1/2, as in R's `clubSandwich`. Tests with cr2 and cr3 use t with
/// degrees of freedom of their own for each number (Satterthwaite's approximation, under the
/// model); with the others z.
///
/// Two columns of clusters: V_A + V_B - V_AB, each with its own factor, where AB has a cluster for
/// each pair of values (Cameron, Gelbach and Miller 2011, J. Business and Economic Statistics 29).
/// It may have negative eigenvalues, in original units; these are then taken for 0.
///
/// Others are those of estimates that are found again and again, from the rows, or from clusters as
/// a whole:
///
/// | variance  | covariance                                                                 |
/// |-----------|----------------------------------------------------------------------------|
/// | boot      | of the estimates of N resamples, each of n rows or G clusters drawn with   |
/// |           | replacement, divisor N - 1 (Efron 1979, Annals of Statistics 7)            |
/// | jackknife | (n - 1) / n times the sum of squares of the n estimates without one row or |
/// |           | one cluster (Tukey 1958, Annals of Mathematical Statistics 29)             |
///
/// A row with frequency weight f stands for f rows. A group of trials is one row, so that its
/// trials may depend on each other.
enum class Variance {
  model,
  hc0,
  hc1,
  hc2,
  hc3,
  stata,
  cluster,
  cr0,
  cr1s,
  cr2,
  cr3,
  boot,
  jackknife
};

/// Their names, in that order.
inline constexpr const char* kVarianceNames[] = {"model", "hc0",     "hc1",      "hc2",  "hc3",
                                                 "stata", "cluster", "cr0",      "cr1s", "cr2",
                                                 "cr3",   "boot",    "jackknife"};

/// Whether it is a sandwich of the scores of clusters.
constexpr bool is_clustered(Variance variance) {
  return variance >= Variance::cluster && variance <= Variance::cr3;
}

/// Whether it is that of estimates of resamples.
constexpr bool is_resampled(Variance variance) { return variance >= Variance::boot; }

/// A variance with the columns whose values are its clusters.
struct ODDS_EXPORT VarianceChoice {
  Variance kind = Variance::model;

  /// One or two names if it is clustered; one or none if it is resampled.
  std::vector<std::string> clusters;
  Index resamples = 0;     ///< of boot: N, 2 to 1 000 000
  std::uint64_t seed = 1;  ///< of boot: the same seed draws the same resamples

  VarianceChoice() = default;
  VarianceChoice(Variance chosen, std::vector<std::string> columns = {});
  bool operator==(const VarianceChoice&) const = default;

  /// What parse_variance reads, without the seed: `hc3`, `cluster:firm,year`, `boot:1000,id`.
  std::string text() const;

  /// Throws Error(usage) for no, too many or equal columns, columns beside a kind without, and a
  /// number of resamples out of range.
  void validate() const;
};

/// The variance that a text names: one of kVarianceNames, a clustered one followed by `:` and its
/// columns, separated by a comma; names with a comma or back-tick between back-ticks. `boot:N` and
/// `jackknife` are those of rows, `boot:N,COLUMN` and `jackknife:COLUMN` those of clusters.
///
/// `like:TOOL` is the robust variance that other programs have without being told more, and
/// `like:TOOL:COLUMN` their clustered one:
///
/// | tool        | robust is                    | clustered is                        |
/// |-------------|------------------------------|-------------------------------------|
/// | stata       | stata: `vce(robust)`         | cluster: `vce(cluster ..)`          |
/// | sandwich    | hc3: `vcovHC` of R           | cluster: `vcovCL` of R              |
/// | statsmodels | hc0: `cov_type="HC0"`        | cr1s: `cov_type="cluster"`          |
/// | sas         | hc0: `empirical` of GLIMMIX  | cr0: `repeated subject=` of GENMOD  |
///
/// Capitals in the name of a variance or tool and blanks around columns do not count. Throws
/// Error(usage) for what names none.
ODDS_EXPORT VarianceChoice parse_variance(const std::string& text);

/// What is known of the clusters of a fit.
struct ClusterCounts {
  std::vector<std::string> columns;  ///< whose values, or pairs of values, they are
  double clusters = 0.0;             ///< G
  double largest_share = 0.0;        ///< of the sum of weights and trials, in one cluster
};

/// What became of the resamples of a fit.
struct Resampling {
  Index resamples = 0;     ///< drawn; 0: the variance is none of resamples
  Index left_out = 0;      ///< separated, or without rows for a column: they have no estimates
  std::uint64_t seed = 0;  ///< 0 of the jackknife

  /// Of a bootstrap: the estimates of each resample that has them, one resample after the other, in
  /// the order of Fit::names; NaN where aliased. A saved model does not keep them.
  std::vector<double> estimates = {};

  /// Of a bootstrap, for each coefficient: sum l^3 / (6 (sum l^2)^(3/2)) of the units' influences l
  /// (Efron 1987, J. American Statistical Association 82).
  std::vector<double> acceleration = {};
};

}  // namespace odds
