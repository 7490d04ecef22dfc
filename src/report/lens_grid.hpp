// A sensitivity in the words of a field.
#pragma once

#include <odds/report.hpp>

namespace odds {

/// A field, and the link of the model.
struct LensView {
  Lens lens = Lens::none;
  Link link = Link::logit;
};

/// The figures that the lens has words for, of the input that is followed or of all of them, each
/// with its interval. Empty if it has words for none.
Grid lens_grid(const Sensitivity& sensitivity, const LensView& view);

}  // namespace odds
