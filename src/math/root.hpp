// Roots of functions of one number.
#pragma once

#include <functional>

namespace odds {

/// The x between `low` and `high` where `f` crosses 0, to the last digits that a double has.
///
/// `f` must be finite and of different signs at the two ends, and continuous in between. Every step
/// keeps the root between two known values (Alefeld, Potra and Shi 1995, ACM Trans. Math. Softw.
/// 21, 327-344); some ten evaluations for a smooth function.
double find_root(const std::function<double(double)>& f, double low, double high);

}  // namespace odds
