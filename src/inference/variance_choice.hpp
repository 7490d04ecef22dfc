// Which variance a fit has, and which options go with it.
#pragma once

#include <odds/fit.hpp>

namespace odds {

/// `Firth's method`, as an error begins with it.
const char* method_words(Method method);

/// Throws Error(usage), with a hint, for weights of two kinds and for a variance that an estimate
/// does not have: of probability weights that of the model, of a method that reduces bias any
/// other.
void check_variance(const FitOptions& options);

}  // namespace odds
