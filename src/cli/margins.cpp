#include "cli/asked_fit.hpp"
#include "cli/commands.hpp"
#include "cli/seed_flag.hpp"

#include <odds/margin_tests.hpp>
#include <odds/margin_words.hpp>
#include <odds/margins.hpp>
#include <odds/notes.hpp>
#include <odds/row_writer.hpp>
#include <odds/unit_margins.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <system_error>
#include <utility>

namespace odds::cli {
namespace {

constexpr const char* kMarginsExamples =
    R"(Examples (after: odds fit datasets/lbw.csv 'low ~ age + race*smoke' --save lbw.json):
  odds margins lbw.json datasets/lbw.csv --at "age=20,30"
  odds margins lbw.json datasets/lbw.csv --of race --contrast pairwise
  odds margins lbw.json datasets/lbw.csv --dydx smoke --over race --test 'smoke[White] = smoke[black]')";

struct MarginsCommand {
  AskedFit asked;
  std::string dydx;
  std::string eyex;
  std::string eydx;
  std::string dyex;
  std::string of;
  std::string at;
  std::string over;
  std::string contrast = "none";
  std::string cross;
  std::string measure;
  std::string step;
  std::string continuous;
  std::string se = "delta";
  std::string adjustment = kAdjustmentNames[0];
  std::vector<std::string> hypotheses;
  bool centred = false;
  bool unit = false;
  MarginsOptions options;

  void run(Session& session);

 private:
  void settle();
  void refuse_idle_flags() const;
  void write_units(const Fit& fit, const Table& table, Session& session, Output& output) const;
  void choose_scale();
  Adjustment asked_adjustment() const;
  std::optional<HypothesisTests> tests_of(const Margins& effects) const;
};

void MarginsCommand::choose_scale() {
  const std::pair<const std::string*, EffectScale> all[] = {{&dydx, EffectScale::dydx},
                                                            {&eyex, EffectScale::eyex},
                                                            {&eydx, EffectScale::eydx},
                                                            {&dyex, EffectScale::dyex}};
  const std::string* chosen = nullptr;
  for (const auto& each : all) {
    if (each.first->empty()) continue;
    if (chosen != nullptr) {
      throw usage_error("only one of --dydx, --eyex, --eydx and --dyex can be had at a time",
                        "ask for one after the other");
    }
    chosen = each.first;
    options.scale = each.second;
  }
  if (chosen != nullptr && *chosen != "all") options.variables = split(*chosen);
}

Adjustment MarginsCommand::asked_adjustment() const {
  return static_cast<Adjustment>(std::ranges::find(kAdjustmentNames, adjustment) -
                                 std::begin(kAdjustmentNames));
}

void MarginsCommand::settle() {
  choose_scale();
  options.continuous = split(continuous);
  options.of = split(of);
  options.over = split(over);
  AtText settings = parse_at(at);
  options.point = settings.point;
  options.at = std::move(settings.values);
  options.contrast = parse_contrast(contrast);
  options.cross = parse_pairs(cross);
  options.measures = parse_measures(measure);
  if (!step.empty()) {
    options.step = parse_step(step, centred);
  } else if (centred) {
    throw usage_error("--centred needs a --step");
  }
  options.errors = se == "unconditional" ? MarginErrors::unconditional
                   : se == "sim"         ? MarginErrors::simulation
                                         : MarginErrors::delta;
  if (hypotheses.empty()) options.adjustment = asked_adjustment();
  refuse_idle_flags();
  options.validate();
}

/// Flags that would change nothing are mistakes.
void MarginsCommand::refuse_idle_flags() const {
  const MarginsOptions usual;
  const bool draws = options.errors == MarginErrors::simulation;
  if (options.draws != usual.draws && !draws) {
    throw usage_error("--draws are simulated coefficients: there are none without --se sim");
  }
  const bool resamples = asked.model().draws_resamples();
  const bool sup_t = options.simultaneous || asked_adjustment() == Adjustment::sup_t;
  if (options.seed != usual.seed && !draws && !sup_t && !resamples) {
    throw usage_error("--seed changes nothing without --se sim, --simultaneous or a bootstrap");
  }
  if (unit && !hypotheses.empty()) {
    throw usage_error("--test is of averages, and --unit shows single rows");
  }
}

std::optional<HypothesisTests> MarginsCommand::tests_of(const Margins& effects) const {
  if (hypotheses.empty()) return std::nullopt;
  HypothesisOptions asked_tests;
  asked_tests.hypotheses = hypotheses;
  asked_tests.level = options.level;
  asked_tests.adjustment = asked_adjustment();
  asked_tests.seed = options.seed;
  return test_margins(effects, asked_tests);
}

void MarginsCommand::run(Session& session) {
  settle();
  asked.model().use_seed(options.seed);
  const auto output = session.open_output(asked.inputs());
  if (asked.has_formula()) asked.model().use_where(std::exchange(options.where, {}));
  const auto [fit, table] = asked.open(session);
  if (unit) return write_units(fit, *table, session, *output);
  const Margins effects = margins(fit, *table, options, session.execution());
  if (effects.rows.empty() && effects.notes.empty()) {
    throw usage_error("the model has no variables: there are no effects",
                      "--predictions shows P itself");
  }
  const std::optional<HypothesisTests> tests = tests_of(effects);
  const Report answer = report(effects, fit,
                               {.level = options.level,
                                .file = table->name(),
                                .tests = tests ? &*tests : nullptr,
                                .command = session.words()});
  session.print(answer, *output);
  asked.tell_notes(fit, notes(answer), session);
}

/// Writes the effects of single rows, a line for each row and effect.
class UnitWriter {
 public:
  UnitWriter(const std::vector<UnitLabel>& labels, Session& session, std::ostream& out)
      : labels_(labels), rows_(head(session), session.format(), session.look(), out) {}

