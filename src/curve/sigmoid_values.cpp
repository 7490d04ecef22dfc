#include "curve/sigmoid.hpp"

#include <odds/sigmoid.hpp>

// Not inline: a program's own copy, compiled with its flags, would take the place of the library's
// and give other bits.
namespace odds {

Sigmoid sigmoid(double eta) { return sigmoid_at(eta); }

double Asymptotes::height() const { return 1.0 - guess - lapse; }

Sigmoid curve(double eta, const Asymptotes& asymptotes) { return curve_at(eta, asymptotes); }

}  // namespace odds
