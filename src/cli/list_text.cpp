#include "cli/list_text.hpp"

#include "base/list_text.hpp"

namespace odds::cli {
std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> texts;
  for (ListPart& part : parts_of_list(text)) texts.push_back(std::move(part.text));
  return texts;
}

std::vector<std::pair<std::string, std::string>> split_pairs(const std::string& text) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const auto& [part, equals] : parts_of_list(text)) {
    if (equals.value_or(0) == 0) {
      pairs.emplace_back(std::string(), part);
    } else {
      pairs.emplace_back(part.substr(0, *equals), part.substr(*equals + 1));
    }
  }
  return pairs;
}

}  // namespace odds::cli
