#include "fit/outcome_totals.hpp"

#include <odds/error.hpp>

#include <fmt/format.h>

#include <string>
#include <utility>

namespace odds {
namespace {

/// Beyond these, products of a weight and a probability or a square lose digits or overflow.
constexpr double kLeastTotal = 1e-250;
constexpr double kMostTotal = 1e250;

/// 2^53: beyond, a double no longer tells each whole number from the next.
constexpr double kMostCounted = 9007199254740992.0;

}  // namespace

void require_both_outcomes(const ResponsePlan& response, const NullScore& outcomes) {
  if (outcomes.events > 0.0 && outcomes.events < outcomes.trials) return;
  const bool events = outcomes.events > 0.0;
  std::string what =
      response.fractional()
          ? fmt::format("all values of \"{}\" are {}", response.label, events ? 1 : 0)
          : fmt::format("all of the {} trials of \"{}\" are {}", outcomes.trials, response.label,
                        events ? "events" : "non-events");
  throw Error(ErrorKind::model, {.what = std::move(what) + ": there is nothing to model",
                                 .where = {},
                                 .hint = "only --firth has finite estimates of such outcomes",
                                 .excerpt = {}});
}

void require_usable_totals(const NullScore& outcomes) {
  const bool counted = outcomes.copies <= kMostCounted;
  if (counted && outcomes.trials >= kLeastTotal && outcomes.trials <= kMostTotal) return;
  throw Error(
      ErrorKind::data,
      {.what = counted ? fmt::format("the weights add up to {:.3g}, out of the range {:g} to "
                                     "{:g} in which numbers keep their digits",
                                     outcomes.trials, kLeastTotal, kMostTotal)
                       : fmt::format("the frequency weights add up to {:.3g} rows, more than "
                                     "the {:.0f} that can be counted exactly",
                                     outcomes.copies, kMostCounted),
       .where = {},
       .hint = "give the weights in another unit: divide them by their mean",
       .excerpt = {}});
}

}  // namespace odds
