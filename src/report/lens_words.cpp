#include "report/lens_words.hpp"

namespace odds {
namespace {

constexpr LensWord kPharmacology[] = {
    {Figure::midpoint_input, "EC50, in {x}"},
    {Figure::midpoint, "EC50, as {m}"},
    {Figure::hill_slope, "Hill slope: log odds per unit of ln {x}"},
    {Figure::steepest_slope, "steepest slope dP/d{m}, at EC50"},
    {Figure::width, "10-90 % window, in {m}"},
    {Figure::gain, "dP/d{x} at the operating point"},
};

constexpr LensWord kPsychophysics[] = {
    {Figure::midpoint_input, "threshold: half way, in {x}"},
    {Figure::difference_limen, "JND: from 50 % to 75 %, in {m}"},
    {Figure::steepest_slope, "slope at threshold, per {m}"},
    {Figure::width, "width: from 10 % to 90 %, in {m}"},
    {Figure::slope_of_eta, "{l} per unit of {m}"},
};

constexpr LensWord kControl[] = {
    {Figure::gain, "gain dP/d{x} at the operating point"},
    {Figure::elasticity, "relative sensitivity ({x}/P) dP/d{x}"},
    {Figure::curvature, "curvature d2P/d{x}2"},
    {Figure::largest_gain, "worst-case gain over the range"},
    {Figure::midpoint_input, "switching point of {x}: P half way"},
    {Figure::distance, "margin of {x} to the switching point"},
    {Figure::width_input, "transition from 10 % to 90 %, in {x}"},
};

constexpr LensWord kThermo[] = {
    {Figure::midpoint_input, "midpoint T_m, in {x}"},
    {Figure::steepest_per_unit, "slope dP/d{x} at T_m"},
    {Figure::width_input, "10-90 % width, in {x}"},
    {Figure::enthalpy, "van 't Hoff enthalpy, J/mol, {x} in kelvin"},
};

constexpr LensWord kEcon[] = {
    {Figure::average_effect, "average marginal effect, {c}"},
    {Figure::average_elasticity, "average elasticity in {x}"},
    {Figure::gain, "marginal effect at the operating point"},
    {Figure::elasticity, "elasticity at the operating point"},
    {Figure::half_gain, "saturation: half of the largest effect, {x}"},
};

constexpr LensWord kEpi[] = {
    {Figure::average_effect, "risk difference, {c}"},
    {Figure::effect_per_sd, "risk difference per SD of {x}"},
    {Figure::needed_to_treat, "NNT: 1 / risk difference, {c}"},
};

constexpr LensWord kGrowth[] = {
    {Figure::slope_of_eta, "growth rate r, per unit of {m}"},
    {Figure::midpoint_input, "inflection, in {x}"},
    {Figure::doubling, "doubling time ln 2 / r, or halving time if r < 0"},
    {Figure::steepest_slope, "largest growth of the share, r / 4"},
    {Figure::width_input, "from 10 % to 90 % of capacity, in {x}"},
};

void replace(std::string& text, const std::string& mark, const std::string& by) {
  for (std::size_t at = text.find(mark); at != text.npos; at = text.find(mark, at + by.size())) {
    text.replace(at, mark.size(), by);
  }
}

}  // namespace

std::span<const LensWord> lens_words(Lens lens) {
  switch (lens) {
    case Lens::none:
      break;
    case Lens::pharmacology:
      return kPharmacology;
    case Lens::psychophysics:
      return kPsychophysics;
    case Lens::control:
      return kControl;
    case Lens::thermo:
      return kThermo;
    case Lens::econ:
      return kEcon;
    case Lens::epi:
      return kEpi;
    case Lens::growth:
      return kGrowth;
  }
  return {};
}

std::string phrase(const LensWord& word, const InputNames& names) {
  std::string text = word.text;
  replace(text, "{x}", names.input);
  replace(text, "{c}", names.change);
  replace(text, "{m}", names.scale);
  replace(text, "{l}", names.predictor);
  if (names.is_symmetric) return text;
  replace(text, ", at EC50", "");
  replace(text, "slope at threshold", "steepest slope");
  return text;
}

const char* lens_name(Lens lens) {
  constexpr const char* kNames[] = {"none",   "pharmacology", "psychophysics", "control",
                                    "thermo", "econ",         "epi",           "growth"};
  return kNames[static_cast<std::size_t>(lens)];
}

const char* figure_key(Figure figure) {
  constexpr const char* kKeys[] = {
      "average.effect", "effect.per.sd",     "needed.to.treat",  "average.elasticity",
      "gain",           "elasticity",        "curvature",        "eta.slope",
      "steepest.slope", "steepest.per.unit", "midpoint",         "midpoint.input",
      "width",          "width.input",       "difference.limen", "hill.slope",
      "enthalpy",       "doubling",          "half.gain",        "distance",
      "largest.gain"};
  return kKeys[static_cast<std::size_t>(figure)];
}

}  // namespace odds
