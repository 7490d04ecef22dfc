#include "curve/links.hpp"
#include "curve/sigmoid.hpp"

#include <odds/curve.hpp>

// Not inline: a program's own copy, compiled with its flags, would take the place of the library's
// and give other bits.
namespace odds {

CurvePoint sigmoid(double eta) { return sigmoid_at(eta); }

LinkWords link_words(Link link) {
  return with_link(link, [](auto type) { return decltype(type)::kWords; });
}

double Asymptotes::height() const { return 1.0 - guess - lapse; }

CurvePoint curve(double eta, const Asymptotes& asymptotes, Link link) {
  const LinkPoint f = with_link(link, [&](auto type) { return decltype(type)::at(eta); });
  const double height = asymptotes.height();
  return {.value = asymptotes.guess + height * f.value,
          .complement = asymptotes.lapse + height * f.complement,
          .d1 = height * f.d1,
          .d2 = height * f.d2};
}

}  // namespace odds
