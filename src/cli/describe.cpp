#include "cli/commands.hpp"

#include <odds/describe.hpp>

namespace odds::cli {
namespace {

constexpr const char* kDescribeExamples = R"(Examples:
  odds describe datasets/lbw.csv
  odds describe datasets/pima.csv --response type --event Yes)";

struct DescribeCommand {
  std::string data;
  DescribeOptions options;

  void run(Session& session) const;

 private:
  Report described(Session& session) const;
};

void DescribeCommand::run(Session& session) const {
  options.validate();
  const auto output = session.open_output({data});
  session.print(described(session), *output);
}

/// The data are gone when the report is rendered: of a million columns they take a GB.
Report DescribeCommand::described(Session& session) const {
  const auto table = session.open_data(data);
  return report(describe(*table, options, session.execution()), session.words());
}

}  // namespace

void add_describe(CLI::App& app, Session& session) {
  auto command = std::make_shared<DescribeCommand>();
  CLI::App* sub =
      add_command(app, "describe", "What the columns of a file hold", kDescribeExamples);
  sub->add_option("DATA", command->data,
                  "CSV file, or a quoted pattern of several; - for standard input")
      ->type_name("")
      ->required();
  auto* response = sub->add_option("--response", command->options.response,
                                   "Response whose events are counted per level")
                       ->type_name("RESPONSE");
  sub->add_option("--event", command->options.event, "Value of the response that is the event")
      ->type_name("VALUE")
      ->needs(response);
  sub->callback([command, &session] { command->run(session); });
}

}  // namespace odds::cli
