#include "formula/foreign_spelling.hpp"

#include "formula/explicit_formula.hpp"
#include "formula/quote.hpp"

#include <odds/error.hpp>
#include <odds/formula.hpp>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>
#include <regex>
#include <sstream>
#include <string_view>
#include <utility>
#include <vector>

namespace odds {
namespace {

using Match = std::smatch;

/// `text` with each match of `pattern` replaced by what `rewrite` makes of it.
template <class Rewrite>
std::string replaced(const std::string& text, const char* pattern, Rewrite rewrite) {
  const std::regex expression(pattern);
  std::string result;
  auto rest = text.cbegin();
  for (std::sregex_iterator match(text.begin(), text.end(), expression), end; match != end;
       ++match) {
    result.append(rest, (*match)[0].first);
    result += rewrite(*match);
    rest = (*match)[0].second;
  }
  return result.append(rest, text.cend());
}

bool is_word(const std::string& text) {
  static const std::regex kWord("[A-Za-z_][A-Za-z0-9_]*|-?[0-9]+(\\.[0-9]+)?");
  return std::regex_match(text, kWord);
}

/// A level as `base =` takes it.
std::string named_level(const std::string& text) { return is_word(text) ? text : quote_text(text); }

std::string with_base(const std::string& name, const std::string& base) {
  return "C(" + name + ", base = " + named_level(base) + ")";
}

/// `x + I(x^2) + I(x^3)`.
std::string sum_of_powers(const std::string& name, const std::string& degree) {
  int most = 0;
  std::from_chars(degree.data(), degree.data() + degree.size(), most);
  std::string sum = name;
  for (int k = 2; k <= most && k <= 9; ++k) sum += " + I(" + name + "^" + std::to_string(k) + ")";
  return sum;
}

/// The functions and prefixes of other programs, one after the other.
std::string with_our_functions(std::string text) {
  text = replaced(text, R"(\*\*)", [](const Match&) { return std::string("^"); });
  text = replaced(text, R"(\b(?:np|math)\.(\w+)\()", [](const Match& m) { return m.str(1) + "("; });
  text = replaced(text, R"(\bln\()", [](const Match&) { return std::string("log("); });
  text = replaced(text, R"(\blog\(([^(),]+),\s*(?:base\s*=\s*)?(2|10)\))",
                  [](const Match& m) { return "log" + m.str(2) + "(" + m.str(1) + ")"; });
  text = replaced(text, R"(\bQ\(\s*(['"])(.*?)\1\s*\))",
                  [](const Match& m) { return quote_name(m.str(2)); });
  text = replaced(text, R"(\b(?:as\.factor|as\.character|ordered)\(\s*([\w.]+)\s*\))",
                  [](const Match& m) { return "C(" + m.str(1) + ")"; });
  text = replaced(text, R"(\bas\.(?:numeric|integer|double)\(\s*([\w.]+)\s*\))",
                  [](const Match& m) { return "c." + m.str(1); });
  text = replaced(
      text,
      R"(\brelevel\(\s*(?:(?:C|factor)\()?\s*([\w.]+)\s*\)?\s*,\s*(?:ref\s*=\s*)?['"]?([^'"()]+?)['"]?\s*\))",
      [](const Match& m) { return with_base(m.str(1), m.str(2)); });
  text = replaced(
      text,
      R"(\bC\(\s*([\w.]+)\s*,\s*(?:Treatment|contr\.treatment)\(\s*(?:reference\s*=|ref\s*=|base\s*=)?\s*['"]?([^'"()]+?)['"]?\s*\)\s*\))",
      [](const Match& m) { return with_base(m.str(1), m.str(2)); });
  text = replaced(text, R"(\bpoly\(\s*([\w.]+)\s*,\s*(?:degree\s*=\s*)?([1-9])\s*(?:,[^()]*)?\))",
                  [](const Match& m) { return sum_of_powers(m.str(1), m.str(2)); });
  text = replaced(text, R"(\bib\(first\)\.(\w+))", [](const Match& m) { return "i." + m.str(1); });
  text = replaced(text, R"(\bib\([^()]*\)\.(\w+))",
                  [](const Match& m) { return with_base(m.str(1), "LEVEL"); });
  return replaced(text, R"(\bb(\d+)\.(\w+))",
                  [](const Match& m) { return "ib" + m.str(1) + "." + m.str(2); });
}

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream words(text);
  std::vector<std::string> result;
  for (std::string word; words >> word;) result.push_back(word);
  return result;
}

