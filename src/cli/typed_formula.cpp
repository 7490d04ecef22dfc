#include "cli/typed_formula.hpp"

#include "cli/session.hpp"
#include "cli/suggestions.hpp"

#include <odds/formula.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
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

/// What the library makes of the model of another program.
struct Proposal {
  std::string formula;   ///< empty: nothing
  std::string flags;     ///< for it
  std::string left_out;  ///< of the model
};

/// The text behind the first `lead` in `hint`, up to a semicolon.
std::string part_behind(const std::string& hint, std::string_view lead) {
  const std::size_t at = hint.find(lead);
  if (at == hint.npos) return {};
  const std::size_t begin = at + lead.size();
  return hint.substr(begin, hint.find(';', begin) - begin);
}

/// `low ~ age + i.race` for `low age i.race`.
Proposal proposed_formula(const std::string& model) {
  if (model.empty()) return {};
  try {
    parse_formula(model);
  } catch (const Error& error) {
    const std::string& hint = error.text().hint;
    return {.formula = part_behind(hint, "in the spelling of odds: "),
            .flags = part_behind(hint, "; flags: "),
            .left_out = part_behind(hint, "; not taken over: ")};
  }
  return {};
}

/// `odds fit FILE 'FORMULA'`, with the quotes that the shell needs.
std::string command_line(const std::string& command, const std::string& file,
                         const std::string& formula) {
  const char quote = formula.find('\'') == std::string::npos ? '\'' : '"';
  return fmt::format("odds {0} {1} {2}{3}{2}", command, file, quote, formula);
}

std::string command_line(const std::string& command, const std::string& file,
                         const Proposal& proposal) {
  std::string line = command_line(command, file, proposal.formula);
  if (!proposal.flags.empty()) line += ' ' + proposal.flags;
  if (!proposal.left_out.empty()) line += "; not taken over: " + proposal.left_out;
  return line;
}

/// The answer to the command of another program, `logit`, before the words of a model.
std::optional<Error> formula_of_other_program(const std::string& command,
                                              std::vector<std::string> rest) {
  std::erase_if(rest, [](const std::string& word) { return word.starts_with('-'); });
  const bool has_file = !rest.empty() && exists(rest.front());
  const std::string file = has_file ? rest.front() : "FILE.csv";
  if (has_file) rest.erase(rest.begin());
  const std::string model = joined_model(rest);
  Proposal proposal = proposed_formula(command + " " + model);
  const bool is_response = proposal.formula.starts_with(command + " ~");
  if (is_response || proposal.formula.empty()) proposal = proposed_formula(model);
  if (proposal.formula.empty()) return std::nullopt;
  return usage_error(fmt::format("there is no command \"{}\"", command),
                     command_line("fit", file, proposal));
}

/// The answer to `glm(y ~ x, family = binomial)` in the place of a command.
std::optional<Error> call_of_other_program(const std::vector<std::string>& words) {
  const Proposal proposal = proposed_formula(words[1]);
  if (proposal.formula.empty()) return std::nullopt;
  const auto file = std::find_if(words.begin() + 2, words.end(), exists);
  return usage_error(fmt::format("there is no command \"{}\"", words[1]),
                     command_line("fit", file == words.end() ? "FILE.csv" : *file, proposal));
}

/// The arguments that a command takes without a flag, in their order.
std::vector<const CLI::Option*> arguments_of(const CLI::App& command) {
  return command.get_options([](const CLI::Option* option) { return option->get_positional(); });
}

}  // namespace

bool is_formula(const std::string& word) {
  return word.find('~') != std::string::npos && !exists(word);
}

void refuse_swapped(const std::string& command, const std::string& first,
                    const std::string& second) {
  if (!is_formula(first) || is_formula(second)) return;
  throw usage_error(fmt::format("\"{}\" is a formula, where the data are expected", first),
                    "the file comes first: " +
                        command_line(command, second.empty() ? "FILE.csv" : second, first));
}

std::optional<Error> formula_in_words(const CLI::App& app, const std::vector<std::string>& words) {
  const auto chosen = app.get_subcommands();
  if (chosen.empty()) {
    if (words.size() > 1 && is_formula(words[1])) return call_of_other_program(words);
    if (words.size() < 3 || !fits_elsewhere(words[1])) return std::nullopt;
    return formula_of_other_program(words[1], {words.begin() + 2, words.end()});
  }
  const CLI::App& command = *chosen.front();
  const auto arguments = arguments_of(command);  // data, and a formula or what may be one
  if (arguments.size() != 2 || arguments.front()->count() == 0) return std::nullopt;
  std::vector<std::string> rest = arguments.back()->results();
  const std::vector<std::string> others = app.remaining(/*recurse=*/true);
  rest.insert(rest.end(), others.begin(), others.end());
  const std::string model = joined_model(rest);
  const Proposal proposed = proposed_formula(model);
  if (proposed.formula.empty()) return std::nullopt;
  return usage_error(
      fmt::format("the formula is one text with a ~: \"{}\"", model),
      command_line(command.get_name(), arguments.front()->results().front(), proposed));
}

}  // namespace odds::cli
