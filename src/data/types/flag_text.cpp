#include "data/types/flag_text.hpp"

#include <algorithm>

namespace odds {

namespace {

bool is_plain_name(const std::string& name) {
  const auto is_digit = [](char byte) { return byte >= '0' && byte <= '9'; };
  return !name.empty() && !is_digit(name[0]) && std::ranges::all_of(name, [&](char byte) {
    const bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
    return letter || is_digit(byte) || byte == '_' || byte == '.';
  });
}

std::string between_backticks(const std::string& name) {
  std::string result = "`";
  for (const char c : name) result += c == '`' ? std::string(2, c) : std::string(1, c);
  return result + '`';
}

std::string without(const std::string& text, const char* special) {
  return text.find_first_of(special) == std::string::npos ? text : between_backticks(text);
}

}  // namespace

std::string in_list(const std::string& name) { return without(name, ",`"); }

std::string in_formula(const std::string& name) {
  return is_plain_name(name) ? name : between_backticks(name);
}

std::string code_in_list(const std::string& code) { return without(code, ",`="); }

std::string code_in_column(const std::string& column, const std::string& code) {
  return without(column, ",`=") + '=' + code_in_list(code);
}

std::string shell_word(std::string_view text) {
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + '\'';
}

std::string na_flag(const std::string& column, const std::vector<std::string>& codes) {
  std::string list;
  for (const std::string& code : codes) {
    list += (list.empty() ? "" : ",") + code_in_column(column, code);
  }
  return "--na " + shell_word(list);
}

}  // namespace odds
