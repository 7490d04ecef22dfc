// Functions of margins.
#pragma once

#include "inference/hypothesis_reader.hpp"

#include <odds/margins.hpp>

#include <string>

namespace odds {

/// A function of the rows of margins, by their names, and perhaps what it is compared with. Throws
/// as test_margins.
Question margin_question(const Margins& margins, const std::string& text);

}  // namespace odds
