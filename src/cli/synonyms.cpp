#include "cli/synonyms.hpp"

#include <odds/curve.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

namespace odds::cli {
namespace {

struct Synonym {
  std::string_view typed;
  std::string_view flag;
  std::string_view value;  ///< that comes with it; empty: the flag has its own, or none
  std::string_view from;   ///< whose word it is
};

constexpr Synonym kSynonyms[] = {
    {"conf-level", "level", "", "R"},
    {"conf.level", "level", "", "R"},
    {"conf_level", "level", "", "R"},
    {"by", "over", "", "R, Stata"},
    {"variables", "dydx", "", "R"},
    {"atmeans", "at", "means", "Stata"},
    {"pwcompare", "contrast", "pairwise", "Stata"},
    {"comparison", "measure", "", "R"},
    {"reps", "draws", "", "Stata"},
    {"tolerance", "tol", "", "Stata"},
    {"epsilon", "tol", "", "R"},
    {"sep", "delim", "", "R, pandas"},
    {"dec", "decimal", "", "R"},
    {"na-strings", "na", "", "R"},
    {"na.strings", "na", "", "R"},
    {"na-values", "na", "", "pandas"},
    {"na_values", "na", "", "pandas"},
    {"cutoff", "cut", "", "Stata"},
    {"pprob", "cut", "", "SAS"},
    {"pevent", "prevalence", "", "SAS"},
};

/// The flag of a word, without its dashes and its value; empty: it is none.
std::string flag_name(const std::string& word) {
  return word.starts_with("--") ? word.substr(2, word.find('=') - 2) : std::string();
}

bool has_flag(const std::vector<const CLI::App*>& places, const std::string& name) {
  return std::ranges::any_of(places, [&](const CLI::App* place) {
    return std::ranges::any_of(
        place->get_options(), [&](const CLI::Option* option) { return option->check_lname(name); });
  });
}

/// The program, and the command among the words, whose flags there are.
std::vector<const CLI::App*> places_of(const CLI::App& app, const std::vector<std::string>& words) {
  std::vector<const CLI::App*> places = {&app};
  const auto commands = app.get_subcommands([](const CLI::App*) { return true; });
  for (const std::string& word : words) {
    const auto command = std::ranges::find(commands, word, &CLI::App::get_name);
    if (command == commands.end()) continue;
    places.push_back(*command);
    return places;
  }
  return places;
}

}  // namespace

std::vector<std::string> without_synonyms(const CLI::App& app, std::vector<std::string> words) {
  const std::vector<const CLI::App*> places = places_of(app, words);
  std::vector<std::string> result;
  for (std::string& word : words) {
    const std::string name = flag_name(word);
    const auto known = std::ranges::find(kSynonyms, name, &Synonym::typed);
    const bool stays = known == std::end(kSynonyms) || has_flag(places, name) ||
                       !has_flag(places, std::string(known->flag));
    if (stays) {
      result.push_back(std::move(word));
      continue;
    }
    result.push_back(fmt::format("--{}{}", known->flag, word.substr(2 + name.size())));
    if (!known->value.empty()) result.emplace_back(known->value);
  }
  return result;
}

std::string link_without_synonyms(const std::string& text) {
  constexpr std::pair<std::string_view, std::string_view> kLinks[] = {
      {"normit", "probit"}, {"cll", "cloglog"}, {"gompit", "cloglog"}};
  std::string name = text.substr(0, text.find('('));
  name = CLI::detail::to_lower(name.substr(name.rfind('.') + 1));
  if (std::ranges::find(kLinkNames, name) != std::end(kLinkNames)) return name;
  const auto* const known =
      std::ranges::find(kLinks, name, &std::pair<std::string_view, std::string_view>::first);
  return known == std::end(kLinks) ? text : std::string(known->second);
}

std::string synonyms_page() {
  std::string text = "Words of other programs that stand for flags, where a command has them:\n";
  for (const Synonym& synonym : kSynonyms) {
    const std::string blank = synonym.value.empty() ? "" : " ";
    text += fmt::format("  {:16}{:24}{}\n", fmt::format("--{}", synonym.typed),
                        fmt::format("--{}{}{}", synonym.flag, blank, synonym.value), synonym.from);
  }
  text +=
      "A level of 95, 95% or 0.95 is the same; percentages of dose --p may have the sign, too.\n"
      "Links: links.CLogLog, normit and the like are those of --link.\n"
      "Intervals: predict --what ci shows them, dose --ci delta,fieller,profile chooses how.\n"
      "Groups: margins --over are of rows, dose --by are of curves.\n";
  return text;
}

}  // namespace odds::cli