  void write(std::span<const UnitRow> rows) {
    for (const UnitRow& row : rows) {
      for (std::size_t c = 0; c < labels_.size(); ++c) write(row, c);
    }
  }

  void finish() { rows_.finish(); }

 private:
  RowWriter::Head head(const Session& session) const {
    RowWriter::Head head{.schema = "odds.margins.unit/1",
                         .columns = {"row", "variable", "contrast", "estimate", "std.error",
                                     "statistic", "p.value", "conf.low", "conf.high"},
                         .command = session.words()};
    if (!labels_.empty()) {
      for (const auto& set : labels_.front().at) head.columns.push_back("at." + set.first);
    }
    head.columns.emplace_back("status");
    return head;
  }

  void write(const UnitRow& row, std::size_t c) {
    rows_.begin_row();
    rows_.put_whole(row.row + 1);
    rows_.put_text(labels_[c].variable);
    rows_.put_text(labels_[c].contrast);
    if (row.used) {
      const EstimateRow& effect = row.effects[c];
      for (const double number : {effect.estimate, effect.std_error, effect.statistic,
                                  effect.p_value, effect.conf_low, effect.conf_high}) {
        rows_.put_number(number);
      }
    } else {
      for (int k = 0; k < 6; ++k) rows_.put_nothing();
    }
    for (const auto& set : labels_[c].at) rows_.put_text(set.second);
    rows_.put_text(row.used ? "ok" : "not used");
    rows_.end_row();
  }

