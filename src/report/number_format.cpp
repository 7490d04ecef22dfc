#include "report/number_format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace odds {
namespace {

constexpr int kDecimals = 4;            // unless others are asked for
constexpr int kRatioDecimals = 2;       // likewise
constexpr int kSmallRatioDecimals = 3;  // likewise, of ratios below 0.1
constexpr int kStatisticDecimals = 2;
constexpr int kMostDecimals = 7;
constexpr double kLeastPositional = 1e-4;
constexpr double kMostPositional = 1e7;

/// Nothing that is estimated is smaller, whatever its units: probabilities and derivatives so far
/// out in a tail are 0 for people.
constexpr double kLeastEstimate = 1e-100;

std::string not_finite(double value) {
  if (std::isnan(value)) return "NaN";
  return value > 0 ? "Inf" : "-Inf";
}

/// The least number of decimals, `least` or more, with which a number of size `scale` shows two
/// digits.
int decimals_of(double scale, int least) {
  constexpr double kTwoDigits = 9.5;  // in units of the last decimal, before it is rounded
  int decimals = least;
  if (!(scale > 0.0) || !std::isfinite(scale)) return decimals;
  while (decimals <= kMostDecimals && scale * std::pow(10.0, decimals) < kTwoDigits) ++decimals;
  return decimals;
}

/// So many decimals, or as many more as keep `value` from being rounded to `null`.
int decimals_beside(double value, double null, int decimals) {
  const double distance = std::abs(value - null);
  const auto seems_null = [&](int d) { return distance < 0.5 * std::pow(10.0, -d); };
  if (!(distance > 0.0) || !seems_null(decimals)) return decimals;  // also without a null
  int more = decimals;
  while (more < kMostDecimals && seems_null(more)) ++more;
  return seems_null(more) ? decimals : more;
}

/// With so many decimals if anyone would read them, else with as many significant digits.
std::string positional(double value, int decimals, int least) {
  const bool readable =
      decimals <= std::max(least, kMostDecimals) && std::abs(value) < kMostPositional;
  return readable ? fixed(value, decimals) : significant(value, least + 1);
}

std::string estimate_text(const Estimate& cell, int least) {
  if (cell.scale > 0.0 && std::max(cell.scale, std::abs(cell.value)) < kLeastEstimate) {
    return fixed(0.0, least);
  }
  const double scale = cell.scale == 0.0 ? std::abs(cell.value) : cell.scale;
  const int decimals = decimals_beside(cell.value, cell.null, decimals_of(scale, least));
  return positional(cell.value, decimals, least);
}

/// A ratio above 0 is never shown as 0.
std::string ratio_text(const Ratio& cell, std::optional<int> digits) {
  constexpr double kSmall = 0.1;
  const int usual = std::abs(cell.value) < kSmall ? kSmallRatioDecimals : kRatioDecimals;
  const int least = digits.value_or(usual);
  const int decimals = decimals_beside(cell.value, cell.null, decimals_of(cell.scale, least));
  const bool vanishes = std::abs(cell.value) < 0.5 * std::pow(10.0, -decimals);
  return positional(cell.value, vanishes ? decimals_of(std::abs(cell.value), least) : decimals,
                    digits.value_or(kDecimals));
}

/// The text of a number.
struct NumberText {
  std::optional<int> digits;

  int decimals() const { return digits.value_or(kDecimals); }

  std::string operator()(const Estimate& cell) const { return estimate_text(cell, decimals()); }
  std::string operator()(const Ratio& cell) const { return ratio_text(cell, digits); }
  std::string operator()(const Statistic& cell) const {
    return std::abs(cell.value) < kMostPositional ? fixed(cell.value, kStatisticDecimals)
                                                  : significant(cell.value, decimals() + 1);
  }
  std::string operator()(const LogLikelihood& cell) const { return fixed(cell.value, decimals()); }
  std::string operator()(const PValue& cell) const { return p_value(cell.value, decimals()); }
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
  constexpr int kLeast = 3;  // with fewer, 0.049 and 0.051 look alike
  if (!std::isfinite(p)) return not_finite(p);
  const int exponent = std::max(kLeast, digits - 1);
  if (p < std::pow(10.0, -exponent)) return "<" + fixed(std::pow(10.0, -exponent), exponent);
  return fixed(p, std::max(kLeast, digits));
}

std::string count(double value) {
  if (!std::isfinite(value)) return not_finite(value);
  constexpr double kWholeNumbersEnd = 1e15;
  const bool whole = value == std::trunc(value) && std::abs(value) < kWholeNumbersEnd;
  return whole ? fixed(value, 0) : significant(value, 6);
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

std::string number_text(const Cell& cell, std::optional<int> digits) {
  return std::visit(NumberText{digits}, cell);
}

}  // namespace odds
