// Comparison with numbers as books and other programs printed them.
#pragma once

#include <cfloat>
#include <charconv>
#include <cmath>
#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace odds::test {

/// A number as a book or another program printed it: `-13.021`, `.0123`, `4.84e-05`.
///
/// Equal to every double that could have been printed so: the tolerance is half a unit of the last
/// printed digit, and nobody has to choose it. A number exactly half-way between two prints is
/// equal to both, since programs differ in how they round it. Up to 18 digits; NaN equals no print.
class Printed {
 public:
  /// Throws std::invalid_argument if `digits` is no decimal number.
  explicit Printed(std::string_view digits)
      : digits_(digits), value_(parse(digits)), tolerance_(half_unit(digits)) {}

  friend bool operator==(double number, const Printed& print) {
    const long double rounding = 4 * LDBL_EPSILON * std::abs(print.value_);  // of value_ itself
    return std::abs(static_cast<long double>(number) - print.value_) <= print.tolerance_ + rounding;
  }

  friend std::ostream& operator<<(std::ostream& out, const Printed& print) {
    return out << print.digits_ << " as printed";
  }

 private:
  static long double parse(std::string_view digits) {
    long double value = 0;
    const char* end = digits.data() + digits.size();
    const auto [rest, failure] = std::from_chars(digits.data(), end, value);
    if (failure != std::errc() || rest != end || !std::isfinite(value)) {
      throw std::invalid_argument("not a printed number: " + std::string(digits));
    }
    return value;
  }

  static long double half_unit(std::string_view digits) {
    const auto mark = digits.find_first_of("eE");
    const auto mantissa = digits.substr(0, mark);
    const auto point = mantissa.find('.');
    int place = point == mantissa.npos
                    ? 0
                    : static_cast<int>(point + 1) - static_cast<int>(mantissa.size());
    if (mark != digits.npos) place += std::stoi(std::string(digits.substr(mark + 1)));
    return 0.5L * std::pow(10.0L, place);
  }

  std::string digits_;
  long double value_;
  long double tolerance_;
};

}  // namespace odds::test
