#include <odds/sigmoid.hpp>

#include <algorithm>
#include <cmath>

// Not inline: a program's own copy, compiled with its flags, would take the place of the library's
// and give other bits.
namespace odds {

Sigmoid sigmoid(double eta) {
  const double distance = std::abs(eta);
  const bool central = distance < 0.69;  // there 1 - exp(-distance) would cancel, elsewhere not
  const double gap = central ? -std::expm1(-distance) : 1.0 - std::exp(-distance);
  const double e = central ? 1.0 - gap : std::exp(-distance);
  const double whole = 1.0 + e;
  const double tail = e / whole;  // probability of the less likely outcome
  const double rest = 1.0 / whole;
  const double slope = std::min(tail / whole, 0.25);  // rounding may lift it next to 0
  const double bend = slope * gap / whole;
  const bool likely = eta >= 0.0;
  return {.value = likely ? rest : tail,
          .slope = slope,
          .bend = likely ? -bend : bend,
          .miss = likely ? tail : rest};
}

double Asymptotes::height() const { return 1.0 - guess - lapse; }

Sigmoid curve(double eta, const Asymptotes& asymptotes) {
  const Sigmoid s = sigmoid(eta);
  const double height = asymptotes.height();
  return {.value = asymptotes.guess + height * s.value,
          .slope = height * s.slope,
          .bend = height * s.bend,
          .miss = asymptotes.lapse + height * s.miss};
}

}  // namespace odds
