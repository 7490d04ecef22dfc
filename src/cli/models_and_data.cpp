#include "cli/models_and_data.hpp"

#include "cli/session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

namespace odds::cli {

bool names_data(const std::string& word) {
  if (word == "-") return true;
  std::ifstream file(word);
  char first = 0;
  if (file >> first) return first != '{';
  constexpr const char* kEndings[] = {".csv", ".tsv", ".txt", ".gz", ".zst"};
  return std::ranges::any_of(kEndings, [&](const char* end) { return word.ends_with(end); });
}

std::string take_data(std::vector<std::string>& words) {
  std::string data;
  if (names_data(words.back())) {
    data = words.back();
    words.pop_back();
  }
  for (const std::string& word : words) {
    if (!names_data(word)) continue;
    throw usage_error(fmt::format("\"{}\" is no model", word),
                      "models stand first, as fit --save wrote them, and data behind them");
  }
  return data;
}

}  // namespace odds::cli
