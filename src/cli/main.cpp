// The odds command: declares the commands, runs one, maps what it throws to an exit status.
#include "cli/commands.hpp"
#include "cli/complain.hpp"
#include "cli/help.hpp"
#include "cli/signals.hpp"
#include "cli/usage.hpp"

#include <odds/version.hpp>

#include <algorithm>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace odds::cli {
namespace {

constexpr const char* kHelpFooter =
    "Flags of this page may stand before and after the command.\n"
    "odds COMMAND --help shows a command's own flags and worked examples.";

constexpr auto kCommands = {add_fit,    add_margins, add_predict,   add_describe,
                            add_verify, add_sigmoid, add_completion};

/// A file opened by us must not become standard input, output or error because that was closed.
void occupy_standard_descriptors() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(descriptor, F_GETFD) != -1) continue;
    // Opened for the direction that is not used, so that use of it still fails.
    ::open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY);
  }
}

/// Memory that a pass gives back serves the next block: handed to the system, it would come back
/// page by page, which for 200 columns costs a tenth of a fit.
void keep_freed_memory() {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, 32 << 20);  // the most that it takes
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
#endif
}

void print_text(const std::string& text) {
  Output output("");
  output.stream() << text;
  output.commit();
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

int run(int argc, char** argv) {
  std::vector<std::string> words = {"odds"};
  words.insert(words.end(), argv + 1, argv + argc);
  Session session(std::move(words));
  CLI::App app("Logistic regression: coefficients, probabilities and their sensitivities");
  try {
    declare(app, session);
    try {
      refuse_values_of_flags(app, session.words());
      std::vector<std::string> given = parser_words(session.words());
      std::reverse(given.begin(), given.end());  // CLI11 takes them from the end
      app.parse(std::move(given));
    } catch (const CLI::CallForVersion& version) {
      print_text(std::string(version.what()) + '\n');
    } catch (const CLI::CallForHelp&) {
      print_text(app.help());
    } catch (const CLI::ParseError& error) {
      throw misuse(app, error, session.words());
    }
    return session.status();
  } catch (...) {
    return complain(session);
  }
}

}  // namespace

CLI::App* add_command(CLI::App& app, const std::string& name, const std::string& description,
                      const std::string& examples) {
  CLI::App* sub = app.add_subcommand(name, description);
  sub->footer(examples);
  sub->fallthrough();
  return sub;
}

}  // namespace odds::cli

int main(int argc, char** argv) {
  odds::cli::occupy_standard_descriptors();
  odds::cli::keep_freed_memory();
  odds::cli::handle_signals();
  return odds::cli::run(argc, argv);
}
