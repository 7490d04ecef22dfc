// What a fit does about separated data, as FitOptions::separation says.
#pragma once

#include "model/fit_parts.hpp"

#include <odds/fit.hpp>

namespace odds {

/// Throws Error(usage), with the reason, for options that do not go with it.
void check_separation_use(const FitOptions& options);

/// The same options for a fit by Firth's method.
FitOptions by_firth(FitOptions options);

/// `firth` with the note that it took the place of `separated`, a fit of the same data.
Fit with_firth_note(const Fit& firth, const Fit& separated);

/// What a fit at the limit is, and which coefficients are not finite.
Note infinite_terms_note(const FitParts& fit);

}  // namespace odds
