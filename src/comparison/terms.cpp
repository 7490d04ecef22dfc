#include "comparison/terms.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace odds {
namespace {

constexpr const char* kConstant = "(Intercept)";

ComparedEstimate estimate_of(const Fit& fit, std::size_t term) {
  const double estimate = fit.coefficients()[term];
  if (std::isnan(estimate)) return {.state = ComparedEstimate::State::aliased};
  return {.state = ComparedEstimate::State::there,
          .estimate = estimate,
          .std_error = fit.std_errors()[term]};
}

std::ptrdiff_t place_of(const std::vector<ComparedTerm>& terms, const std::string& name,
                        const TermLabel& label) {
  const auto known = std::ranges::find_if(terms, [&](const ComparedTerm& term) {
    return term.name == name && term.label.base == label.base;
  });
  return known == terms.end() ? -1 : known - terms.begin();
}

}  // namespace

std::vector<ComparedTerm> compared_terms(std::span<const NamedFit> models) {
  std::vector<ComparedTerm> terms;
  for (std::size_t m = 0; m < models.size(); ++m) {
    const Fit& fit = models[m].fit;
    const auto own = fit.names().size() - static_cast<std::size_t>(fit.eliminated());
    std::ptrdiff_t last = -1;
    for (std::size_t t = 0; t < own; ++t) {
      if (fit.matched_sets().any() && fit.names()[t] == kConstant) continue;  // it cancelled
      const TermLabel label = t < fit.labels().size() ? fit.labels()[t] : TermLabel();
      std::ptrdiff_t place = place_of(terms, fit.names()[t], label);
      if (place < 0) {
        place = last + 1;
        terms.insert(terms.begin() + place,
                     {.name = fit.names()[t],
                      .label = label,
                      .estimates = std::vector<ComparedEstimate>(models.size())});
      }
      terms[static_cast<std::size_t>(place)].estimates[m] = estimate_of(fit, t);
      last = place;
    }
  }
  return terms;
}

}  // namespace odds
