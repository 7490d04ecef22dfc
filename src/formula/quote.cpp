#include "formula/quote.hpp"

#include "formula/lexer.hpp"

namespace odds {
namespace {

std::string between(char quote, std::string_view text) {
  std::string result(1, quote);
  for (const char c : text) {
    result += c;
    if (c == quote) result += c;
  }
  return result + quote;
}

}  // namespace

std::string quote_name(std::string_view name) {
  return is_plain_name(name) ? std::string(name) : between('`', name);
}

std::string quote_text(std::string_view text) { return between('\'', text); }

}  // namespace odds
