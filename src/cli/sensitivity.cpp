#include "cli/asked_fit.hpp"
#include "cli/commands.hpp"

#include <odds/margin_words.hpp>
#include <odds/sensitivity.hpp>

#include <map>

namespace odds::cli {
namespace {

constexpr const char* kSensitivityExamples =
    R"(Examples (after: odds fit datasets/challenger.csv 'distress ~ temp' --save shuttle.json):
  odds sensitivity shuttle.json datasets/challenger.csv --at "temp=65" --lens control
  odds sensitivity shuttle.json datasets/challenger.csv --var temp --range 30:85:5)";

struct SensitivityCommand {
  AskedFit asked;
  std::string inputs;
  std::string at;
  std::string variable;
  std::string range;
  std::string lens = "general";
  SensitivityOptions options;

  void run(Session& session);

 private:
  void settle();
};

Lens parse_lens(const std::string& text) {
  const std::map<std::string, Lens> known = {{"pharmacology", Lens::pharmacology},
                                             {"psychophysics", Lens::psychophysics},
                                             {"control", Lens::control},
                                             {"thermo", Lens::thermo},
                                             {"econ", Lens::econ},
                                             {"epi", Lens::epi},
                                             {"growth", Lens::growth}};
  const auto found = known.find(text);
  return found == known.end() ? Lens::none : found->second;
}

void SensitivityCommand::settle() {
  options.variables = split(inputs);
  AtText settings = parse_at(at);
  if (settings.point != MarginPoint::observed) options.point = settings.point;
  options.at = std::move(settings.values);
  if (!variable.empty()) {
    options.profile = AtValues{.variable = variable, .values = split(range)};
  } else if (!range.empty()) {
    throw usage_error("--range needs a --var to follow along it", "as in --var x --range 0:10:1");
  }
  options.validate();
}

void SensitivityCommand::run(Session& session) {
  settle();
  const auto output = session.open_output(asked.inputs());
  const auto [fit, table] = asked.open(session);
  if (parse_lens(lens) == Lens::growth && fit.link() != Link::logit) {
    throw usage_error("--lens growth is for the logistic curve, which the link logit has");
  }
  const Sensitivity result = sensitivity(fit, *table, options, session.execution());
  if (result.ranking.empty() && result.notes.empty()) {
    throw usage_error("the model has no inputs: P is the same in all rows");
  }
  const Report answer = report(result, fit,
                               {.level = options.level,
                                .lens = parse_lens(lens),
                                .file = table->name(),
                                .command = session.words()});
  session.print(answer, *output);
  asked.tell_notes(fit, notes(answer), session);
}

}  // namespace

void add_sensitivity(CLI::App& app, Session& session) {
  auto command = std::make_shared<SensitivityCommand>();
  CLI::App* sub =
      add_command(app, "sensitivity", "How sensitive P is, to which inputs, and where: on one page",
                  kSensitivityExamples);
  sub->add_option("--inputs", command->inputs, "Inputs to rank, separated by commas [default: all]")
      ->type_name("VARIABLES");
  sub->add_option("--at", command->at,
                  "The operating point, as in \"age=30 race=black\"; other inputs at their means "
                  "[default], or typical")
      ->type_name("SETTINGS");
  sub->add_option("--var", command->variable, "A number along which P is followed and drawn")
      ->type_name("VARIABLE");
  sub->add_option("--range", command->range,
                  "Where: low:high:step, or a list of values [default: the range of the fit]")
      ->type_name("RANGE");
  add_choice(
      *sub, "--lens", command->lens,
      {"general", "pharmacology", "psychophysics", "control", "thermo", "econ", "epi", "growth"},
      "Say it in the words of a field");
  sub->add_option("--level", command->options.level, "Level of the intervals")
      ->type_name("P")
      ->capture_default_str();
  command->asked.add(*sub, {});
  sub->callback([command, &session] { command->run(session); });
}

}  // namespace odds::cli
