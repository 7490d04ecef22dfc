#include <odds/error.hpp>
#include <odds/optimizer.hpp>

namespace odds {

void OptimizerOptions::validate() const {
  check_option("tolerance", tolerance, "> 0 and < 1", tolerance > 0.0 && tolerance < 1.0);
  check_option("max_iterations", max_iterations, ">= 0", max_iterations >= 0);
  check_option("max_halvings", max_halvings, ">= 0", max_halvings >= 0);
}

}  // namespace odds
