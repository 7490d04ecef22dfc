#include "report/number_format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace odds {
namespace {

constexpr int kStatisticDecimals = 2;
constexpr int kSmallPDigits = 2;
constexpr double kLeastPositional = 1e-4;
constexpr double kMostPositional = 1e7;

std::string not_finite(double value) {
  if (std::isnan(value)) return "NaN";
  return value > 0 ? "Inf" : "-Inf";
}

/// The text of `cell`; estimates in the form that their column chose.
struct NumberText {
  int digits;
  bool fixed_estimates;

  std::string operator()(const Estimate& cell) const {
    return fixed_estimates ? fixed(cell.value, digits) : significant(cell.value, digits + 1);
  }
  std::string operator()(const Statistic& cell) const {
    return std::abs(cell.value) < kMostPositional ? fixed(cell.value, kStatisticDecimals)
                                                  : significant(cell.value, digits + 1);
  }
  std::string operator()(const LogLikelihood& cell) const { return fixed(cell.value, digits); }
  std::string operator()(const PValue& cell) const { return p_value(cell.value, digits); }
  std::string operator()(const Count& cell) const { return count(cell.value); }
  std::string operator()(const auto&) const { return {}; }
};

}  // namespace

std::string shortest(double value) {
  std::array<char, 32> buffer;
  const double unsigned_zero = value == 0.0 ? 0.0 : value;
  // A count is to be read as one: 200000, not 2e+05.
  const bool whole = unsigned_zero == std::trunc(unsigned_zero) && std::abs(value) < 1e15;
  char* const begin = buffer.data();
  char* const end = begin + buffer.size();
  const auto written = whole ? std::to_chars(begin, end, unsigned_zero, std::chars_format::fixed)
                             : std::to_chars(begin, end, unsigned_zero);
  return {begin, written.ptr};
}

std::string fixed(double value, int decimals) {
  if (!std::isfinite(value)) return not_finite(value);
  std::string text = fmt::format("{:.{}f}", value, decimals);
  const bool zero = text.find_first_of("123456789") == std::string::npos;
  if (zero && text.front() == '-') text.erase(0, 1);
  return text;
}

std::string significant(double value, int digits) {
  if (!std::isfinite(value)) return not_finite(value);
  if (value == 0.0) return "0";
  const double size = std::abs(value);
  if (size < kLeastPositional || size >= kMostPositional) {
    return fmt::format("{:.{}e}", value, digits - 1);
  }
  const int leading = static_cast<int>(std::floor(std::log10(size)));
  return fixed(value, std::max(0, digits - 1 - leading));
}

std::string p_value(double p, int digits) {
  if (!std::isfinite(p)) return not_finite(p);
  if (p == 0.0) return "<1e-300";
  const double least_shown = 0.5 * std::pow(10.0, -digits);
  if (p >= least_shown) return fixed(p, digits);
  return fmt::format("{:.{}e}", p, kSmallPDigits - 1);
}

std::string count(double value) {
  if (!std::isfinite(value)) return not_finite(value);
  constexpr double kWholeNumbersEnd = 1e15;
  const bool whole = value == std::trunc(value) && std::abs(value) < kWholeNumbersEnd;
  return whole ? fixed(value, 0) : significant(value, 6);
}

bool readable_when_fixed(const Estimate& estimate, int digits) {
  const double size = std::abs(estimate.value);
  const double scale = estimate.scale > 0.0 ? estimate.scale : size;
  if (!std::isfinite(size) || !std::isfinite(scale) || size == 0.0) return true;
  const double least_scale = 9.5 * std::pow(10.0, -digits);  // prints as 10 units of the last place
  return scale >= least_scale && size < kMostPositional;
}

std::optional<double> number_in(const Cell& cell) {
  return std::visit(
      [](const auto& content) -> std::optional<double> {
        if constexpr (requires { content.value; }) {
          return content.value;
        } else {
          return std::nullopt;
        }
      },
      cell);
}

std::vector<std::string> column_texts(std::span<const Cell> cells, int digits) {
  const bool fixed_estimates = std::all_of(cells.begin(), cells.end(), [&](const Cell& cell) {
    const auto* estimate = std::get_if<Estimate>(&cell);
    return estimate == nullptr || readable_when_fixed(*estimate, digits);
  });
  std::vector<std::string> texts;
  texts.reserve(cells.size());
  for (const Cell& cell : cells) {
    texts.push_back(std::visit(NumberText{digits, fixed_estimates}, cell));
  }
  return texts;
}

std::string number_text(const Cell& cell, int digits) {
  return column_texts({&cell, 1}, digits).front();
}

}  // namespace odds
