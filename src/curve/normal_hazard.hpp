// The hazard of the normal distribution, as a polynomial.
#pragma once

#include <iterator>

namespace odds {

/// (q + 3/2) (phi(q) / (1 - Phi(q)) - q), for q >= 0, as a polynomial of (q - 7/2) / (q + 7/2): by
/// Chebyshev interpolation in 60-digit arithmetic. Off by 2e-17 at most.
inline constexpr double kNormalHazard[] = {
    1.2569563242884987,      -0.23291631929149023,   -0.14378222078508807,
    0.1699944156992372,      -0.02807436489399714,   -0.044639951766867664,
    0.019082483416387845,    0.01161777729730765,    -0.007893351303073766,
    -0.003194920829292245,   0.0028404829897604664,  0.0009591017625354808,
    -0.0009381405320396212,  -0.0003122160158927646, 0.0002846612231432348,
    0.00010439326517592817,  -7.789754405285374e-05, -3.31790368382311e-05,
    1.870783372383563e-05,   9.242660815367413e-06,  -3.857626554299575e-06,
    -2.0578075603433024e-06, 6.967323577581459e-07,  3.186917040081436e-07,
    -1.21447634517181e-07,   -2.520032252339394e-08, 2.0401176262247543e-08,
    -3.0660663257789806e-11, -2.150458792646098e-09};

inline constexpr int kNormalHazardTerms = std::size(kNormalHazard);

inline constexpr double kRootOfTwoPi = 2.5066282746310002;       ///< sqrt(2 pi)
inline constexpr double kLogOfRootOfTwoPi = 0.9189385332046727;  ///< log sqrt(2 pi)

}  // namespace odds
