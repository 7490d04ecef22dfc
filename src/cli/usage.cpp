#include "cli/usage.hpp"

#include "cli/session.hpp"
#include "cli/suggestions.hpp"
#include "cli/typed_formula.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <limits>
#include <optional>
#include <unistd.h>

namespace odds::cli {
namespace {

/// Whether all of `text` is a number, infinities included.
bool is_number(const std::string& text) {
  double value = 0.0;
  return CLI::detail::lexical_cast(text, value);
}

bool is_flag(const std::string& word) { return word.starts_with('-'); }

std::string command_names(const CLI::App& app) {
  std::string names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    names += (names.empty() ? "" : ", ") + command->get_name();
  }
  return names;
}

/// The first flag that there is not; empty: no such flag was given.
std::string unknown_flag(const CLI::App& app) {
  const std::vector<std::string> words = app.remaining(/*recurse=*/true);
  const auto flag = std::find_if(words.begin(), words.end(), is_flag);
  return flag == words.end() ? std::string() : flag->substr(0, flag->find('='));
}

/// The first of the words that no option took.
std::string superfluous(const CLI::App& app) {
  const std::string flag = unknown_flag(app);
  if (!flag.empty()) return fmt::format("there is no flag {}", flag);
  const std::vector<std::string> words = app.remaining(/*recurse=*/true);
  return words.empty() ? "one argument too many"
                       : fmt::format("\"{}\" is one argument too many", words.front());
}

/// What to do about a word that was taken for a flag, or was not; empty: nothing is known of it.
std::string about_dashes(const std::string& flag, const std::vector<std::string>& words) {
  if (flag.empty()) return {};
  if (::access(flag.c_str(), F_OK) == 0) return fmt::format("the file is written ./{}", flag);
  const bool ended = std::ranges::find(words, "--") != words.end();
  return ended ? "what stands behind -- is no flag: flags come before it" : "";
}

/// `write --link probit instead of link=probit`, where the command has such a flag; else empty.
std::string about_assignment(const CLI::App& command, const std::vector<std::string>& rest) {
  if (rest.empty()) return {};
  const std::size_t equals = rest.front().find('=');
  const std::string name = "--" + rest.front().substr(0, equals);
  const bool is_value = equals != std::string::npos && equals + 1 < rest.front().size();
  if (!is_value || command.get_option_no_throw(name) == nullptr) return {};
  return fmt::format("write {} {} instead of {}", name, rest.front().substr(equals + 1),
                     rest.front());
}

/// Where the shell has put several files in the place of an unquoted pattern: how to name them.
std::string about_patterns(const CLI::App& app, const CLI::ParseError& found) {
  if (dynamic_cast<const CLI::ExtrasError*>(&found) == nullptr) return {};
  std::vector<std::string> words = app.remaining(/*recurse=*/true);
  std::ptrdiff_t arguments = 0;
  for (const CLI::Option* option : app.get_subcommands().front()->get_options()) {
    if (!option->get_positional()) continue;
    ++arguments;
    words.insert(words.end(), option->results().begin(), option->results().end());
  }
  const bool has_formula = std::ranges::any_of(words, is_formula);
  const auto files = std::ranges::count_if(
      words, [](const std::string& word) { return ::access(word.c_str(), F_OK) == 0; });
  return files > (has_formula ? 1 : arguments)
             ? "a pattern in quotes stands for several files, as in 'part-*.csv'; "
             : "";
}

/// `low ~ age`, which a shell has taken apart because it stood in no quotes; empty: none was. A ~
/// by itself has become the home folder.
std::string torn_formula(const std::vector<std::string>& words) {
  const char* home = std::getenv("HOME");
  const auto is_tilde = [&](const std::string& word) {
    return word == "~" || (home != nullptr && *home != '\0' && word == home);
  };
  const auto tilde = std::ranges::find_if(words, is_tilde);
  const bool behind_a_name = tilde != words.end() && tilde - words.begin() >= 3 &&
                             !is_flag(*(tilde - 1)) && ::access((tilde - 1)->c_str(), F_OK) != 0;
  if (!behind_a_name) return {};
  std::string formula = *(tilde - 1) + " ~";
  for (auto word = tilde + 1; word != words.end() && !is_flag(*word); ++word) {
    formula += ' ' + *word;
  }
  return formula;
}

/// What CLI11 could not turn into a number: the name of the option and the text given for it.
struct NoNumber {
  std::string name;
  std::string text;
};

std::optional<NoNumber> no_number(const CLI::App& app, const CLI::ParseError& found) {
  constexpr std::string_view kNoNumber = "Could not convert: ";  // NAME = TEXT,TEXT
  const std::string line = found.what();
  if (!line.starts_with(kNoNumber)) return std::nullopt;
  const std::size_t equals = std::min(line.find(" = "), line.size());
  NoNumber result{line.substr(kNoNumber.size(), equals - kNoNumber.size()),
                  line.substr(std::min(equals + 3, line.size()))};
  std::vector<const CLI::App*> places = {&app};
  for (const CLI::App* command : app.get_subcommands()) places.push_back(command);
  for (const CLI::App* place : places) {
    const CLI::Option* option = place->get_option_no_throw(result.name);
    if (option == nullptr) continue;
    const std::vector<std::string>& given = option->results();
    const auto bad = std::find_if_not(given.begin(), given.end(), is_number);
    if (bad != given.end()) result.text = *bad;
  }
  return result;
}

std::string sentence(const NoNumber& wrong) {
  const std::string need = is_number(wrong.text) ? fmt::format("a whole number up to {}",
                                                               std::numeric_limits<int>::max())
                                                 : "a number";
  return fmt::format("{} is needed: {} = {}", need, wrong.name, wrong.text);
}

/// `1.5` for `1,5`; empty if a decimal point makes no number of it.
std::string with_point(std::string text) {
  std::replace(text.begin(), text.end(), ',', '.');
  return is_number(text) ? text : std::string();
}

/// CLI11's own words, the first line of them, where they say enough.
std::string plain(const std::string& text) {
  constexpr const char* kTwice = ": At Most 1 required but received";
  const std::string line = text.substr(0, text.find('\n'));
  const std::string flag = line.substr(0, line.find(':'));
  if (line.ends_with(" missing")) return flag + " needs a value";
  return line.starts_with(flag + kTwice) ? flag + " is given more than once" : line;
}

/// An unknown flag comes first: what stands behind it may be what is missing.
std::string complaint(const CLI::App& app, const CLI::ParseError& found) {
  const bool extras = dynamic_cast<const CLI::ExtrasError*>(&found) != nullptr;
  const bool missing = dynamic_cast<const CLI::RequiredError*>(&found) != nullptr;
  if (const auto wrong = no_number(app, found)) return sentence(*wrong);
  const bool unknown = missing && !unknown_flag(app).empty();
  return extras || unknown ? superfluous(app) : plain(found.what());
}

/// `10` for `010`, which CLI11 takes for an octal number.
std::string without_leading_zeros(std::string text) {
  const std::size_t sign = text.starts_with('-') || text.starts_with('+') ? 1 : 0;
  if (text.find_first_not_of("0123456789", sign) != std::string::npos) return text;
  const std::size_t last = text.size() - 1;
  const std::size_t first = std::min(text.find_first_not_of('0', sign), last);
  if (first > sign) text.erase(sign, first - sign);
  return text;
}

/// A share in the place of a percentage: `0.95` for `95%`, and for `95` of a level, which Stata
/// takes from 10 to 99.99.
std::string share_of_percent(const std::string& text, bool may_lack_sign) {
  const bool signed_percent = text.ends_with('%');
  const std::string number = signed_percent ? text.substr(0, text.size() - 1) : text;
  double value = 0.0;
  if (!is_number(number) || !CLI::detail::lexical_cast(number, value)) return text;
  const bool is_percent = signed_percent || (may_lack_sign && value >= 10.0 && value < 100.0);
  // The exponent, not a division: 99.9 % is the double nearest to 0.999.
  const bool is_plain = number.find_first_of("eE") == std::string::npos;
  return is_percent && is_plain ? number + "e-2" : text;
}

/// Options whose values are shares of 1.
void take_percentages(CLI::Option& option) {
  const bool is_level = option.check_lname("level");
  const auto is_named = [&](const char* name) { return option.check_lname(name); };
  constexpr const char* kShares[] = {"threshold", "guess", "lapse"};
  if (!is_level && std::ranges::none_of(kShares, is_named)) return;
  option.transform(CLI::Validator(
      [is_level](std::string& text) {
        text = share_of_percent(text, is_level);
        return std::string();
      },
      {}));
}

void make_strict(CLI::Option& option) {
  if (option.get_type_name() == "N") option.transform(without_leading_zeros);
  take_percentages(option);
  if (option.get_items_expected_max() == 0) {
    option.multi_option_policy(CLI::MultiOptionPolicy::Throw);               // --or --or
  } else if (!option.check_lname("na") && !option.check_lname("na-only")) {  // they take no text
    const bool may_be_blank = option.get_positional() || option.check_lname("delim");
    option.check([may_be_blank](const std::string& text) {
      if (text.empty()) return std::string("an empty text is no value");
      const bool blank = !may_be_blank && text.find_first_not_of(" \t") == std::string::npos;
      return blank ? std::string("a blank text is no value") : std::string();
    });
  }
}

}  // namespace

