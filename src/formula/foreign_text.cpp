#include "formula/foreign_text.hpp"

#include "formula/quote.hpp"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <sstream>

namespace odds {
namespace {

bool is_plain_word(const std::string& text) {
  static const std::regex kWord("[A-Za-z_][A-Za-z0-9_]*|-?[0-9]+(\\.[0-9]+)?");
  return std::regex_match(text, kWord);
}

/// A link by a name of other programs, in small letters.
struct LinkName {
  std::string_view name;
  std::string_view link;
};

constexpr LinkName kNamesOfLinks[] = {
    {"logit", "logit"},     {"logistic", "logit"}, {"probit", "probit"}, {"normit", "probit"},
    {"cloglog", "cloglog"}, {"cll", "cloglog"},    {"gompit", "cloglog"}};

}  // namespace

std::string without(const std::string& text, const char* pattern) {
  return replaced(text, std::regex(pattern, std::regex::icase),
                  [](const std::smatch&) { return std::string(); });
}

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t;");
  return first == text.npos ? "" : text.substr(first, text.find_last_not_of(" \t;") - first + 1);
}

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream words(text);
  std::vector<std::string> result;
  for (std::string word; words >> word;) result.push_back(word);
  return result;
}

std::string sum_of_words(const std::vector<std::string>& words, std::size_t first) {
  std::string sum;
  for (std::size_t i = first; i < words.size(); ++i) sum += (i == first ? "" : " + ") + words[i];
  return sum;
}

void append_word(std::string& words, const std::string& word) {
  if (!word.empty()) words += (words.empty() ? "" : " ") + word;
}

std::string named_level(const std::string& text) {
  return is_plain_word(text) ? text : quote_text(text);
}

std::string link_called(const std::string& name) {
  std::string small = name;
  for (char& c : small) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  const auto* const known = std::ranges::find(kNamesOfLinks, small, &LinkName::name);
  return known == std::end(kNamesOfLinks) ? std::string() : std::string(known->link);
}

std::string flag_of_link(const std::string& link) {
  return link.empty() || link == "logit" ? "" : "--link " + link;
}

std::optional<std::string> link_in(const std::string& text) {
  static const std::regex kLink(
      R"((?:binomial\s*\(\s*(?:link\s*=\s*)?|\blink\s*=\s*)['"]?(?:\w+\.)*(\w+))",
      std::regex::icase);
  std::smatch found;
  if (!std::regex_search(text, found, kLink)) return std::nullopt;
  return found.str(1);
}

}  // namespace odds
