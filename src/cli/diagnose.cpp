#include "cli/asked_fit.hpp"
#include "cli/commands.hpp"
#include "cli/decision_flags.hpp"
#include "cli/influence_writer.hpp"
#include "cli/seed_flag.hpp"

#include <odds/answer_influence.hpp>
#include <odds/diagnose.hpp>
#include <odds/influence.hpp>
#include <odds/notes.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace odds::cli {
namespace {

constexpr const char* kDiagnoseExamples =
    R"(Examples (after: odds fit datasets/lbw.csv 'low ~ age + race + smoke' --save lbw.json):
  odds diagnose lbw.json datasets/lbw.csv
  odds diagnose lbw.json datasets/lbw.csv --costs 1:5 --detail rates,net-benefit
  odds diagnose lbw.json datasets/lbw.csv --hl 8 --hl-rule r --influence rows.csv
  odds diagnose lbw.json datasets/lbw.csv --curvature --interactions --binned fitted,age
  odds diagnose lbw.json datasets/lbw.csv --answer smoke)";

struct DiagnoseCommand {
  AskedFit asked;
  std::string binned;
  DiagnoseOptions options;
  DecisionFlags decisions;
  std::string rule = kGroupRuleNames[0];
  std::string influence_file;
  AnswerOptions asked_answer;
  std::string answer_of = kAnswerOfNames[0];
  std::string beside_answer;  ///< a flag that goes with the diagnosis alone; empty: none is given
  std::uint64_t seed = InfluenceOptions().seed;

  void run(Session& session);

 private:
  void settle();
  void show_answer(Session& session) const;
  std::optional<Note> write_rows(const FitAndTable& asked_fit, Session& session,
                                 std::ostream& out) const;
};

void DiagnoseCommand::settle() {
  const auto named = std::ranges::find(kGroupRuleNames, rule);
  options.rule = static_cast<GroupRule>(named - std::begin(kGroupRuleNames));
  decisions.read(options);
  options.binned = split(binned);
  options.validate();
  if (options.bins != DiagnoseOptions().bins && binned.empty()) {
    throw usage_error("--bins changes nothing without --binned");
  }
  if (seed != InfluenceOptions().seed && influence_file.empty()) {
    throw usage_error("--seed changes nothing without --influence");
  }
}

/// A diagnosis is on the data of the fit, which given coefficients do not tell from others.
void require_own_coefficients(const Fit& fit) {
  if (fit.coefficients_label().empty()) return;
  throw usage_error(
      fmt::format("the coefficients of this model are no estimates from these data: {}",
                  fit.coefficients_label()),
      "odds validate says how it does on data");
}

/// Returns a note if there are rows without numbers.
std::optional<Note> DiagnoseCommand::write_rows(const FitAndTable& asked_fit, Session& session,
                                                std::ostream& out) const {
  InfluenceWriter writer(asked_fit.fit, Format::csv, session.look(), session.words(), out);
  influence(asked_fit.fit, *asked_fit.table, {.patterns = options.patterns, .seed = seed},
            session.execution(), [&](std::span<const RowInfluence> rows) { writer.write(rows); });
  writer.finish();
  if (writer.unused() == 0) return std::nullopt;
  return make_note(NoteCode::rows_without_influence,
                   fmt::format("{} of {} rows are not used by the fit: see the column status of {}",
                               writer.unused(), writer.rows(), influence_file));
}

/// The rows that one answer rests on, in place of the diagnosis.
void DiagnoseCommand::show_answer(Session& session) const {
  if (!beside_answer.empty()) {
    throw usage_error(
        fmt::format("{} has no effect with --answer, beside which nothing else is reported",
                    beside_answer),
        "ask for the two in two commands");
  }
  const auto output = session.open_output(asked.inputs());
  const FitAndTable asked_fit = asked.open(session);
  AnswerOptions wanted = asked_answer;
  wanted.of = static_cast<AnswerOf>(std::ranges::find(kAnswerOfNames, answer_of) -
                                    std::begin(kAnswerOfNames));
  wanted.level = options.level;
  wanted.shown = options.influential;
  const AnswerInfluence found =
      answer_influence(asked_fit.fit, *asked_fit.table, wanted, session.execution());
  const Report shown = report(found, asked_fit.fit, {.command = session.words()});
  session.print(shown, *output);
  asked.tell_warnings(asked_fit.fit, notes(shown), session);
}

