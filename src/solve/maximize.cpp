#include "solve/maximize.hpp"

#include "solve/gradient_descent.hpp"
#include "solve/newton.hpp"

#include <utility>

namespace odds {
namespace {

template <class Method>
Maximum run(Method method) {
  while (method.running()) method.step();
  return std::move(method).result();
}

}  // namespace

Maximum maximize(const Objective& objective, Vector start, const OptimizerOptions& options,
                 const IterationObserver& observer) {
  options.validate();
  if (options.solver == Solver::gradient_descent) {
    return run(GradientDescent(objective, std::move(start), options, observer));
  }
  return run(Newton(objective, std::move(start), options, observer));
}

}  // namespace odds
