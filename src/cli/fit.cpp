#include "cli/commands.hpp"
#include "cli/model_flags.hpp"
#include "cli/no_maximum.hpp"
#include "cli/ratio_flags.hpp"
#include "cli/seed_flag.hpp"
#include "cli/typed_formula.hpp"
#include "cli/validation_flags.hpp"

#include <odds/fit.hpp>
#include <odds/hypothesis.hpp>
#include <odds/margins.hpp>
#include <odds/model_file.hpp>
#include <odds/notes.hpp>
#include <odds/profile.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <iterator>
#include <utility>
#include <vector>

namespace odds::cli {
namespace {

constexpr const char* kFitExamples = R"(Examples:
  odds fit datasets/lbw.csv 'low ~ age + lwt + race + smoke + ptl + ht + ui' --or
  odds fit datasets/beetles.csv 'killed / exposed ~ log10dose' --save beetles.json)";

struct FitCommand {
  std::string data;
  std::string formula;
  ModelFlags model;
  double level = 0.95;
  RatioFlags ratios;
  std::string intervals;
  std::string test;
  std::uint64_t seed = 1;
  const CLI::Option* seed_flag = nullptr;
  ValidationFlags validation;
  bool no_margins = false;
  std::string continuous;
  std::string model_file;
  std::string trace_file;

  void run(Session& session);

