#include "fit/memory_need.hpp"

#include "parallel/free_memory.hpp"

#include <odds/error.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace odds {
namespace {

/// Sums that wait for their neighbours, the information, its factor and its inverse.
constexpr double kMatricesBesideThreads = 12.0;
constexpr double kBytesOfName = 500.0;  // in the plan and in the fit, with its parts
constexpr double kGigabyte = 1e9;

/// What any machine has to spare, so that nothing is asked.
constexpr double kLittle = 64e6;
constexpr double kManyThreads = 1000.0;

}  // namespace

void require_memory(const DesignPlan& plan, const Execution& execution) {
  const auto core = static_cast<double>(plan.core_columns());
  const auto levels = static_cast<double>(plan.eliminated);
  const double entries = core * core + levels * (core + 2.0);
  const auto need_of = [&](double threads) {
    const double matrices = kMatricesBesideThreads + threads;
    return entries * sizeof(double) * matrices + levels * kBytesOfName;
  };
  // The system is not asked how many cores there are where any number will do.
  if (need_of(kManyThreads) <= kLittle) return;
  const double need = need_of(execution.thread_count());
  if (need <= kLittle) return;
  const auto limit = static_cast<double>(free_memory());
  if (need <= limit) return;
  std::string cause;
  const auto largest = std::ranges::max_element(
      plan.variables, {}, [](const DesignVariable& variable) { return variable.levels.size(); });
  if (largest != plan.variables.end() && !largest->levels.empty()) {
    cause = fmt::format("; \"{}\" has {} levels", largest->name, largest->levels.size());
  }
  throw Error(ErrorKind::system,
              {.what = fmt::format("{} coefficients need about {:.0f} GB of memory, and {:.0f} GB "
                                   "are free{}",
                                   plan.columns(), need / kGigabyte, limit / kGigabyte, cause),
               .where = {},
               .hint = "leave that factor or its interactions out, or merge its levels",
               .excerpt = {}});
}

}  // namespace odds
