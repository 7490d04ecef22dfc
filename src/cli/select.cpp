#include "cli/commands.hpp"
#include "cli/model_flags.hpp"
#include "cli/no_maximum.hpp"
#include "cli/seed_flag.hpp"
#include "cli/typed_formula.hpp"

#include <odds/fit.hpp>
#include <odds/select.hpp>

#include <algorithm>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

namespace odds::cli {
namespace {

constexpr const char* kSelectExamples = R"(Examples:
  odds select datasets/lbw.csv 'low ~ age + lwt + race + smoke + ptl + ht + ui' --by bic
  odds select datasets/lbw.csv 'low ~ (age + lwt + smoke)^2' --search backward --by lr --optimism 200)";

struct SelectCommand {
  std::string data;
  std::string formula;
  ModelFlags model;
  SelectionOptions options;
  std::string search = kSelectionSearchNames[0];
  std::string criterion = kSelectionCriterionNames[0];
  std::string keep;
  const CLI::Option* alpha_flag = nullptr;
  const CLI::Option* models_flag = nullptr;
  const CLI::Option* seed_flag = nullptr;

  void run(Session& session);

 private:
  void settle();
};

template <std::size_t size>
std::vector<std::string> names_of(const char* const (&names)[size]) {
  return {std::begin(names), std::end(names)};
}

void SelectCommand::settle() {
  options.search = static_cast<SelectionSearch>(std::ranges::find(kSelectionSearchNames, search) -
                                                std::begin(kSelectionSearchNames));
  options.criterion =
      static_cast<SelectionCriterion>(std::ranges::find(kSelectionCriterionNames, criterion) -
                                      std::begin(kSelectionCriterionNames));
  std::ranges::replace(keep, '+', ',');  // as in a formula
  options.keep = split(keep);
  if (alpha_flag->count() > 0 && options.criterion != SelectionCriterion::lr) {
    throw usage_error("--alpha has no effect without --by lr");
  }
  if (models_flag->count() > 0 && options.search != SelectionSearch::all) {
    throw usage_error("--models has no effect on a search by steps");
  }
  if (seed_flag->count() > 0 && options.resamples == 0) {
    throw usage_error("--seed has no effect without resamples", "--optimism 200");
  }
  options.validate();
}

void SelectCommand::run(Session& session) {
  settle();
  const FitOptions fit_options = model.options();
  refuse_swapped("select", data, formula);
  const Formula parsed = parse_formula(formula);
  const auto output = session.open_output({data});
  const auto table = session.open_data(data, session.format() == Format::json);
  const Execution execution = session.execution();
  const Fit full = fit(*table, parsed, fit_options, execution);
  if (!full.converged()) throw NoMaximum(full);
  const Selection selection = select_terms(full, *table, options, execution);
  session.print(report(selection, full, {.command = session.words()}), *output);
}

}  // namespace

void add_select(CLI::App& app, Session& session) {
  auto command = std::make_shared<SelectCommand>();
  CLI::App* sub =
      add_command(app, "select", "Choose terms of a formula by a criterion", kSelectExamples);
  sub->add_option("DATA", command->data, "CSV file; - for standard input")
      ->type_name("")
      ->required();
  sub->add_option("FORMULA", command->formula, "With all terms that may be chosen")
      ->type_name("")
      ->required();
  command->model.add(*sub, {});
  command->model.add_where();
  const std::string group = "Selection";
  add_choice(*sub, "--search", command->search, names_of(kSelectionSearchNames),
             "All subsets, or step by step")
      ->group(group);
  add_choice(*sub, "--by", command->criterion, names_of(kSelectionCriterionNames),
             "Criterion; lr: likelihood ratio tests of the steps")
      ->group(group);
  command->alpha_flag = sub->add_option("--alpha", command->options.alpha,
                                        "Of --by lr: a term goes with p above, comes with p below")
                            ->type_name("P")
                            ->capture_default_str()
                            ->group(group);
  sub->add_option("--keep", command->keep, "Terms that are in every model")
      ->type_name("TERMS")
      ->group(group);
  command->models_flag =
      sub->add_option("--models", command->options.models, "How many of the best are shown")
          ->type_name("N")
          ->capture_default_str()
          ->group(group);
  sub->add_option("--optimism", command->options.resamples,
                  "How often each term is chosen in N bootstrap resamples")
      ->type_name("N")
      ->group(group);
  command->seed_flag = add_seed(*sub, command->options.seed, "Of the resamples", group);
  sub->callback([command, &session] { command->run(session); });
}

}  // namespace odds::cli
