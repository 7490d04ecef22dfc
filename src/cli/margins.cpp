#include "cli/commands.hpp"

#include <odds/margins.hpp>
#include <odds/model_file.hpp>

namespace odds::cli {
namespace {

constexpr const char* kExamples =
    R"(Examples (after: odds fit datasets/lbw.csv 'low ~ age + race + smoke' --save lbw.json):
  odds margins lbw.json datasets/lbw.csv
  odds margins lbw.json datasets/lbw.csv --dydx smoke --continuous smoke --format csv)";

struct MarginsCommand {
  std::string model;
  std::string data;
  std::string variables = "all";
  std::string continuous;
  double level = 0.95;

  void run(Session& session) const;
};

void MarginsCommand::run(Session& session) const {
  MarginsOptions options{.level = level, .variables = {}, .continuous = split(continuous)};
  if (variables != "all") options.variables = split(variables);
  options.validate();
  const auto output = session.open_output({model, data});
  const Fit fit = load_model(model);
  const auto table = session.open_data(data);
  const Margins effects = margins(fit, *table, options, session.execution());
  session.print(
      report(effects, fit, {.level = level, .file = table->name(), .command = session.words()}),
      *output);
}

}  // namespace

void add_margins(CLI::App& app, Session& session) {
  auto command = std::make_shared<MarginsCommand>();
  CLI::App* sub =
      add_command(app, "margins", "Average marginal effects of a model's variables", kExamples);
  sub->add_option("MODEL", command->model, "File that fit --save wrote")->type_name("")->required();
  sub->add_option("DATA", command->data,
                  "CSV file, or a quoted pattern of several, to average over; - for standard input")
      ->type_name("")
      ->required();
  sub->add_option("--dydx", command->variables, "Variables, separated by commas, or all")
      ->type_name("VARIABLES")
      ->capture_default_str();
  sub->add_option("--continuous", command->continuous, "0/1 columns to differentiate")
      ->type_name("COLUMNS");
  sub->add_option("--level", command->level, "Level of the intervals")
      ->type_name("P")
      ->capture_default_str();
  sub->callback([command, &session] { command->run(session); });
}

}  // namespace odds::cli
