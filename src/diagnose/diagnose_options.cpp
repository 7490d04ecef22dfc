#include <odds/diagnose.hpp>
#include <odds/error.hpp>

#include <cmath>

namespace odds {
namespace {

void check_share(const char* name, const std::optional<double>& share) {
  if (share) check_option(name, *share, "> 0 and < 1", *share > 0.0 && *share < 1.0);
}

void check_costs(const ErrorCosts& costs) {
  for (const double cost : {costs.false_positive, costs.false_negative}) {
    check_option("costs", cost, "> 0", cost > 0.0 && std::isfinite(cost));
  }
}

void check_range(const RocRange& range) {
  const char* name = "partial-auc";
  check_option(name, range.low, "0 to 1", range.low >= 0.0 && range.low <= 1.0);
  check_option(name, range.high, "above the lower end, at most 1",
               range.high > range.low && range.high <= 1.0);
}

}  // namespace

void DiagnoseOptions::validate() const {
  check_option("hl", static_cast<double>(groups), "3 to 1000", groups >= 3 && groups <= 1000);
  check_option("cut", cut, "0 to 1", cut >= 0.0 && cut <= 1.0);
  check_option("level", level, "> 0 and < 1", level > 0.0 && level < 1.0);
  check_option("top", static_cast<double>(influential), "0 to 1000",
               influential >= 0 && influential <= 1000);
  check_option("bins", static_cast<double>(bins), "2 to 1000", bins >= 2 && bins <= 1000);
  check_share("sensitivity", sensitivity);
  check_share("specificity", specificity);
  check_share("prevalence", prevalence);
  if (costs) check_costs(*costs);
  if (partial) check_range(*partial);
}

}  // namespace odds
