// A sensitivity in the words of a field.
#pragma once

#include <odds/report.hpp>

namespace odds {

/// The figures that `lens` has words for, of the input that is followed or of all of them, each
/// with its interval. Empty if it has words for none.
Grid lens_grid(const Sensitivity& sensitivity, Lens lens);

}  // namespace odds
