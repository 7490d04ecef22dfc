// Roots of functions of one number.
#pragma once

#include <functional>
#include <optional>

namespace odds {

/// The x between `low` and `high` where `f` crosses 0, to the last digits that a double has;
/// nothing unless low <= high and `f` is 0 at one of the two ends, or finite and of different
/// signs.
///
/// `f` must be continuous in between. Every step keeps the root between two known values (Alefeld,
/// Potra and Shi 1995, ACM Trans. Math. Softw. 21, 327-344); some ten evaluations for a smooth
/// function.
std::optional<double> find_root(const std::function<double(double)>& f, double low, double high);

}  // namespace odds
