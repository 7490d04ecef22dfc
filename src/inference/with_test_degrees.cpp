#include "base/failure.hpp"
#include "inference/slopes_test.hpp"
#include "model/fit_parts.hpp"

#include <odds/error.hpp>
#include <odds/inference.hpp>
#include <odds/variance.hpp>

#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <utility>

namespace odds {

Fit with_test_degrees(const Fit& fit, double degrees) {
  check_option("df", degrees, "> 0 and finite", degrees > 0.0 && std::isfinite(degrees));
  require_maximum(fit);
  if (fit.heterogeneity().applied) {
    refuse(fmt::format("the heterogeneity factor has degrees of freedom of its own, {:g}",
                       fit.heterogeneity().degrees),
           "leave out --df, or the factor");
  }
  if (fit.model().contrast_degrees) {
    refuse(fmt::format("the variance {} gives each number degrees of freedom of its own",
                       fit.variance_choice().text()),
           "leave out --df");
  }
  Model model = fit.model();
  model.t_degrees = degrees;
  FitParts parts = fit.parts();
  parts.slopes_test = test_of_slopes(parts, model);
  parts.model = std::make_shared<const Model>(std::move(model));
  return parts;
}

}  // namespace odds