void make_strict(CLI::App& app) {
  for (CLI::Option* option : app.get_options()) {
    if (option != app.get_help_ptr()) make_strict(*option);
  }
  for (CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    make_strict(*command);
  }
}

std::vector<std::string> parser_words(const std::vector<std::string>& words) {
  std::vector<std::string> result;
  bool sigmoid = false;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word.starts_with("--") && word.size() > 3 && word.find('=') == word.size() - 1) {
      result.insert(result.end(), {word.substr(0, word.size() - 1), ""});
    } else if (sigmoid && is_flag(word) && is_number(word)) {
      result.push_back(' ' + word);
    } else {
      result.push_back(word);
    }
    sigmoid = sigmoid || word == "sigmoid";
  }
  return result;
}

void refuse_values_of_flags(const CLI::App& app, const std::vector<std::string>& words) {
  std::vector<const CLI::App*> all = app.get_subcommands([](const CLI::App*) { return true; });
  all.push_back(&app);
  for (const std::string& word : words) {
    const std::size_t equals = word.find('=');
    if (!word.starts_with("--") || equals == std::string::npos) continue;
    const std::string name = word.substr(2, equals - 2);
    for (const CLI::App* each : all) {
      for (const CLI::Option* option : each->get_options()) {
        if (!option->check_lname(name) || option->get_items_expected_max() > 0) continue;
        throw usage_error(fmt::format("--{} takes no value", name), "write --" + name + " alone");
      }
    }
  }
}

