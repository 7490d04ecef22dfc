// A curve with a band around it as lines of text.
#pragma once

#include <odds/report.hpp>

#include <string>
#include <vector>

namespace odds {

/// How a plot is drawn.
struct PlotLook {
  Index width = 72;    ///< columns of a line, at least 40
  Index height = 16;   ///< lines between the axes, at least 4
  bool ascii = false;  ///< `*` and `.` in place of dots of Braille, four times two in a character
};

/// Lines that hold the curve (a continuous line), the limits of its band (dotted), and axes with
/// numbers. Points that are not finite are left out; without two finite ones there are no lines.
std::vector<std::string> plot_lines(const Plot& plot, const PlotLook& look);

/// Round numbers, about `count` of them, from within [low, high]: multiples of 1, 2 or 5 times a
/// power of ten. Requires low < high.
std::vector<double> round_ticks(double low, double high, Index count);

}  // namespace odds
