#include "cli/usage.hpp"

#include "cli/session.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace odds::cli {
namespace {

bool is_flag(const std::string& word) { return word.starts_with('-'); }

std::string command_names(const CLI::App& app) {
  std::string names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    names += (names.empty() ? "" : ", ") + command->get_name();
  }
  return names;
}

/// The first of the words that no option took.
std::string superfluous(const CLI::App& app) {
  const std::vector<std::string> words = app.remaining(/*recurse=*/true);
  const auto flag = std::find_if(words.begin(), words.end(), is_flag);
  if (flag != words.end()) return fmt::format("there is no flag {}", *flag);
  return words.empty() ? "one argument too many"
                       : fmt::format("\"{}\" is one argument too many", words.front());
}

/// CLI11's own words, the first line of them, where they say enough.
std::string plain(const std::string& text) {
  constexpr std::string_view kNoNumber = "Could not convert: ";
  constexpr const char* kTwice = ": At Most 1 required but received";
  const std::string line = text.substr(0, text.find('\n'));
  if (line.starts_with(kNoNumber)) {
    return "a number is needed: " + line.substr(kNoNumber.size());
  }
  const std::string flag = line.substr(0, line.find(':'));
  if (line.ends_with(" missing")) return flag + " needs a value";
  return line.starts_with(flag + kTwice) ? flag + " is given more than once" : line;
}

std::string complaint(const CLI::App& app, const CLI::ParseError& found) {
  const bool extras = dynamic_cast<const CLI::ExtrasError*>(&found) != nullptr;
  return extras ? superfluous(app) : plain(found.what());
}

}  // namespace

Error misuse(const CLI::App& app, const CLI::ParseError& found,
             const std::vector<std::string>& words) {
  const auto chosen = app.get_subcommands();
  if (!chosen.empty()) {
    return usage_error(complaint(app, found),
                       fmt::format("see odds {} --help", chosen.front()->get_name()));
  }
  const std::string hint =
      fmt::format("the commands are {}; odds COMMAND --help tells more", command_names(app));
  if (words.size() > 1 && !is_flag(words[1])) {
    return usage_error(fmt::format("there is no command \"{}\"", words[1]), hint);
  }
  const bool missing = dynamic_cast<const CLI::RequiredError*>(&found) != nullptr;
  if (missing && app.remaining_size() == 0) return usage_error("a command is missing", hint);
  return usage_error(missing ? superfluous(app) : complaint(app, found), hint);
}

}  // namespace odds::cli
