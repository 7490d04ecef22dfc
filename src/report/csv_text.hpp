// Fields of CSV as RFC 4180 wants them.
#pragma once

#include <odds/report.hpp>

#include <string>
#include <string_view>

namespace odds {

/// `text`, in quotes if it holds a separator, a quote, a line break or blanks at its ends; changed
/// as `options.terminal` and `options.csv_safe` say.
std::string csv_field(std::string_view text, const RenderOptions& options);

/// The shortest text that reads back as `value`; empty for what is not finite.
std::string csv_number(double value);

}  // namespace odds
