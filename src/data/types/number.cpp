#include "data/types/number.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>

namespace odds {

namespace {

constexpr std::string_view kDigits = "0123456789";
constexpr double kLargestExact = 9007199254740992.0;  // 2^53

std::string_view without_sign(std::string_view text) {
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  return text;
}

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of(kDigits) == std::string_view::npos;
}

// The power of ten of the leading digit tells on which side of the range of doubles a number lies
// that std::from_chars calls out of range.
bool is_too_large(std::string_view text) {
  const std::size_t e = std::min(text.find_first_of("eE"), text.size());
  const std::string_view digits = text.substr(0, e);
  const auto point = static_cast<long long>(std::min(digits.find('.'), digits.size()));
  const auto leading = static_cast<long long>(digits.find_first_of("123456789"));
  if (e == text.size()) return point > leading;
  std::string_view exponent = text.substr(e + 1);
  const bool negative = exponent.starts_with('-');
  exponent = without_sign(exponent);
  long long power = 0;
  const auto end = exponent.data() + exponent.size();
  if (std::from_chars(exponent.data(), end, power).ec != std::errc()) return !negative;
  return point - leading + (negative ? -power : power) > 0;
}

bool is_rounded(std::string_view text, double value) {
  const double magnitude = std::abs(value);
  std::string_view digits = without_sign(text);
  if (magnitude < kLargestExact || !all_digits(digits)) return false;
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  char exact[400];
  const auto end = std::to_chars(exact, exact + sizeof exact, magnitude, std::chars_format::fixed);
  return digits != std::string_view(exact, static_cast<std::size_t>(end.ptr - exact));
}

// `text` has '.' as its decimal mark.
Number parse_with_point(std::string_view text) {
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return {};
  }
  double value = 0.0;
  const char* const end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, value);
  if (stop != end || failure == std::errc::invalid_argument || std::isnan(value)) return {};
  if (failure == std::errc::result_out_of_range) {
    if (is_too_large(without_sign(text))) return {NumberKind::overflow, 0.0};
    return {NumberKind::underflow, text.starts_with('-') ? -0.0 : 0.0};
  }
  if (std::isinf(value)) return {NumberKind::infinite, 0.0};
  return {is_rounded(text, value) ? NumberKind::rounded : NumberKind::finite, value};
}

Number parse_with_mark(std::string_view text, char decimal) {
  if (decimal == '.') return parse_with_point(text);
  if (text.find('.') != std::string_view::npos) return {};
  std::string copy(text);
  std::replace(copy.begin(), copy.end(), ',', '.');
  return parse_with_point(copy);
}

// One to three digits, then groups of a separator and three digits, then perhaps decimals.
bool is_grouped(std::string_view text, char separator, char decimal) {
  text = without_sign(text);
  const std::size_t mark = std::min(text.find(decimal), text.size());
  const std::string_view decimals = text.substr(std::min(mark + 1, text.size()));
  if (!decimals.empty() && !all_digits(decimals)) return false;
  text = text.substr(0, mark);
  const std::size_t first = text.find(separator);
  if (first == std::string_view::npos || first < 1 || first > 3) return false;
  if (!all_digits(text.substr(0, first))) return false;
  for (text = text.substr(first); !text.empty(); text = text.substr(4)) {
    if (text.size() < 4 || text[0] != separator || !all_digits(text.substr(1, 3))) return false;
  }
  return true;
}

}  // namespace

Number parse_number(std::string_view text, char decimal) {
  constexpr std::string_view kMinusSign = "\u2212";
  if (text.starts_with(kMinusSign)) {
    std::string_view rest = text.substr(kMinusSign.size());
    if (rest != without_sign(rest)) return {};
    const Number number = parse_number("-" + std::string(rest), decimal);
    return number.kind == NumberKind::finite ? Number{NumberKind::typeset, number.value} : number;
  }
  const Number number = parse_with_mark(text, decimal);
  if (number.kind != NumberKind::none) return number;
  const char other = decimal == '.' ? ',' : '.';
  if (text.find(other) == std::string_view::npos) return {};
  if (is_grouped(text, other, decimal)) return {NumberKind::grouped, 0.0};
  if (is_usable(parse_with_mark(text, other).kind)) return {NumberKind::other_mark, 0.0};
  return {};
}

std::string canonical_number(double value) {
  constexpr double kLargestPlain = 1e15;
  if (value == 0.0) return "0";
  const bool plain = std::abs(value) < kLargestPlain && value == std::trunc(value);
  char text[32];
  const auto end = plain ? std::to_chars(text, text + sizeof text, static_cast<long long>(value))
                         : std::to_chars(text, text + sizeof text, value);
  return {text, end.ptr};
}

}  // namespace odds
