#include "data/cell_complaint.hpp"

#include "data/failure.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace odds {

namespace {

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

// Three runs of digits, joined twice by the same '-', '/' or '.'; a time may follow.
bool looks_like_date(std::string_view text) {
  char joint = '\0';
  int joints = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_digit(text[i])) continue;
    const bool between_digits = i > 0 && i + 1 < text.size() && is_digit(text[i - 1]);
    if (joints == 2) return between_digits && (text[i] == 'T' || text[i] == ' ');
    const bool is_joint = text[i] == '-' || text[i] == '/' || text[i] == '.';
    if (!between_digits || !is_joint || (joints == 1 && text[i] != joint)) return false;
    joint = text[i];
    ++joints;
  }
  return joints == 2;
}

bool is_plain_name(const std::string& name) {
  return !is_digit(name[0]) && std::all_of(name.begin(), name.end(), [](char byte) {
    const bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
    return letter || is_digit(byte) || byte == '_' || byte == '.';
  });
}

std::string between_backticks(const std::string& name) {
  std::string result = "`";
  for (const char c : name) result += c == '`' ? std::string(2, c) : std::string(1, c);
  return result + '`';
}

std::string in_formula(const std::string& name) {
  return is_plain_name(name) ? name : between_backticks(name);
}

}  // namespace

std::string in_list(const std::string& name) {
  return name.find_first_of(",`") == std::string::npos ? name : between_backticks(name);
}

std::string what_is_wrong(std::string_view cell, NumberKind kind) {
  if (kind == NumberKind::infinite) return fmt::format("\"{}\" is infinite", cell);
  if (kind == NumberKind::overflow) {
    return fmt::format("\"{}\" is out of range: the largest number is about 1.8e308", cell);
  }
  return fmt::format("\"{}\" is not a number", cell);
}

std::string how_to_repair(std::string_view cell, NumberKind kind, const std::string& column,
                          char decimal, Expect expect) {
  const char other = decimal == '.' ? ',' : '.';
  const std::string text = shown(cell);
  if (kind == NumberKind::other_mark) {
    return fmt::format("if \"{0}\" is the decimal mark, pass --decimal {0}", other);
  }
  if (kind == NumberKind::grouped) {
    return fmt::format(
        "if \"{0}\" is the decimal mark, pass --decimal {0}; if it stands between thousands, "
        "remove it",
        other);
  }
  if (kind == NumberKind::none && looks_like_date(cell)) {
    return fmt::format(
        "turn dates into numbers first, such as days since a fixed one; if they "
        "are categories, write C({}) in the formula",
        in_formula(column));
  }
  const std::string missing = fmt::format("if it means a missing value, pass --na '{}'", text);
  if (kind != NumberKind::none) return missing;
  if (expect == Expect::number || expect == Expect::numbers_as_levels) {
    return missing +
           "; the column is used as numbers, in the formula or by a flag such as --types, --where "
           "or --offset: leave that out if it holds categories";
  }
  return fmt::format(
      "{}; if the column holds categories, write C({}) in the formula or pass --types '{}=factor'",
      missing, in_formula(column), in_list(column));
}

}  // namespace odds
