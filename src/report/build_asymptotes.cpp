#include "report/build.hpp"

#include <fmt/format.h>

namespace odds {
namespace {

std::string source_of(GuessRate rate) {
  switch (rate) {
    case GuessRate::estimated:
      return "estimated";
    case GuessRate::at_bound:
      return "at its bound";
    case GuessRate::given:
      break;
  }
  return "given";
}

std::vector<Cell> guess_cells(const Fit& fit, double level) {
  const EstimateRow row = guess_rate(fit, level);
  if (fit.guess_rate() != GuessRate::estimated) {
    return {std::string("guess"), Estimate{row.estimate}, {}, {}, {}, source_of(fit.guess_rate())};
  }
  const double scale = row.std_error;
  return {std::string("guess"),           Estimate{row.estimate, scale},
          Estimate{row.std_error, scale}, Estimate{row.conf_low, scale},
          Estimate{row.conf_high, scale}, source_of(fit.guess_rate())};
}

}  // namespace

bool has_asymptotes(const Fit& fit) {
  return fit.guess_rate() != GuessRate::given || !fit.asymptotes().are_plain();
}

Line curve_line(Link link) {
  return {"Curve",
          {fmt::format("P = guess + (1 - guess - lapse) {}; coefficients are those of eta",
                       link_words(link).function)}};
}

std::string formula_with_link(const Fit& fit) {
  return fit.link() == Link::logit
             ? fit.formula()
             : fmt::format("{}, link {}", fit.formula(), link_name(fit.link()));
}

Grid asymptotes_grid(const Fit& fit, double level) {
  return {.id = "asymptotes",
          .title = {},
          .columns = {{"asymptote", {}},
                      {"estimate", {}},
                      {"std.error", {}},
                      {"conf.low", {}},
                      {"conf.high", {}},
                      {"source", {}}},
          .rows = {guess_cells(fit, level),
                   {std::string("lapse"),
                    Estimate{fit.asymptotes().lapse},
                    {},
                    {},
                    {},
                    std::string("given")}}};
}

}  // namespace odds
