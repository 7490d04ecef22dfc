// `odds help`: the pages of commands, and the table of notes.
#include "cli/commands.hpp"
#include "cli/synonyms.hpp"
#include "cli/terminal.hpp"

#include <odds/notes.hpp>
#include <odds/report.hpp>

#include <fmt/format.h>

#include <memory>
#include <string>
#include <unistd.h>

namespace odds::cli {
namespace {

constexpr const char* kHelpExamples = R"(Examples:
  odds help fit
  odds help notes)";

/// `N030  warning  fit`, and what it means in a line below.
std::string notes_page() {
  std::string text =
      "A note stands below a result. A warning says that the result may not be what was meant, or\n"
      "is worth less than it looks: with --strict the exit status is then 6. A remark says how "
      "the\n"
      "result is to be read. Codes are in JSON reports: \"notes\":[{\"code\":\"N030\", ..}].\n";
  for (const NoteMeaning& note : note_meanings()) {
    text += fmt::format("\n{}  {}  {}\n", code_text(note.code),
                        note.kind == NoteKind::warning ? "warning" : "remark", note.maker);
    text += wrapped(fmt::format("  {}", note.meaning), terminal_width(STDOUT_FILENO), 2) + '\n';
  }
  return text;
}

std::vector<std::string> names_of_commands(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(command->get_name());
  }
  return names;
}

std::string page(const CLI::App& app, const std::string& topic) {
  // CLI::App::help would be that of the command that was given, which is this one.
  if (topic.empty()) {
    return app.get_formatter()->make_help(&app, app.get_name(), CLI::AppFormatMode::Normal);
  }
  if (topic == "notes") return notes_page();
  if (topic == "synonyms") return synonyms_page();
  return app.get_subcommand(topic)->help(app.get_name());
}

}  // namespace

void add_help_command(CLI::App& app, Session& session) {
  auto topic = std::make_shared<std::string>();
  std::vector<std::string> topics = names_of_commands(app);
  topics.emplace_back("notes");
  topics.emplace_back("synonyms");
  CLI::App* sub =
      add_command(app, "help", "The page of a command, of notes, or of synonyms", kHelpExamples);
  add_choice(*sub, "topic", *topic, topics,
             "Command; `notes`: the meaning of each note's code; `synonyms`: flags in other words");
  sub->callback([topic, &app, &session] {
    const auto output = session.open_output({});
    output->stream() << page(app, *topic);
    session.complete({output.get()});
  });
}

}  // namespace odds::cli
