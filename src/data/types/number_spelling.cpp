#include "data/types/number_spelling.hpp"

#include "data/types/number.hpp"

#include <algorithm>
#include <cstddef>

namespace odds {

namespace {

constexpr std::size_t kMostCertainDigits = 15;

std::size_t count_digits(std::string_view text) {
  const auto past = std::ranges::find_if(text, [](char byte) { return byte < '0' || byte > '9'; });
  return static_cast<std::size_t>(past - text.begin());
}

}  // namespace

void NumberSpellings::add(std::string_view text, char decimal) {
  const bool negative = text.starts_with('-');
  const bool plus = text.starts_with('+');
  if (negative || plus) text.remove_prefix(1);
  const std::size_t whole = count_digits(text);
  const bool marked = whole < text.size() && text[whole] == decimal;
  const std::size_t decimals = marked ? count_digits(text.substr(whole + 1)) : 0;
  const bool led_by_zero = whole > 1 && text[0] == '0';
  const bool is_zero = text.find_first_of("123456789") == std::string_view::npos;
  const std::size_t first = text[0] == '0' ? 0 : whole;  // digits before the mark that count
  if (plus || led_by_zero) {
    ++codes;
  } else if (whole == 0 || marked != (decimals > 0) || whole + marked + decimals != text.size() ||
             first + decimals > kMostCertainDigits || (negative && is_zero)) {
    ++odd;
  } else {
    const bool zero_last = decimals > 0 && text.back() == '0';
    if (zero_last) ++padded;
    if (decimals == 0 || (zero_last && decimals > 1)) ++unmarked;
    fewest_decimals = std::min(fewest_decimals, static_cast<Index>(decimals));
    most_decimals = std::max(most_decimals, static_cast<Index>(decimals));
  }
}

void NumberSpellings::append(const NumberSpellings& later) {
  codes += later.codes;
  odd += later.odd;
  padded += later.padded;
  unmarked += later.unmarked;
  fewest_decimals = std::min(fewest_decimals, later.fewest_decimals);
  most_decimals = std::max(most_decimals, later.most_decimals);
}

std::optional<std::pair<std::string, std::string>> same_number(
    const std::vector<std::string>& texts, char decimal) {
  std::vector<std::pair<double, std::string_view>> numbers;
  for (const std::string& text : texts) {
    const std::string_view trimmed = trim_blanks(text);
    numbers.emplace_back(parse_number(trimmed, decimal).value, trimmed);
  }
  std::ranges::sort(numbers);
  const auto same = std::ranges::adjacent_find(numbers, [](const auto& one, const auto& next) {
    return one.first == next.first && one.second != next.second;
  });
  if (same == numbers.end()) return std::nullopt;
  return std::pair{std::string(same->second), std::string(std::next(same)->second)};
}

bool are_levels_by_value(const std::vector<std::string>& texts, char decimal) {
  const auto says_more = [&](const std::string& text) {
    const std::string_view trimmed = trim_blanks(text);
    NumberSpellings spelling;
    spelling.add(trimmed, decimal);
    return spelling.codes > 0 || parse_number(trimmed, decimal).kind == NumberKind::rounded;
  };
  return std::ranges::none_of(texts, says_more) && !same_number(texts, decimal);
}

}  // namespace odds