 private:
  void refuse_idle_flags(const FitOptions& options) const;
  bool wants_profile(Method method) const;
  IntervalMethod interval() const;
  std::vector<HypothesisRow> terms(const Fit& result, const Table& table,
                                   const Execution& execution) const;
  std::optional<Margins> effects(const Fit& result, const Table& table,
                                 const Execution& execution) const;
};

void FitCommand::refuse_idle_flags(const FitOptions& options) const {
  if (no_margins && !continuous.empty()) {
    throw usage_error("--continuous has no effect with --no-margins");
  }
  if (!options.strata.empty() && !continuous.empty()) {
    throw usage_error("--continuous has no effect with --strata, which leaves no margins");
  }
  if (seed_flag->count() > 0 && !model.draws_resamples() && !validation.any()) {
    throw usage_error("--seed has no effect without a bootstrap or folds",
                      "--vcov boot:1000, or --cv 10");
  }
}

/// What `--ci` names beside profiles.
IntervalMethod FitCommand::interval() const {
  const auto named = std::ranges::find(kIntervalNames, intervals);
  if (named == std::end(kIntervalNames)) return IntervalMethod::wald;
  const auto method = static_cast<IntervalMethod>(named - std::begin(kIntervalNames));
  if (method != IntervalMethod::wald && !model.draws_resamples()) {
    throw usage_error(fmt::format("--ci {} needs the resamples of a bootstrap", intervals),
                      "--vcov boot:1000");
  }
  return method;
}

/// Of Firth's method profiles are usual, as they are his own intervals.
bool FitCommand::wants_profile(Method method) const {
  const bool firth = method == Method::firth || method == Method::flic;
  return intervals == "profile" || (intervals.empty() && firth);
}

/// A place for what is written besides the report; none without a path.
std::unique_ptr<Output> extra_output(const Session& session, const std::string& path) {
  return path.empty() ? nullptr : session.create(path);
}

/// What the file of a model holds before it is replaced; none if there is no such file.
std::optional<Note> replaced_note(const std::string& path) {
  std::error_code missing;
  if (path.empty() || !std::filesystem::is_regular_file(path, missing) ||
      std::filesystem::file_size(path, missing) == 0) {
    return std::nullopt;
  }
  std::string old = "what was no model of odds";
  try {
    old = fmt::format("the model {}", load_model(path).formula());
  } catch (const Error&) {  // that it is no model is what was asked
  }
  return make_note(NoteCode::model_replaced, fmt::format("{} replaces {}.", path, old));
}

std::optional<Margins> FitCommand::effects(const Fit& result, const Table& table,
                                           const Execution& execution) const {
  const bool has_none = result.matched_sets().any() || !result.infinite_terms().empty();
  if (no_margins || has_none) return std::nullopt;
  const MarginsOptions wanted{.level = level, .variables = {}, .continuous = split(continuous)};
  return margins(result, table, wanted, execution);
}

/// The tests of terms, by the likelihood where that is asked for: a few passes for each. At the
/// limit of separated data Wald's know nothing of infinite terms, and likelihoods are compared.
std::vector<HypothesisRow> FitCommand::terms(const Fit& result, const Table& table,
                                             const Execution& execution) const {
  HypothesisOptions options;
  const bool is_firth = result.method() == Method::firth || result.method() == Method::flic;
  if (!test.empty()) {
    options.method = static_cast<TestMethod>(std::ranges::find(kTestMethodNames, test) -
                                             std::begin(kTestMethodNames));
  } else if (is_firth && wants_profile(result.method())) {
    options.method = TestMethod::likelihood_ratio;
  }
  const bool is_finite = result.infinite_terms().empty();
  if (options.method == TestMethod::wald && is_finite) return term_tests(result);
  if (options.method == TestMethod::wald) options.method = TestMethod::likelihood_ratio;
  return test_hypotheses(result, table, options, execution).rows;
}

void FitCommand::run(Session& session) {
  model.use_seed(seed);
  const FitOptions options = model.options();
  validation.read(seed);
  refuse_idle_flags(options);
  const bool as_ratios = ratios.wanted(options.link);
  if (wants_profile(options.method)) require_profile(options);
  const IntervalMethod asked_interval = interval();
  CoefficientOptions{.level = level, .ratios = as_ratios}.validate();
  refuse_swapped("fit", data, formula);
  const Formula parsed = parse_formula(formula);
  const auto output =
      session.open_output({data}, {{"--save", model_file}, {"--trace", trace_file}});
  const auto model_output = extra_output(session, model_file);
  const auto trace_output = extra_output(session, trace_file);
  const bool hash = session.format() == Format::json || !model_file.empty();
  const auto table = session.open_data(data, hash);
  const Execution execution = session.execution();

  Fit result = fit(*table, parsed, options, execution);
  if (trace_output) {  // also of a fit that failed: there it is needed most
    render(trace_report(result), Format::csv, {}, trace_output->stream());
    if (!result.maximum().has_estimates()) session.complete({trace_output.get()});
  }
  if (!result.maximum().has_estimates()) throw NoMaximum(result);
  result = model.with_degrees(std::move(result));
  std::optional<std::vector<ProfileRow>> profiles;
  if (wants_profile(result.method()))
    profiles = profile_coefficients(result, *table, {.level = level}, execution);
  const std::optional<Margins> average_effects = effects(result, *table, execution);
  if (model_output) model_output->stream() << model_text(result);
  const std::optional<Note> replaced = replaced_note(model_file);
  session.print(report(result, {.level = level,
                                .ratios = as_ratios,
                                .solver = options.optimizer.solver,
                                .margins = average_effects ? &*average_effects : nullptr,
                                .profiles = std::move(profiles),
                                .tests = terms(result, *table, execution),
                                .interval = asked_interval,
                                .validations = validation.validations(result, *table, execution),
                                .command = session.words()}),
                *output, {model_output.get(), trace_output.get()});
  if (replaced) session.remark({*replaced});
}

void add_result_flags(CLI::App& sub, FitCommand& command) {
  const std::string group = "Result";
  command.model.add_variance(
      group,
      "Variance: model; robust hc0, hc1, hc2, hc3, stata; clustered cluster:ID (Stata's), cr0:ID, "
      "cr1s:ID, cr2:ID, cr3:ID, two-way cluster:A,B; of resamples boot:N[,ID], jackknife[:ID]; "
      "like:TOOL[:ID] of stata, sandwich, statsmodels, sas [default: model; stata with --pweight "
      "or --fractional]");
  command.seed_flag = add_seed(sub, command.seed, "Of a bootstrap and of folds", group);
  command.model.add_heterogeneity(group, "off");
  command.ratios.add(sub, group);
  add_choice(sub, "--ci", command.intervals, {"wald", "profile", "percentile", "basic", "bca"},
             "Intervals of the coefficients: Wald's; of the profile likelihood, with its tests; of "
             "the resamples of a bootstrap [default: wald; profile with Firth's method]")
      ->group(group);
  add_choice(sub, "--test", command.test,
             {std::begin(kTestMethodNames), std::end(kTestMethodNames)},
             "Of factors as a whole: Wald's, the likelihood ratio, the score [default: wald; lr "
             "beside profiles of Firth's method]")
      ->group(group);
  sub.add_option("--level", command.level, "Level of the intervals")
      ->type_name("P")
      ->capture_default_str()
      ->group(group);
  command.validation.add(sub, group);
  sub.add_flag("--no-margins", command.no_margins, "No average marginal effects")->group(group);
  sub.add_option("--continuous", command.continuous, "0/1 columns to differentiate in margins")
      ->type_name("COLUMNS")
      ->group(group);
  sub.add_option("--save", command.model_file, "File for the model, to predict from")
      ->type_name("FILE")
      ->group(group);
}

}  // namespace

void add_fit(CLI::App& app, Session& session) {
  auto command = std::make_shared<FitCommand>();
  CLI::App* sub =
      add_command(app, "fit", "Fit a logistic regression, or one on another --link, and report it",
                  kFitExamples);
  sub->add_option("DATA", command->data,
                  "CSV file, or a quoted pattern of several; - for standard input")
      ->type_name("")
      ->required();
  sub->add_option("FORMULA", command->formula, "For example: 'admit ~ gre + gpa + C(rank)'")
      ->type_name("")
      ->required();
  command->model.add(*sub, {});
  command->model.add_where();
  sub->add_option("--trace", command->trace_file, "CSV file for the iterations")
      ->type_name("FILE")
      ->group("Iteration");
  add_result_flags(*sub, *command);
  sub->callback([command, &session] { command->run(session); });
}

}  // namespace odds::cli
