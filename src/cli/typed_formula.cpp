#include "cli/typed_formula.hpp"

#include "cli/session.hpp"

#include <odds/formula.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <unistd.h>

namespace odds::cli {
namespace {

bool exists(const std::string& word) { return ::access(word.c_str(), F_OK) == 0; }

/// The words of a model, joined; none if there is a formula or a file among them, or a flag.
std::string joined_model(const std::vector<std::string>& words) {
  const bool other = std::ranges::any_of(words, [](const std::string& word) {
    return word.starts_with('-') || word.find('~') != std::string::npos || exists(word);
  });
  return other || words.size() < 2 ? "" : fmt::format("{}", fmt::join(words, " "));
}

/// `low ~ age + i.race`, as the library proposes it for `low age i.race`; else empty.
std::string proposed_formula(const std::string& model) {
  if (model.empty()) return {};
  try {
    parse_formula(model);
  } catch (const Error& error) {
    constexpr std::string_view kLead = "in the spelling of odds: ";
    const std::string& hint = error.text().hint;
    if (hint.starts_with(kLead)) return hint.substr(kLead.size());
  }
  return {};
}

/// `odds fit FILE 'FORMULA'`, with the quotes that the shell needs.
std::string command_line(const std::string& file, const std::string& formula) {
  const char quote = formula.find('\'') == std::string::npos ? '\'' : '"';
  return fmt::format("odds fit {0} {1}{2}{1}", file, quote, formula);
}

/// Whether other programs fit a logistic regression under this name.
bool fits_elsewhere(const std::string& command) {
  constexpr std::array<std::string_view, 8> kNames = {"logit",  "logistic", "glm",  "blogit",
                                                      "glogit", "regress",  "proc", "model"};
  return std::ranges::find(kNames, command) != kNames.end();
}

}  // namespace

std::optional<Error> formula_in_words(const CLI::App& app, const std::vector<std::string>& words) {
  const auto chosen = app.get_subcommands();
  std::vector<std::string> rest = app.remaining(/*recurse=*/true);
  if (chosen.empty()) {
    if (words.size() < 3 || !fits_elsewhere(words[1])) return std::nullopt;
    rest.assign(words.begin() + 2, words.end());
    std::erase_if(rest, [](const std::string& word) { return word.starts_with('-'); });
    const bool has_file = !rest.empty() && exists(rest.front());
    const std::string file = has_file ? rest.front() : "FILE.csv";
    if (has_file) rest.erase(rest.begin());
    const std::string formula = proposed_formula(joined_model(rest));
    if (formula.empty()) return std::nullopt;
    return usage_error(fmt::format("there is no command \"{}\"", words[1]),
                       command_line(file, formula));
  }
  const CLI::Option* const data = chosen.front()->get_option_no_throw("DATA");
  const CLI::Option* const formula = chosen.front()->get_option_no_throw("FORMULA");
  if (data == nullptr || formula == nullptr || data->count() == 0) return std::nullopt;
  rest.insert(rest.begin(), formula->results().begin(), formula->results().end());
  const std::string model = joined_model(rest);
  const std::string proposed = proposed_formula(model);
  if (proposed.empty()) return std::nullopt;
  return usage_error(fmt::format("the formula is one text with a ~: \"{}\"", model),
                     command_line(data->results().front(), proposed));
}

}  // namespace odds::cli
