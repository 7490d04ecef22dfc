// Declares the commands, runs one, maps what it throws to an exit status.
#include "cli/run.hpp"

#include "cli/commands.hpp"
#include "cli/help.hpp"
#include "cli/report_error.hpp"
#include "cli/synonyms.hpp"
#include "cli/usage.hpp"

#include <odds/version.hpp>

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>

namespace odds::cli {
namespace {

constexpr const char* kHelpFooter =
    "Flags of this page may stand before and after the command.\n"
    "odds help synonyms lists the words of Stata, R and pandas that stand for flags.\n"
    "odds help COMMAND shows a command's own flags and worked examples, odds help notes what the\n"
    "codes of notes mean.";

constexpr auto kCommands = {add_fit,    add_margins,  add_sensitivity,  add_dose,
                            add_test,   add_diagnose, add_validate,     add_compare,
                            add_select, add_predict,  add_show,         add_describe,
                            add_verify, add_sigmoid,  add_help_command, add_completion};

void print_text(Session& session, const std::string& text) {
  const auto output = session.create("");
  output->stream() << text;
  session.complete({output.get()});
}

void declare(CLI::App& app, Session& session) {
  app.name("odds");
  app.require_subcommand(1);
  app.footer(kHelpFooter);
  app.formatter(help_formatter());
  app.set_version_flag("--version", "odds " + std::string(kVersion), "Print the version and exit");
  add_global_flags(app, session.flags);
  for (const auto& add : kCommands) add(app, session);
  make_strict(app);
  add_help(app);
}

void parse_and_run(CLI::App& app, Session& session) {
  declare(app, session);
  try {
    refuse_values_of_flags(app, session.words());
    std::vector<std::string> given = parser_words(without_synonyms(app, session.words()));
    std::reverse(given.begin(), given.end());  // CLI11 takes them from the end
    app.parse(std::move(given));
  } catch (const CLI::CallForVersion& version) {
    print_text(session, std::string(version.what()) + '\n');
  } catch (const CLI::CallForHelp&) {
    print_text(session, app.help());
  } catch (const CLI::ParseError& error) {
    throw misuse(app, error, session.words());
  }
}

/// The name of the program and the words behind it.
std::vector<std::string> typed_words(int argc, char** argv) {
  std::vector<std::string> words = {"odds"};
  words.insert(words.end(), argv + 1, argv + argc);
  return words;
}

}  // namespace

CLI::App* add_command(CLI::App& app, const std::string& name, const std::string& description,
                      const std::string& examples) {
  CLI::App* sub = app.add_subcommand(name, description);
  sub->footer(examples);
  sub->fallthrough();
  return sub;
}

int run(int argc, char** argv, Communicator& processes) noexcept {
  std::optional<Session> session;
  std::exception_ptr failure;
  try {  // memory may be short from the first word on
    session.emplace(typed_words(argc, argv), processes);
    CLI::App app(
        "Logistic, probit and complementary log-log regression: coefficients, probabilities and "
        "their "
        "sensitivities");
    parse_and_run(app, *session);
  } catch (...) {
    failure = std::current_exception();
  }
  try {
    end_together(processes, failure);
    return session->speaks() ? session->status() : 0;
  } catch (...) {
    return processes.rank() == 0 ? report_error(session ? &*session : nullptr) : 0;
  }
}

}  // namespace odds::cli
