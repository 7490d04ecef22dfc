#include "formula/stata_spelling.hpp"

#include "formula/foreign_text.hpp"

#include <algorithm>
#include <iterator>
#include <regex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace odds {
namespace {

/// The words that a command has before the terms.
enum class StataResponse { column, events_and_trials, link_and_column };

struct StataCommand {
  std::string_view name;
  std::string_view link;
  std::string_view flags = {};  ///< that make `odds fit` its kind of model
  StataResponse response = StataResponse::column;
};

constexpr StataCommand kStataCommands[] = {
    {"logit", "logit"},
    {"logistic", "logit", "--or"},
    {"clogit", "logit"},
    {"firthlogit", "logit", "--firth"},
    {"probit", "probit"},
    {"cloglog", "cloglog"},
    {"blogit", "logit", "", StataResponse::events_and_trials},
    {"glogit", "logit", "", StataResponse::events_and_trials},
    {"bprobit", "probit", "", StataResponse::events_and_trials},
    {"gprobit", "probit", "", StataResponse::events_and_trials},
    {"fracreg", "", "--fractional", StataResponse::link_and_column},
    {"glm", "logit"}};

/// A model of Stata, taken apart.
struct StataModel {
  std::string response;
  std::vector<std::string> terms;
  std::string link;
  std::string flags;     ///< but for the link
  std::string left_out;  ///< in its own words
};

/// Takes the words before the comma apart; false: there is no response with terms.
bool take_words(std::vector<std::string> words, const StataCommand& command, StataModel& model) {
  const std::size_t before = command.response == StataResponse::column ? 1 : 2;
  if (words.size() <= before) return false;
  model.link = command.link;
  model.response = words[before - 1];
  if (command.response == StataResponse::events_and_trials) {
    model.response = words[0] + "/" + words[1];
  } else if (command.response == StataResponse::link_and_column) {
    model.link = link_called(words[0]);
    if (model.link.empty()) return false;
  }
  model.terms.assign(words.begin() + static_cast<std::ptrdiff_t>(before), words.end());
  return true;
}

/// The options behind the comma: `or vce(robust) family(binomial n)`.
std::vector<std::string> options_in(const std::string& text) {
  static const std::regex kOption(R"([^\s(]+(?:\([^)]*\))?)");
  std::vector<std::string> options;
  for (std::sregex_iterator match(text.begin(), text.end(), kOption), end; match != end; ++match) {
    options.push_back(match->str());
  }
  return options;
}

/// Takes `link(probit)` and `family(binomial n)`, which other options depend on; false: it is none
/// of them.
bool take_family(const std::string& option, StataModel& model) {
  static const std::regex kLink(R"(l(?:ink)?\((\w+)\))");
  static const std::regex kFamily(R"(f(?:am(?:ily)?)?\(\s*b(?:in(?:omial)?)?(?:\s+(\w+))?\s*\))");
  std::smatch found;
  if (std::regex_match(option, found, kLink)) {
    const std::string link = link_called(found.str(1));
    if (!link.empty()) model.link = link;
    return !link.empty();
  }
  if (!std::regex_match(option, found, kFamily)) return false;
  if (found[1].matched) model.response += "/" + found.str(1);
  return true;
}

/// The flag that shows exp(coefficient); empty: it has no name.
std::string ratio_flag(const std::string& link) {
  if (link == "logit") return "--or";
  return link == "cloglog" ? "--hr" : "";
}

/// Takes an option that has a flag here, or asks for what is done anyway; false: there is none.
bool take_option(const std::string& option, StataModel& model) {
  static const std::regex kLevel(R"(level\(([0-9.]+)\))");
  static const std::regex kCluster(R"((?:vce\(\s*cl(?:uster?)?\s+|cluster\(\s*)([\w.]+)\s*\))");
  static const std::regex kGroup(R"((?:group|strata)\(\s*([\w.]+)\s*\))");
  std::smatch found;
  std::string flag;
  if (option == "or" || option == "eform") {
    flag = ratio_flag(model.link);
    if (flag.empty()) return false;
    if (model.flags.find(flag) != std::string::npos) return true;
  } else if (option == "robust" || option == "r" || option == "vce(robust)") {
    flag = "--vcov stata";
  } else if (std::regex_match(option, found, kCluster)) {
    flag = "--vcov cluster:" + found.str(1);
  } else if (std::regex_match(option, found, kGroup)) {
    flag = "--strata " + found.str(1);
  } else if (option == "firth") {
    flag = "--firth";
  } else if (std::regex_match(option, found, kLevel)) {
    flag = "--level " + found.str(1);
  } else if (option != "nolog") {
    return false;
  }
  append_word(model.flags, flag);
  return true;
}

void take_options(const std::string& text, const StataCommand& command, StataModel& model) {
  std::vector<std::string> options = options_in(text);
  const auto families =
      std::erase_if(options, [&](const std::string& option) { return take_family(option, model); });
  const bool names_family = std::ranges::any_of(
      options, [](const std::string& option) { return option.starts_with("f"); });
  for (const std::string& option : options) {
    if (!take_option(option, model)) append_word(model.left_out, option);
  }
  if (command.name == "glm" && families == 0 && !names_family) {
    append_word(model.left_out, "family(gaussian)");  // its default
  }
}

/// Takes what stands behind the terms; false: some of it is not of that kind.
bool take_qualifiers(const std::string& rest, const StataCommand& command, StataModel& model) {
  static const std::regex kRest(
      R"(\s*(?:if\s+([^,\[]+?))?\s*(in\s+[\w/]+)?\s*(?:\[\s*(pw|fw|iw)[a-z]*\s*=\s*(\w+)\s*\])?\s*(?:,\s*(.*))?)");
  std::smatch found;
  if (!std::regex_match(rest, found, kRest)) return false;
  const std::string condition = trimmed(found.str(1));
  if (condition.find('\'') != std::string::npos) return false;
  model.flags = command.flags;
  if (!condition.empty()) append_word(model.flags, "--where '" + condition + "'");
  append_word(model.left_out, found.str(2));
  if (found[3].matched) append_word(model.flags, "--" + found.str(3) + "eight " + found.str(4));
  take_options(found.str(5), command, model);
  return true;
}

}  // namespace

void take_from_stata(OurSpelling& ours) {
  const std::string text = ours.formula;
  if (text.find('~') != std::string::npos) return;
  static const std::regex kModel(R"(([^,\[=]*?)((?:\s+(?:if|in)\s|\s*,|\s*\[).*)?)");
  std::smatch found;
  if (!std::regex_match(text, found, kModel)) return;
  std::vector<std::string> words = words_of(found.str(1));
  if (words.empty()) return;
  const auto* command = std::ranges::find(kStataCommands, words.front(), &StataCommand::name);
  if (command == std::end(kStataCommands) || words.size() < 3) {
    command = std::begin(kStataCommands);  // `low age`: a response and terms of no command
  } else {
    words.erase(words.begin());
  }
  StataModel model;
  if (!take_words(std::move(words), *command, model)) return;
  if (!take_qualifiers(found.str(2), *command, model)) return;
  ours = {.formula = model.response + " ~ " + sum_of_words(model.terms, 0),
          .flags = flag_of_link(model.link),
          .left_out = model.left_out};
  append_word(ours.flags, model.flags);
}

}  // namespace odds
