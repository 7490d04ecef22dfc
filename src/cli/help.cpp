#include "cli/help.hpp"

#include "cli/terminal.hpp"

#include <odds/report.hpp>

#include <fmt/format.h>

#include <sstream>
#include <string>
#include <unistd.h>

namespace odds::cli {
namespace {

constexpr std::size_t kFlagColumn = 32;
constexpr int kLineWidth = 80;         // of lists, where the terminal does not say
constexpr int kLeastDescription = 24;  // columns; a terminal that leaves less breaks lines itself

class HelpFormatter : public CLI::Formatter {
 public:
  std::string make_option_opts(const CLI::Option* option) const override {
    std::string text = CLI::Formatter::make_option_opts(option);
    const std::string shown = "=" + option->get_default_str();
    const std::size_t at = text.find(shown);
    if (shown.size() > 1 && at != std::string::npos) text.erase(at, shown.size());
    return text;
  }

  std::string make_option_desc(const CLI::Option* option) const override {
    const std::string value = option->get_default_str();
    return in_column(option->get_description() +
                     (value.empty() ? "" : fmt::format(" [default: {}]", value)));
  }

  std::string make_subcommand(const CLI::App* command) const override {
    std::stringstream line;
    CLI::detail::format_help(line, command->get_display_name(true),
                             in_column(command->get_description()), column_width_);
    return line.str();
  }

 private:
  /// Lines that fit beside the names, which CLI11 indents.
  std::string in_column(const std::string& text) const {
    const int room = terminal_width(STDOUT_FILENO) - static_cast<int>(column_width_);
    return wrapped(text, room < kLeastDescription ? 0 : room, 0);
  }
};

/// The flags of `app` in lines, each begun with blanks.
std::string flag_lines(const CLI::App& app) {
  const int terminal = terminal_width(STDOUT_FILENO);
  const auto width = static_cast<std::size_t>(terminal > 0 ? terminal : kLineWidth);
  std::string text;
  std::string line;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      if (line.size() + name.size() + 3 > width) {
        text += line + '\n';
        line.clear();
      }
      line += (line.empty() ? "  --" : " --") + name;
    }
  }
  return text + line;
}

}  // namespace

std::shared_ptr<CLI::Formatter> help_formatter() {
  auto formatter = std::make_shared<HelpFormatter>();
  formatter->column_width(kFlagColumn);
  formatter->label("REQUIRED", "");
  return formatter;
}

void add_help(CLI::App& app) {
  const std::string everywhere =
      "\n\nFlags of every command, described by odds --help:\n" + flag_lines(app);
  for (CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    command->footer(command->get_footer() + everywhere);
  }
}

}  // namespace odds::cli
