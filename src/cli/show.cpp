#include "cli/commands.hpp"
#include "cli/ratio_flags.hpp"

#include <odds/hypothesis.hpp>
#include <odds/inference.hpp>
#include <odds/model_file.hpp>

namespace odds::cli {
namespace {

constexpr const char* kShowExamples = R"(Examples:
  odds show model.json
  odds show model.json --or --level 0.99)";

struct ShowCommand {
  std::string model;
  double level = 0.95;
  RatioFlags ratios;

  void run(Session& session) const;
};

void ShowCommand::run(Session& session) const {
  CoefficientOptions{.level = level}.validate();
  const auto output = session.open_output({model});
  const Fit fit = load_model(model);
  session.print(report(fit, {.level = level,
                             .ratios = ratios.wanted(fit.link()),
                             .solver = {},
                             .margins = nullptr,
                             .tests = term_tests(fit),
                             .command = session.words()}),
                *output);
}

}  // namespace

void add_show(CLI::App& app, Session& session) {
  auto command = std::make_shared<ShowCommand>();
  CLI::App* sub = add_command(app, "show", "The report of a saved model again", kShowExamples);
  sub->add_option("MODEL", command->model, "File that fit --save wrote")->type_name("")->required();
  command->ratios.add(*sub);
  sub->add_option("--level", command->level, "Level of the intervals")
      ->type_name("P")
      ->capture_default_str();
  sub->callback([command, &session] { command->run(session); });
}

}  // namespace odds::cli