  const std::vector<UnitLabel> labels_;
  RowWriter rows_;
};

/// Whether an effect in a row has an estimate whose error could not be computed.
bool has_nan(const UnitRow& row) {
  return row.used && std::ranges::any_of(row.effects, [](const EstimateRow& effect) {
           return !std::isnan(effect.estimate) && std::isnan(effect.std_error);
         });
}

void MarginsCommand::write_units(const Fit& fit, const Table& table, Session& session,
                                 Output& output) const {
  std::optional<UnitWriter> writer;
  Index rows = 0;
  Index unused = 0;
  Index failed = 0;
  const std::vector<Note> notes =
      unit_margins(fit, table, options, session.execution(),
                   {.labels =
                        [&](const std::vector<UnitLabel>& labels) {
                          writer.emplace(labels, session, output.stream());
                        },
                    .rows =
                        [&](std::span<const UnitRow> run) {
                          writer->write(run);
                          rows += static_cast<Index>(run.size());
                          for (const UnitRow& row : run) {
                            unused += row.used ? 0 : 1;
                            failed += has_nan(row) ? 1 : 0;
                          }
                        }});
  if (writer) writer->finish();
  session.complete({&output});
  session.remark(notes);
  asked.tell_notes(fit, notes, session);
  if (failed > 0) session.remark({nan_rows_note(failed, rows)});
  if (unused == 0) return;
  session.remark({make_note(NoteCode::rows_without_margins,
                            fmt::format("{} of {} rows cannot be used by the model: see the column "
                                        "status",
                                        unused, rows))});
}

void add_effect_flags(CLI::App& sub, MarginsCommand& command) {
  const std::string group = "Effects";
  const auto variables = [&](const char* flag, std::string& value, const char* text) {
    sub.add_option(flag, value, text)->type_name("VARIABLES")->group(group);
  };
  variables("--dydx", command.dydx,
            "Change of P by unit, of factors by level: variables, separated by commas, or all "
            "[default: all]");
  variables("--eyex", command.eyex, "Elasticities: per cent of P by per cent of the variable");
  variables("--eydx", command.eydx, "Share of P by unit");
  variables("--dyex", command.dyex, "Change of P by 100 % of the variable");
  variables("--of", command.of,
            "Predictive margins: P with these variables at each of their levels in all rows");
  sub.add_flag("--predictions", command.options.predictions, "P itself, instead of effects")
      ->group(group);
  sub.add_option("--cross", command.cross,
                 "Interaction effects d2P/dxdz of pairs, as in \"age,lwt age,race\"")
      ->type_name("PAIRS")
      ->group(group);
  sub.add_option(
         "--measure", command.measure,
         "Compare levels by rd, rr, or, cor, nnt: risk difference, risk ratio, marginal and "
         "conditional odds ratio, number needed to treat")
      ->type_name("LIST")
      ->group(group);
  sub.add_option("--step", command.step,
                 "Move numbers: by 1, sd, 2sd, or from low to high: iqr, minmax, low:high")
      ->type_name("STEP")
      ->group(group);
  sub.add_flag("--centred", command.centred, "From half a step below to half a step above")
      ->group(group);
  sub.add_option("--continuous", command.continuous, "0/1 columns to differentiate")
      ->type_name("COLUMNS")
      ->group(group);
}

void add_row_flags(CLI::App& sub, MarginsCommand& command) {
  const std::string group = "Rows";
  sub.add_option("--at", command.at,
                 "Settings in all rows, as in \"age=20,30 race=black\" (also low:high:step, mean, "
                 "median, min, max, p10); or one row that stands for all: means, typical")
      ->type_name("SETTINGS")
      ->group(group);
  sub.add_option("--over", command.over, "Columns whose values divide the rows into groups")
      ->type_name("COLUMNS")
      ->group(group);
  sub.add_flag("--unit", command.unit, "A line for each row, instead of averages")->group(group);
  add_choice(sub, "--contrast", command.contrast,
             {"none", "reference", "pairwise", "sequential", "mean"},
             "Compare what --of, else --over, else --at tells apart; else levels of factors")
      ->group(group);
  sub.add_option("--where", command.options.where,
                 "Rows to average over, as in \"treated == 1\" for the treated; with DATA FORMULA "
                 "the rows to fit, too")
      ->type_name("EXPRESSION")
      ->group(group);
}

void add_error_flags(CLI::App& sub, MarginsCommand& command) {
  const std::string group = "Uncertainty";
  add_choice(sub, "--se", command.se, {"delta", "unconditional", "sim"},
             "Delta method; rows as a sample, too; simulated coefficients")
      ->group(group);
  sub.add_option("--draws", command.options.draws, "Simulated coefficient vectors")
      ->type_name("N")
      ->capture_default_str()
      ->group(group);
  add_seed(sub, command.options.seed, "Of simulation, simultaneous intervals and bootstrap", group);
  sub.add_flag("--simultaneous", command.options.simultaneous,
               "Intervals that hold together, for all rows shown (sup-t)")
      ->group(group);
  sub.add_option("--test", command.hypotheses,
                 "Hypothesis about rows, by variable and, between brackets, what tells its rows "
                 "apart: 'smoke[White] = smoke[black]'; or b1, b2, ..; repeatable")
      ->allow_extra_args(false)
      ->type_name("HYPOTHESIS")
      ->group(group);
  add_choice(sub, "--adjust", command.adjustment,
             {std::begin(kAdjustmentNames), std::end(kAdjustmentNames)},
             "p-values for the number of rows; with --test for that of its hypotheses")
      ->group(group);
  sub.add_option("--level", command.options.level, "Level of the intervals")
      ->type_name("P")
      ->capture_default_str()
      ->group(group);
}

}  // namespace

void add_margins(CLI::App& app, Session& session) {
  auto command = std::make_shared<MarginsCommand>();
  CLI::App* sub = add_command(app, "margins",
                              "Effects of variables on P, and P itself, averaged or at settings",
                              kMarginsExamples);
  add_effect_flags(*sub, *command);
  add_row_flags(*sub, *command);
  add_error_flags(*sub, *command);
  command->asked.add(*sub, {.own_where = true}, "Uncertainty");
  sub->callback([command, &session] { command->run(session); });
}

}  // namespace odds::cli
