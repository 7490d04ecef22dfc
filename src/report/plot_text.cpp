#include "report/plot_text.hpp"

#include "report/terminal_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace odds {
namespace {

constexpr Index kLeastWidth = 40;
constexpr Index kDotsAcross = 2;  // in a character of Braille
constexpr Index kDotsDown = 4;

/// Which pixels are set, on a canvas of characters. The first row is at the top.
class Canvas {
 public:
  Canvas(Index columns, Index rows, bool ascii)
      : columns_(columns),
        rows_(rows),
        ascii_(ascii),
        cells_(static_cast<std::size_t>(columns * rows), 0) {}

  Index across() const { return ascii_ ? columns_ : columns_ * kDotsAcross; }
  Index down() const { return ascii_ ? rows_ : rows_ * kDotsDown; }

  void set(Index x, Index y, char sign) {
    if (x < 0 || y < 0 || x >= across() || y >= down()) return;
    if (ascii_) {
      char& cell = cells_[static_cast<std::size_t>(y * columns_ + x)];
      if (cell != '*') cell = sign;
      return;
    }
    // Unicode numbers the dots of a character so, from 0x2800 on.
    constexpr unsigned char kDots[kDotsDown][kDotsAcross] = {
        {0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
    char& cell = cells_[static_cast<std::size_t>(y / kDotsDown * columns_ + x / kDotsAcross)];
    cell =
        static_cast<char>(static_cast<unsigned char>(cell) | kDots[y % kDotsDown][x % kDotsAcross]);
  }

  std::string row(Index row) const {
    std::string text;
    for (Index column = 0; column < columns_; ++column) {
      const char cell = cells_[static_cast<std::size_t>(row * columns_ + column)];
      if (cell == 0) {
        text += ' ';
      } else if (ascii_) {
        text += cell;
      } else {
        const auto dots = static_cast<unsigned char>(cell);
        text += {'\xE2', static_cast<char>(0xA0 | (dots >> 6)),
                 static_cast<char>(0x80 | (dots & 0x3F))};
      }
    }
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
  }

 private:
  Index columns_;
  Index rows_;
  bool ascii_;
  std::vector<char> cells_;
};

struct Interval {
  double low = 0.0;
  double high = 0.0;
  double share(double value) const { return (value - low) / (high - low); }
};

Interval range_of(const std::vector<const std::vector<double>*>& lists) {
  Interval range{HUGE_VAL, -HUGE_VAL};
  for (const auto* list : lists) {
    for (const double value : *list) {
      if (!std::isfinite(value)) continue;
      range.low = std::min(range.low, value);
      range.high = std::max(range.high, value);
    }
  }
  return range;
}

std::string tick_text(double value) { return fmt::format("{:.6g}", value == 0.0 ? 0.0 : value); }

class PlotWriter {
 public:
  PlotWriter(const Plot& plot, const PlotLook& look, const Interval& x, const Interval& y)
      : plot_(plot), look_(look), x_(x), y_(y), y_ticks_(round_ticks(y.low, y.high, 5)) {
    for (const double tick : y_ticks_) {
      margin_ = std::max(margin_, display_width(tick_text(tick)));
    }
    columns_ = std::max(kLeastWidth, look.width) - margin_ - 2;
  }

  std::vector<std::string> lines() {
    Canvas canvas(columns_, look_.height, look_.ascii);
    draw(canvas, plot_.low, 3);
    draw(canvas, plot_.high, 3);
    draw(canvas, plot_.y, 1);
    std::vector<std::string> lines;
    for (Index row = 0; row < look_.height; ++row) {
      const std::string label = label_of(row);
      lines.push_back(right_aligned(label, margin_) + (label.empty() ? " |" : " +") +
                      canvas.row(row));
    }
    add_axis(lines);
    return lines;
  }

 private:
  static constexpr char kCurve = '*';
  static constexpr char kBand = '.';

  /// The value between the points next to it.
  double value_at(const std::vector<double>& values, double x) const {
    const auto after = std::ranges::lower_bound(plot_.x, x);
    const auto i = static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(
        after - plot_.x.begin(), 1, static_cast<std::ptrdiff_t>(plot_.x.size()) - 1));
    const double share = (x - plot_.x[i - 1]) / (plot_.x[i] - plot_.x[i - 1]);
    return values[i - 1] + share * (values[i] - values[i - 1]);
  }

  /// Every `stride`th column of pixels; without gaps from one to the next if that is 1.
  void draw(Canvas& canvas, const std::vector<double>& values, Index stride) const {
    Index before = -1;
    for (Index i = 0; i < canvas.across(); i += stride) {
      const double share = static_cast<double>(i) / static_cast<double>(canvas.across() - 1);
      const double value = value_at(values, x_.low + share * (x_.high - x_.low));
      if (!std::isfinite(value)) {
        before = -1;
        continue;
      }
      const Index y = std::lround((1.0 - y_.share(value)) * static_cast<double>(canvas.down() - 1));
      const Index from =
          stride > 1 || before < 0 || before == y ? y : before + (before < y ? 1 : -1);
      for (Index at = std::min(from, y); at <= std::max(from, y); ++at) {
        canvas.set(i, at, stride > 1 ? kBand : kCurve);
      }
      before = y;
    }
  }

  /// The number at a line, if one belongs there.
  std::string label_of(Index row) const {
    for (const double tick : y_ticks_) {
      const double place = (1.0 - y_.share(tick)) * static_cast<double>(look_.height - 1);
      if (std::lround(place) == row) return tick_text(tick);
    }
    return {};
  }

  void add_axis(std::vector<std::string>& lines) const {
    std::string axis(static_cast<std::size_t>(columns_), '-');
    std::string numbers(static_cast<std::size_t>(margin_ + 2 + columns_), ' ');
    std::size_t used = 0;  // columns of the numbers that are taken
    for (const double tick : round_ticks(x_.low, x_.high, 6)) {
      const auto at =
          static_cast<std::size_t>(std::lround(x_.share(tick) * static_cast<double>(columns_ - 1)));
      axis[at] = '+';
      const std::string text = tick_text(tick);
      const std::size_t middle = at + static_cast<std::size_t>(margin_) + 2;
      const std::size_t wanted = middle > text.size() / 2 ? middle - text.size() / 2 : 0;
      const std::size_t first = std::min(wanted, numbers.size() - text.size());
      if (first < used) continue;
      numbers.replace(first, text.size(), text);
      used = first + text.size() + 1;
    }
    numbers.erase(numbers.find_last_not_of(' ') + 1);
    lines.push_back(std::string(static_cast<std::size_t>(margin_ + 1), ' ') + '+' + axis);
    lines.push_back(numbers);
    const std::string name = printable(plot_.x_name, look_.ascii);
    lines.push_back(std::string(static_cast<std::size_t>(margin_ + 2), ' ') +
                    std::string(static_cast<std::size_t>(
                                    std::max<Index>(0, (columns_ - display_width(name)) / 2)),
                                ' ') +
                    name);
  }

  const Plot& plot_;
  const PlotLook& look_;
  Interval x_;
  Interval y_;
  std::vector<double> y_ticks_;
  Index margin_ = 0;   // columns of the numbers at the left
  Index columns_ = 0;  // of the canvas
};

}  // namespace

std::vector<double> round_ticks(double low, double high, Index count) {
  const double raw = (high - low) / static_cast<double>(count);
  const double power = std::pow(10.0, std::floor(std::log10(raw)));
  const double lead = raw / power;
  const double step = power * (lead <= 1.0 ? 1.0 : lead <= 2.0 ? 2.0 : lead <= 5.0 ? 5.0 : 10.0);
  std::vector<double> ticks;
  // A little beyond both ends is rounding.
  const double slack = 1e-9;
  for (double k = std::ceil(low / step - slack); k <= std::floor(high / step + slack); ++k) {
    ticks.push_back(k * step);
  }
  return ticks;
}

std::vector<std::string> plot_lines(const Plot& plot, const PlotLook& look) {
  const Interval x = range_of({&plot.x});
  Interval y = range_of({&plot.y, &plot.low, &plot.high});
  if (!(x.low < x.high) || !(y.low <= y.high)) return {};
  if (y.low == y.high) y = {y.low - 0.5, y.high + 0.5};
  return PlotWriter(plot, look, x, y).lines();
}

}  // namespace odds
