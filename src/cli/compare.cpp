#include "cli/commands.hpp"
#include "cli/models_and_data.hpp"

#include <odds/compare.hpp>
#include <odds/compare_effects.hpp>
#include <odds/model_file.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace odds::cli {
namespace {

constexpr const char* kCompareExamples = R"(Examples:
  odds compare small.json large.json
  odds compare logit.json cloglog.json datasets/beetles.csv --by bic
  odds compare before.json after.json --effects datasets/lbw.csv)";

struct CompareCommand {
  std::vector<std::string> words;  ///< models, and maybe data behind them
  std::string criterion;           ///< empty: the first
  std::string effects;             ///< data; empty: effects are not compared
  double level = CompareEffectsOptions().level;

  void run(Session& session);

 private:
  void refuse_what_effects_lack(const std::string& data) const;
  void compare(const std::vector<NamedFit>& models, const Table* table, Output& output,
               Session& session) const;
};

void require_two(const std::vector<std::string>& models) {
  if (models.size() >= 2) return;
  throw usage_error("a comparison takes two models at least",
                    "odds fit DATA FORMULA --save MODEL makes one");
}

void CompareCommand::refuse_what_effects_lack(const std::string& data) const {
  if (effects.empty()) {
    if (level == CompareEffectsOptions().level) return;
    throw usage_error("--level changes nothing without --effects DATA");
  }
  if (!data.empty()) {
    throw usage_error("the data stand behind --effects already",
                      "odds compare MODEL MODEL --effects DATA");
  }
  if (!criterion.empty()) {
    throw usage_error("--effects compares estimates, which no criterion decides on",
                      "leave --by out, or --effects");
  }
  if (words.size() != 2) {
    throw usage_error("--effects takes two models, the second of which is subtracted");
  }
}

void CompareCommand::compare(const std::vector<NamedFit>& models, const Table* table,
                             Output& output, Session& session) const {
  const auto place = std::ranges::find(kCriterionNames, criterion);
  const CompareOptions options{
      .criterion = criterion.empty() ? Criterion::aic
                                     : static_cast<Criterion>(place - std::begin(kCriterionNames))};
  const ModelComparison comparison =
      table != nullptr ? compare_models(models, *table, options, session.execution())
                       : compare_models(models, options);
  session.print(report(comparison, models.front().fit, {.command = session.words()}), output);
}

void CompareCommand::run(Session& session) {
  std::vector<std::string> inputs = words;
  const std::string last = take_data(words);
  require_two(words);
  refuse_what_effects_lack(last);
  const CompareEffectsOptions options{.level = level};
  options.validate();
  const std::string& data = effects.empty() ? last : effects;
  if (!effects.empty()) inputs.push_back(effects);
  const auto output = session.open_output(inputs);
  std::vector<NamedFit> models;
  for (const std::string& word : words) models.push_back({word, load_model(word)});
  const auto table = data.empty() ? nullptr : session.open_data_for(models.front().fit, data);
  if (effects.empty()) return compare(models, table.get(), *output, session);
  const EffectsComparison comparison =
      compare_effects(models[0], models[1], *table, options, session.execution());
  session.print(report(comparison, models[0], models[1], {.command = session.words()}), *output);
}

}  // namespace

void add_compare(CLI::App& app, Session& session) {
  auto command = std::make_shared<CompareCommand>();
  CLI::App* sub = add_command(app, "compare",
                              "Criteria, tests and coefficients of saved models beside one another",
                              kCompareExamples);
  sub->add_option("MODELS", command->words,
                  "Two or more files that fit --save wrote; then, for what their terms do not "
                  "tell, the data of the fits")
      ->type_name("")
      ->required();
  add_choice(*sub, "--by", command->criterion,
             {std::begin(kCriterionNames), std::end(kCriterionNames)},
             "Criterion of differences and weights [default: aic]");
  sub->add_option("--effects", command->effects,
                  "Of two models, instead: differences of coefficients and average marginal "
                  "effects, from the data of both, whose rows and outcomes may differ")
      ->type_name("DATA");
  sub->add_option("--level", command->level, "Level of the intervals of --effects")
      ->type_name("P")
      ->capture_default_str();
  sub->callback([command, &session] { command->run(session); });
}

}  // namespace odds::cli