Error misuse(const CLI::App& app, const CLI::ParseError& found,
             const std::vector<std::string>& words) {
  const auto chosen = app.get_subcommands();
  const auto wrong = no_number(app, found);
  const std::string number = wrong && !is_number(wrong->text) ? with_point(wrong->text) : "";
  if (!number.empty()) return usage_error(sentence(*wrong), "decimals have a point: " + number);
  if (const std::string formula = torn_formula(words); !formula.empty()) {
    return usage_error("the formula is in pieces: a shell takes it for several words",
                       fmt::format("put it in quotes: '{}'", formula));
  }
  if (const auto model = formula_in_words(app, words)) return *model;
  if (!chosen.empty()) {
    const std::string flag = unknown_flag(app);
    std::string meant = about_dashes(flag, words);
    if (meant.empty()) meant = flag_hint(app, *chosen.front(), flag);
    if (meant.empty()) meant = about_assignment(*chosen.front(), app.remaining(/*recurse=*/true));
    return usage_error(complaint(app, found),
                       !meant.empty()
                           ? meant
                           : fmt::format("{}see odds {} --help", about_patterns(app, found),
                                         chosen.front()->get_name()));
  }
  const bool named = words.size() > 1 && !is_flag(words[1]);
  const std::string meant = named ? command_hint(app, words[1]) : "";
  const std::string hint =
      !meant.empty()
          ? meant
          : fmt::format("the commands are {}; odds COMMAND --help tells more", command_names(app));
  if (named) {
    return usage_error(fmt::format("there is no command \"{}\"", words[1]), hint);
  }
  const bool missing = dynamic_cast<const CLI::RequiredError*>(&found) != nullptr;
  if (missing && app.remaining_size() == 0) return usage_error("a command is missing", hint);
  return usage_error(missing ? superfluous(app) : complaint(app, found), hint);
}

}  // namespace odds::cli
