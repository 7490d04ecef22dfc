#include "formula/unquoted_names.hpp"

#include "formula/lexer.hpp"

#include <algorithm>

namespace odds {
namespace {

bool is_part_of_name(char byte) {
  const auto code = static_cast<unsigned char>(byte);
  return code >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= 'a' && byte <= 'z') || byte == '_' || byte == '.';
}

/// The text with blanks in the place of all that is quoted.
std::string without_quoted(std::string_view text) {
  std::string result(text);
  char quote = '\0';
  for (char& byte : result) {
    const char here = byte;
    if (quote != '\0') byte = ' ';
    if (here != '`' && here != '\'' && here != '"') continue;
    if (quote == '\0') {
      quote = here;
    } else if (here == quote) {
      quote = '\0';
    }
    byte = ' ';
  }
  return result;
}

bool stands_in(std::string_view text, std::string_view name) {
  for (std::size_t at = text.find(name); at != std::string_view::npos;
       at = text.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    const bool begins = at == 0 || !is_part_of_name(text[at - 1]);
    const bool ends = end == text.size() || !is_part_of_name(text[end]);
    if (begins && ends) return true;
  }
  return false;
}

}  // namespace

std::vector<std::string> unquoted_names(std::string_view text,
                                        const std::vector<std::string>& columns) {
  std::vector<std::string> names;
  const std::string bare = without_quoted(text);
  for (const std::string& column : columns) {
    const bool readable = is_plain_name(column) || !split_stata_name(column).prefix.empty();
    if (!readable && column != "." && stands_in(bare, column)) names.push_back(column);
  }
  return names;
}

}  // namespace odds