std::string sum_of_words(const std::vector<std::string>& terms, std::size_t first) {
  std::string sum;
  for (std::size_t i = first; i < terms.size(); ++i) sum += (i == first ? "" : " + ") + terms[i];
  return sum;
}

void append_word(std::string& words, const std::string& word) {
  if (!word.empty()) words += (words.empty() ? "" : " ") + word;
}

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t;");
  return first == text.npos ? "" : text.substr(first, text.find_last_not_of(" \t;") - first + 1);
}

/// The flag for a link that is named in R's `binomial(link = "probit")` or in SAS's
/// `link = probit`; empty: none is, or it is the logit.
std::string link_flag(const std::string& text) {
  static const std::regex kLink(R"((?:binomial\s*\(\s*(?:link\s*=\s*)?|\blink\s*=\s*)['"]?(\w+))",
                                std::regex::icase);
  Match found;
  if (!std::regex_search(text, found, kLink)) return {};
  const std::string link = found.str(1) == "normit" ? "probit" : found.str(1);
  return link == "logit" || link == "link" ? "" : "--link " + link;
}

/// `y == 1 ~ a + b` of SAS's `model y(event='1') = a b / options`.
void from_sas(OurSpelling& model) {
  static const std::regex kModel(
      R"(\s*(?:model\s+)?([\w.]+(?:\s*/\s*[\w.]+)?)\s*(?:\(\s*event\s*=\s*['"]?([^'"()]+)['"]?\s*\))?\s*=(?!=)([^=]*?)(?:\s/\s(.*))?;?\s*)",
      std::regex::icase);
  Match found;
  const std::string text = model.formula;
  if (text.find('~') != std::string::npos || !std::regex_match(text, found, kModel)) return;
  std::string terms = replaced(found.str(3), R"(\s*([*|])\s*)", [](const Match& m) {
    return std::string(m.str(1) == "*" ? ":" : "*");
  });
  terms = replaced(terms, R"(\s*\+\s*)", [](const Match&) { return std::string(" "); });
  const std::string event = found[2].matched ? " == " + named_level(found.str(2)) : "";
  model.formula = found.str(1) + event + " ~ " + sum_of_words(words_of(terms), 0);
  const std::string options = found.str(4);
  append_word(model.flags, link_flag(options));
  append_word(model.left_out,
              trimmed(replaced(options, R"(\blink\s*=\s*(?:logit|probit|normit|cloglog)\b)",
                               [](const Match&) { return std::string(); })));
}

/// A command of Stata, which may stand before the words of its model.
struct StataCommand {
  std::string_view name;
  std::string_view flags;  ///< that make `odds fit` its kind of model
  std::optional<std::string_view>
      ratio;  ///< what asks for exp(coefficient), which may have no name
};

constexpr StataCommand kStataCommands[] = {{"logit", "", "--or"},
                                           {"logistic", "--or", ""},
                                           {"firthlogit", "--firth", "--or"},
                                           {"probit", "--link probit", std::nullopt},
                                           {"cloglog", "--link cloglog", "--hr"}};

/// The command before a response and terms; null: there is none.
const StataCommand* command_of(const std::vector<std::string>& words) {
  if (words.size() < 3) return nullptr;
  const auto* const named = std::ranges::find(kStataCommands, words.front(), &StataCommand::name);
  return named == std::end(kStataCommands) ? nullptr : named;
}

/// A flag for one of Stata's options behind the comma; empty: it asks for nothing that is not done
/// anyway; nullopt: there is none.
std::optional<std::string> flag_of_stata(const std::string& option, const StataCommand& command) {
  static const std::regex kLevel(R"(level\(([0-9.]+)\))");
  static const std::regex kCluster(R"((?:vce|cluster)\(([\w.]+)\))");
  Match found;
  if (option == "or" || option == "eform") {
    return command.ratio ? std::optional<std::string>(*command.ratio) : std::nullopt;
  }
  if (option == "robust" || option == "r" || option == "vce(robust)") return "--vcov stata";
  if (std::regex_match(option, found, kCluster)) return "--vcov cluster:" + found.str(1);
  if (option == "firth") return "--firth";
  if (option == "nolog") return "";
  if (std::regex_match(option, found, kLevel)) return "--level " + found.str(1);
  return std::nullopt;
}

/// The flags of what Stata writes behind the variables; false: some of it is not of that kind.
bool take_stata_qualifiers(const std::string& rest, const StataCommand& command,
                           OurSpelling& model) {
  static const std::regex kRest(
      R"(\s*(?:if\s+([^,\[]+?))?\s*(in\s+[\w/]+)?\s*(?:\[\s*(pw|fw|iw)[a-z]*\s*=\s*(\w+)\s*\])?\s*(?:,\s*(.*))?)");
  Match found;
  if (!std::regex_match(rest, found, kRest)) return false;
  const std::string condition = trimmed(found.str(1));
  if (condition.find('\'') != std::string::npos) return false;
  if (!condition.empty()) append_word(model.flags, "--where '" + condition + "'");
  append_word(model.left_out, found.str(2));
  if (found[3].matched) {
    append_word(model.flags, "--" + found.str(3) + "eight " + found.str(4));
  }
  static const std::regex kClusters(R"(vce\(\s*cl(?:uster?)?\s+)");  // would be two words
  for (const std::string& option :
       words_of(std::regex_replace(found.str(5), kClusters, "cluster("))) {
    const std::optional<std::string> flag = flag_of_stata(option, command);
    append_word(flag ? model.flags : model.left_out, flag.value_or(option));
  }
  return true;
}

/// `low ~ age + i.race` of Stata's `low age i.race if .., options`, with or without its command.
void from_stata(OurSpelling& model) {
  const std::string& text = model.formula;
  if (text.find('~') != std::string::npos) return;
  static const std::regex kModel(R"(([^,\[=]*?)((?:\s+(?:if|in)\s|\s*,|\s*\[).*)?)");
  Match found;
  if (!std::regex_match(text, found, kModel)) return;
  std::vector<std::string> words = words_of(found.str(1));
  const StataCommand* const named = command_of(words);
  if (named != nullptr) words.erase(words.begin());
  const StataCommand& command = named == nullptr ? kStataCommands[0] : *named;
  OurSpelling taken{.formula = {}, .flags = std::string(command.flags), .left_out = {}};
  if (words.size() < 2 || !take_stata_qualifiers(found.str(2), command, taken)) return;
  taken.formula = words.front() + " ~ " + sum_of_words(words, 1);
  model = std::move(taken);
}

/// The formula of `glm(y ~ x, family = binomial)`.
void from_call(OurSpelling& model) {
  static const std::regex kCall(
      R"(\s*(?:glm|logit|smf\.\w+|sm\.\w+|feglm|lm)\(\s*(?:formula\s*=\s*)?['"]?([^~,'"]+~[^,'"]+?)['"]?\s*(?:,(.*))?\)\s*(?:\.fit\(\))?\s*)");
  Match found;
  const std::string text = model.formula;
  if (!std::regex_match(text, found, kCall)) return;
  model.formula = found.str(1);
  const std::string arguments = found.str(2);
  static const std::regex kProbit(R"(\s*(?:smf|sm)\.probit\b.*)", std::regex::icase);
  append_word(model.flags,
              std::regex_match(text, kProbit) ? "--link probit" : link_flag(arguments));
  const std::string others = replaced(
      arguments,
      R"((?:^|,)\s*(?:(?:family\s*=\s*)?['"]?(?:quasi)?binomial(?:\([^()]*\))?['"]?|data\s*=\s*[\w.]+|[\w.]+)\s*(?=,|$))",
      [](const Match&) { return std::string(); });
  model.left_out =
      trimmed(replaced(others, R"(^\s*,)", [](const Match&) { return std::string(); }));
}

}  // namespace

OurSpelling in_our_spelling(std::string_view text) {
  constexpr std::size_t kLargest = 2000;  // what a person types; matching recurses
  if (text.size() > kLargest) return {};
  OurSpelling model{.formula = std::string(text), .flags = {}, .left_out = {}};
  from_call(model);
  from_sas(model);
  from_stata(model);
  model.formula = with_our_functions(std::move(model.formula));
  if (model.formula == text) return {};
  try {
    parse_explicit_formula(model.formula);
    return model;
  } catch (const Error&) {
    return {};  // it is no formula in any spelling known here
  }
}

}  // namespace odds
