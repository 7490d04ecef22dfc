#include "fit/memory_need.hpp"

#include <odds/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <unistd.h>

namespace odds {
namespace {

/// Sums that wait for their neighbours, the information, its factor and its inverse.
constexpr double kMatricesBesideThreads = 12.0;
constexpr double kGigabyte = 1e9;

double physical_memory() {
  return static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGE_SIZE));
}

}  // namespace

void require_memory(const DesignPlan& plan, const Execution& execution) {
  const auto p = static_cast<double>(plan.columns());
  const double matrices = kMatricesBesideThreads + execution.thread_count();
  const double need = p * p * sizeof(double) * matrices;
  const double limit = physical_memory();
  if (need <= limit) return;
  std::string cause;
  const auto largest = std::ranges::max_element(
      plan.variables, {}, [](const DesignVariable& variable) { return variable.levels.size(); });
  if (largest != plan.variables.end() && !largest->levels.empty()) {
    cause = fmt::format("; \"{}\" has {} levels", largest->name, largest->levels.size());
  }
  throw Error(ErrorKind::system,
              {.what = fmt::format("{} coefficients need about {:.0f} GB, and this machine has "
                                   "{:.0f} GB{}",
                                   plan.columns(), need / kGigabyte, limit / kGigabyte, cause),
               .where = {},
               .hint = "leave that factor out, or merge its levels",
               .excerpt = {}});
}

}  // namespace odds
