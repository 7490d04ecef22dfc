#include "cli/completion.hpp"

#include "cli/commands.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace odds::cli {
namespace {

constexpr const char* kCompletionExamples = R"(Examples:
  odds completion bash > ~/.local/share/bash-completion/completions/odds
  odds completion fish > ~/.config/fish/completions/odds.fish)";

struct Flag {
  std::string name;  ///< without dashes
  std::string description;
  std::vector<std::string> choices;
  bool takes_value = false;
};

struct Command {
  std::string name;  ///< empty: the flags that are valid everywhere
  std::string description;
  std::vector<Flag> flags;
  std::vector<std::string> choices;  ///< of its arguments
};

/// The words of a type name such as `text|json`.
std::vector<std::string> choices_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  if (type.find('|') == std::string::npos) return {};
  return CLI::detail::split(type, '|');
}

Command described(const CLI::App& app, const std::string& name) {
  Command command{name, app.get_description(), {}, {}};
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_positional()) command.choices = choices_of(*option);
    for (const std::string& flag : option->get_lnames()) {
      command.flags.push_back({flag, option->get_description(), choices_of(*option),
                               option->get_items_expected_max() > 0});
    }
  }
  return command;
}

/// The flags that are valid everywhere first, then the commands.
std::vector<Command> described(const CLI::App& app) {
  std::vector<Command> commands = {described(app, "")};
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
    commands.push_back(described(*sub, sub->get_name()));
  }
  return commands;
}

std::string names(const std::vector<Command>& commands, const char* separator) {
  std::string text;
  for (const Command& command : commands) {
    if (!command.name.empty()) text += (text.empty() ? "" : separator) + command.name;
  }
  return text;
}

std::string flag_words(const Command& command) {
  std::string text;
  for (const Flag& flag : command.flags) text += (text.empty() ? "--" : " --") + flag.name;
  return text;
}

/// `pattern) words;;` for each flag with choices, each once.
std::string choice_cases(const std::vector<Command>& commands, const char* form) {
  std::string text;
  std::vector<std::string> seen;
  for (const Command& command : commands) {
    for (const Flag& flag : command.flags) {
      const bool known = std::find(seen.begin(), seen.end(), flag.name) != seen.end();
      if (flag.choices.empty() || known) continue;
      seen.push_back(flag.name);
      text += fmt::format(fmt::runtime(form), "--" + flag.name, fmt::join(flag.choices, " "));
    }
  }
  return text;
}

std::string command_cases(const std::vector<Command>& commands, const char* form, bool flags) {
  std::string text;
  for (const Command& command : commands) {
    if (command.name.empty()) continue;
    const std::string words =
        flags ? flag_words(command) : fmt::format("{}", fmt::join(command.choices, " "));
    if (!words.empty()) text += fmt::format(fmt::runtime(form), command.name, words);
  }
  return text;
}

std::string bash_script(const std::vector<Command>& commands) {
  constexpr const char* kCase = "    {}) words=\"{}\" ;;\n";
  return fmt::format(R"(# bash completion for odds
_odds() {{
  local word="${{COMP_WORDS[COMP_CWORD]}}" previous="${{COMP_WORDS[COMP_CWORD-1]}}"
  local command="" words="" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "${{COMP_WORDS[i]}}" in {names_or}) command="${{COMP_WORDS[i]}}"; break ;; esac
  done
  case "$previous" in
{choices}  esac
  if [[ -z $words && $word == -* ]]; then
    case "$command" in
{flags}    esac
    words="$words {everywhere}"
  elif [[ -z $words && -z $command ]]; then
    words="{names}"
  elif [[ -z $words ]]; then
    case "$command" in
{arguments}    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}}
complete -o default -F _odds odds
)",
                     fmt::arg("names_or", names(commands, "|")),
                     fmt::arg("names", names(commands, " ")),
                     fmt::arg("choices", choice_cases(commands, kCase)),
                     fmt::arg("flags", command_cases(commands, kCase, true)),
                     fmt::arg("everywhere", flag_words(commands.front())),
                     fmt::arg("arguments", command_cases(commands, kCase, false)));
}

std::string zsh_script(const std::vector<Command>& commands) {
  constexpr const char* kCase = "    {}) candidates=({}) ;;\n";
  return fmt::format(R"(#compdef odds
# zsh completion for odds
_odds() {{
  local -a candidates
  local command="" word
  for word in ${{words[2,CURRENT-1]}}; do
    case "$word" in {names_or}) command="$word"; break ;; esac
  done
  case "${{words[CURRENT-1]}}" in
{choices}  esac
  if (( ! $#candidates )) && [[ ${{words[CURRENT]}} == -* ]]; then
    case "$command" in
{flags}    esac
    candidates+=({everywhere})
  elif (( ! $#candidates )) && [[ -z $command ]]; then
    candidates=({names})
  elif (( ! $#candidates )); then
    case "$command" in
{arguments}    esac
  fi
  if (( $#candidates )); then compadd -- $candidates; else _files; fi
}}
compdef _odds odds
)",
                     fmt::arg("names_or", names(commands, "|")),
                     fmt::arg("names", names(commands, " ")),
                     fmt::arg("choices", choice_cases(commands, kCase)),
                     fmt::arg("flags", command_cases(commands, kCase, true)),
                     fmt::arg("everywhere", flag_words(commands.front())),
                     fmt::arg("arguments", command_cases(commands, kCase, false)));
}

/// `text` as a word of fish.
std::string fish_quoted(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "'";
}

std::string fish_flags(const Command& command) {
  const std::string condition =
      command.name.empty() ? "" : " -n '__fish_seen_subcommand_from " + command.name + "'";
  std::string text;
  for (const Flag& flag : command.flags) {
    const char* value = flag.takes_value ? " -r" : "";
    text += fmt::format("complete -c odds{} -l {}{} -d {}", condition, flag.name, value,
                        fish_quoted(flag.description));
    if (!flag.choices.empty()) text += fmt::format(" -f -a '{}'", fmt::join(flag.choices, " "));
    text += '\n';
  }
  if (!command.choices.empty()) {
    text +=
        fmt::format("complete -c odds{} -f -a '{}'\n", condition, fmt::join(command.choices, " "));
  }
  return text;
}

std::string fish_script(const std::vector<Command>& commands) {
  std::string text = "# fish completion for odds\n";
  for (const Command& command : commands) {
    if (!command.name.empty()) {
      text += fmt::format("complete -c odds -f -n __fish_use_subcommand -a {} -d {}\n",
                          command.name, fish_quoted(command.description));
    }
    text += fish_flags(command);
  }
  return text;
}

}  // namespace

std::string completion_script(const CLI::App& app, const std::string& shell) {
  const std::vector<Command> commands = described(app);
  if (shell == "zsh") return zsh_script(commands);
  if (shell == "fish") return fish_script(commands);
  return bash_script(commands);
}

void add_completion(CLI::App& app, Session& session) {
  auto shell = std::make_shared<std::string>();
  CLI::App* sub =
      add_command(app, "completion", "A completion script for a shell", kCompletionExamples);
  add_choice(*sub, "shell", *shell, {"bash", "zsh", "fish"}, "Shell to complete in")->required();
  sub->callback([shell, &app, &session] {
    const auto output = session.open_output({});
    output->stream() << completion_script(app, *shell);
    session.complete({output.get()});
  });
}

}  // namespace odds::cli
