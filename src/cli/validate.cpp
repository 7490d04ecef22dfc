#include "cli/commands.hpp"
#include "cli/models_and_data.hpp"

#include <odds/model_file.hpp>
#include <odds/new_data.hpp>
#include <odds/update.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace odds::cli {
namespace {

constexpr const char* kValidateExamples =
    R"(Examples (after: odds fit old.csv 'low ~ age + lwt + smoke' --save m.json):
  odds validate m.json new.csv --over clinic
  odds validate m.json other.json new.csv
  odds validate m.json new.csv --update slope --save updated.json)";

struct ValidateCommand {
  std::vector<std::string> words;  ///< models, and data behind them
  ValidateOptions options;
  std::string update;  ///< empty: none
  std::optional<double> prevalence;
  std::string save;

  void run(Session& session);

 private:
  std::string take_inputs();
  void refuse_idle_flags() const;
  NamedFit model(const std::string& path) const;
  std::optional<ModelUpdate> updated(const Fit& fit, const Table& table,
                                     const Execution& execution) const;
};

/// Returns the data; the models are left in `words`.
std::string ValidateCommand::take_inputs() {
  std::string data = take_data(words);
  if (data.empty()) {
    throw usage_error("the data are missing, which stand behind the models",
                      "odds validate MODEL DATA");
  }
  if (words.empty()) {
    throw usage_error("the model is missing, which stands before the data",
                      "odds fit DATA FORMULA --save MODEL makes one");
  }
  return data;
}

void ValidateCommand::refuse_idle_flags() const {
  if (!update.empty() && words.size() > 1) {
    throw usage_error("--update takes one model", "odds validate MODEL DATA --update slope");
  }
  if (save.empty()) return;
  if (update.empty() && !prevalence) {
    throw usage_error("--save writes what --update or --prevalence make of the model",
                      "--update intercept, slope or refit");
  }
  if (words.size() > 1) throw usage_error("--save takes one model");
}

NamedFit ValidateCommand::model(const std::string& path) const {
  NamedFit named{path, load_model(path)};
  if (prevalence) named.fit = with_prevalence(named.fit, *prevalence);
  return named;
}

std::optional<ModelUpdate> ValidateCommand::updated(const Fit& fit, const Table& table,
                                                    const Execution& execution) const {
  if (update.empty()) return std::nullopt;
  const auto kind = std::ranges::find(kUpdateNames, update) - std::begin(kUpdateNames);
  return odds::update(fit, table, static_cast<Update>(kind), options.where, execution);
}

void ValidateCommand::run(Session& session) {
  options.validate();
  std::vector<std::string> inputs = words;
  const std::string data = take_inputs();
  refuse_idle_flags();
  const auto output = session.open_output(inputs, {{"--save", save}});
  const auto model_output = save.empty() ? nullptr : session.create(save);
  std::vector<NamedFit> models;
  for (const std::string& word : words) models.push_back(model(word));
  const Fit& first = models.front().fit;
  const auto table = session.open_data_for(first, data);
  const Execution execution = session.execution();
  const NewDataValidation validation = validate(models, *table, options, execution);
  const std::optional<ModelUpdate> made = updated(first, *table, execution);
  if (model_output) model_output->stream() << model_text(made ? made->fit : first);
  session.print(
      report(validation, first, {.update = made ? &*made : nullptr, .command = session.words()}),
      *output, {model_output.get()});
}

void add_row_flags(CLI::App& sub, ValidateCommand& command) {
  const std::string group = "Rows";
  sub.add_option("--where", command.options.where,
                 "Rows to validate on, in place of the filter of the fit: \"year >= 2020\"")
      ->type_name("EXPR")
      ->group(group);
  sub.add_option("--over", command.options.over, "Each value of a column by itself, too")
      ->type_name("COLUMN")
      ->group(group);
  sub.add_option("--cut", command.options.cut, "Least P that is classified as an event")
      ->type_name("P")
      ->capture_default_str()
      ->group(group);
  sub.add_option("--level", command.options.level, "Level of the intervals")
      ->type_name("P")
      ->capture_default_str()
      ->group(group);
}

void add_update_flags(CLI::App& sub, ValidateCommand& command) {
  const std::string group = "New model";
  add_choice(sub, "--update", command.update, {std::begin(kUpdateNames), std::end(kUpdateNames)},
             "What is estimated anew from these rows: the intercept; intercept and slope of the "
             "linear predictor; all coefficients")
      ->default_str("")
      ->group(group);
  sub.add_option("--prevalence", command.prevalence,
                 "Share of events in the population, where the fit's data were drawn by outcome: "
                 "moves the intercept")
      ->type_name("P")
      ->group(group);
  sub.add_option("--save", command.save, "File for the model that --update or --prevalence make")
      ->type_name("FILE")
      ->group(group);
}

}  // namespace

void add_validate(CLI::App& app, Session& session) {
  auto command = std::make_shared<ValidateCommand>();
  CLI::App* sub = add_command(
      app, "validate", "How a model does on data that it has not seen, and bringing it up to date",
      kValidateExamples);
  sub->add_option("MODELS", command->words,
                  "One or more files that fit --save wrote; then the data, a CSV file or a quoted "
                  "pattern of several")
      ->type_name("")
      ->required();
  add_row_flags(*sub, *command);
  add_update_flags(*sub, *command);
  sub->callback([command, &session] { command->run(session); });
}

}  // namespace odds::cli