void DiagnoseCommand::run(Session& session) {
  settle();
  if (!asked_answer.answer.empty()) return show_answer(session);
  const auto output = session.open_output(asked.inputs(), {{"--influence", influence_file}});
  const auto rows_output = influence_file.empty() ? nullptr : session.create(influence_file);
  const FitAndTable asked_fit = asked.open(session);
  require_own_coefficients(asked_fit.fit);
  decisions.require_outcomes(asked_fit.fit);
  const Diagnosis diagnosis =
      diagnose(asked_fit.fit, *asked_fit.table, options, session.execution());
  const Report shown =
      report(diagnosis, asked_fit.fit, {.detail = decisions.detail(), .command = session.words()});
  std::optional<Note> unused;
  if (rows_output) unused = write_rows(asked_fit, session, rows_output->stream());
  session.print(shown, *output, {rows_output.get()});
  if (unused) session.remark({*unused});
  asked.tell_warnings(asked_fit.fit, notes(shown), session);
}

void add_fit_flags(CLI::App& sub, DiagnoseCommand& command) {
  const std::string group = "Fit";
  sub.add_option("--hl", command.options.groups, "Groups of Hosmer and Lemeshow's test")
      ->type_name("N")
      ->capture_default_str()
      ->group(group);
  add_choice(sub, "--hl-rule", command.rule,
             {std::begin(kGroupRuleNames), std::end(kGroupRuleNames)},
             "Borders of the groups: Stata's, or those of R's quantile")
      ->group(group);
  sub.add_option("--level", command.options.level, "Level of the intervals")
      ->type_name("P")
      ->capture_default_str()
      ->group(group);
}

void add_misfit_flags(CLI::App& sub, DiagnoseCommand& command) {
  const std::string group = "What the model misses";
  sub.add_flag("--curvature", command.options.curvature,
               "Score tests of a curve in each number: x log x, and a natural spline")
      ->group(group);
  sub.add_flag("--interactions", command.options.interactions,
               "Score tests of the product of each two terms")
      ->group(group);
  sub.add_flag("--information", command.options.information,
               "White's information matrix test, of anything that varies more than it should")
      ->group(group);
  sub.add_option("--binned", command.binned,
                 "Mean residuals by variables of the model, with exact limits; fitted: by P")
      ->type_name("COLUMN[,COLUMN]")
      ->group(group);
  sub.add_option("--bins", command.options.bins, "Bins of a number, or of P")
      ->type_name("N")
      ->capture_default_str()
      ->group(group);
  sub.add_flag("--collinearity", command.options.collinearity,
               "Inflation of variances (VIF, GVIF), condition indices with the columns involved")
      ->group(group);
}

void add_influence_flags(CLI::App& sub, DiagnoseCommand& command) {
  const std::string group = "Rows";
  sub.add_option("--influence", command.influence_file,
                 "CSV file of residuals, leverage and influence, a line for each row")
      ->type_name("FILE")
      ->group(group);
  sub.add_option("--top", command.options.influential, "Rows that are shown, the most influential")
      ->type_name("N")
      ->capture_default_str()
      ->group(group);
  sub.add_flag("--patterns", command.options.patterns,
               "Influence of covariate patterns (Stata's), instead of rows")
      ->group(group);
  auto* answer =
      sub.add_option("--answer", command.asked_answer.answer,
                     "Instead of all else: the rows that an answer rests on, as smoke or "
                     "'exp(smoke) = 1', and how few change its sign or significance")
          ->type_name("EXPRESSION")
          ->group(group);
  add_choice(sub, "--of", command.answer_of, {std::begin(kAnswerOfNames), std::end(kAnswerOfNames)},
             "What names in --answer are: coefficients, or average effects")
      ->needs(answer)
      ->group(group);
  add_seed(sub, command.seed, "Of randomised quantile residuals", group);
}

/// The first flag that was given and says something of the diagnosis only.
std::string flag_of_diagnosis(const std::vector<CLI::Option*>& own) {
  for (const CLI::Option* option : own) {
    const std::string name = option->get_name();
    const bool goes_along =
        name == "--answer" || name == "--of" || name == "--level" || name == "--top";
    if (option->count() > 0 && !goes_along) return name;
  }
  return {};
}

}  // namespace

void add_diagnose(CLI::App& app, Session& session) {
  auto command = std::make_shared<DiagnoseCommand>();
  CLI::App* sub = add_command(
      app, "diagnose", "Does the model fit, how well does it tell events, which rows carry it",
      kDiagnoseExamples);
  add_fit_flags(*sub, *command);
  command->decisions.add(*sub, command->options, "Decisions");
  add_misfit_flags(*sub, *command);
  add_influence_flags(*sub, *command);
  const std::vector<CLI::Option*> own = sub->get_options();
  command->asked.add(*sub, {.has_variance = false});
  sub->remove_option(sub->get_option("--strata"));  // matched sets have no probabilities
  sub->callback([command, own, &session] {
    command->beside_answer = flag_of_diagnosis(own);
    command->run(session);
  });
}

}  // namespace odds::cli
