#include "cli/help.hpp"

#include <fmt/format.h>

#include <string>

namespace odds::cli {
namespace {

constexpr std::size_t kFlagColumn = 32;
constexpr std::size_t kLineWidth = 80;

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
    return option->get_description() + (value.empty() ? "" : fmt::format(" [default: {}]", value));
  }
};

/// The flags of `app` in lines, each begun with blanks.
std::string flag_lines(const CLI::App& app) {
  std::string text;
  std::string line;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      if (line.size() + name.size() + 3 > kLineWidth) {
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
