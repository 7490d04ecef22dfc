#include "cli/asked_fit.hpp"
#include "cli/commands.hpp"

#include <odds/data_match.hpp>
#include <odds/notes.hpp>
#include <odds/predict.hpp>
#include <odds/prediction_writer.hpp>
#include <odds/update.hpp>

#include <fmt/format.h>

#include <cmath>

namespace odds::cli {
namespace {

constexpr const char* kPredictExamples =
    R"(Examples (after: odds fit datasets/lbw.csv 'low ~ age + race + smoke' --save lbw.json):
  odds predict lbw.json datasets/lbw.csv --keep id
  odds predict lbw.json datasets/lbw.csv --what p,class --threshold 0.3 -o scored.csv)";

struct PredictCommand {
  AskedFit asked;
  std::string what = "p,se,ci";
  std::string keep;
  std::string unseen = "error";
  std::optional<double> threshold;
  std::optional<double> prevalence;
  PredictOptions options;
  bool no_offset = false;

  void run(Session& session);

 private:
  PredictionColumns columns() const;
  Fit corrected(Fit fit, Session& session) const;
  void refuse_class_of_fractions(const Fit& fit) const;
};

/// Where standard errors come from; empty for the model's own.
std::string covariance_text(const Fit& fit) {
  constexpr const char* kText = "standard errors are from the {} covariance of the fit";
  const Heterogeneity& h = fit.heterogeneity();
  if (h.applied) {
    return fmt::format(
        "variances are {:.5g} times those of binomial counts, as in the fit; "
        "intervals are of t with {:g} degrees of freedom",
        h.factor, h.degrees);
  }
  if (!fit.covariance_label().empty()) return fmt::format(kText, fit.covariance_label());
  if (fit.variance() == Variance::model) return {};
  const bool has_degrees = fit.variance() == Variance::cr2 || fit.variance() == Variance::cr3;
  return fmt::format(kText, fit.variance_choice().text()) +
         (has_degrees ? "; intervals are of t with degrees of freedom for each row" : "");
}

void PredictCommand::refuse_class_of_fractions(const Fit& fit) const {
  if (!fit.response().fractional || !columns().event) return;
  throw usage_error("a fraction has no class", "leave class out of --what");
}

/// For another share of events, if one is given.
Fit PredictCommand::corrected(Fit fit, Session& session) const {
  if (!prevalence) return fit;
  const Fit moved = with_prevalence(fit, *prevalence);
  session.remark({moved.notes().back()});
  return moved;
}

PredictionColumns PredictCommand::columns() const {
  PredictionColumns columns;
  columns.probability = columns.std_error = columns.interval = false;
  for (const std::string& name : split(what)) {
    if (name == "p") {
      columns.probability = true;
    } else if (name == "eta") {
      columns.eta = true;
    } else if (name == "se") {
      columns.std_error = true;
    } else if (name == "ci") {
      columns.interval = true;
    } else if (name == "class") {
      columns.event = true;
    } else {
      throw usage_error(
          fmt::format("--what {}: \"{}\" is none of p, eta, se, ci, class", what, name));
    }
  }
  if (threshold && !columns.event) {
    throw usage_error("--threshold has no effect without class in --what",
                      "for example: --what p,class");
  }
  if (asked.model().variance() && !columns.std_error && !columns.interval) {
    throw usage_error("--vcov has no effect without se or ci in --what");
  }
  columns.threshold = threshold.value_or(columns.threshold);
  columns.kept = options.keep;
  columns.validate();
  return columns;
}

/// Whether something of a prediction that was asked for could not be computed.
bool has_nan(const Prediction& row, const PredictionColumns& wanted) {
  if (row.status != Prediction::Status::ok) return false;
  const bool errors = wanted.std_error || wanted.interval;
  return std::isnan(row.probability) || (errors && std::isnan(row.std_error)) ||
         (wanted.eta && std::isnan(row.eta));
}

void PredictCommand::run(Session& session) {
  options.keep = split(keep);
  options.unseen = unseen == "na" ? Unseen::missing : Unseen::error;
  options.use_offset = !no_offset;
  options.validate();
  const PredictionColumns wanted = columns();
  options.std_errors = wanted.std_error || wanted.interval;
  const auto output = session.open_output(asked.inputs());
  const auto [opened, table] = asked.open(session);
  const Fit fit = corrected(opened, session);
  refuse_class_of_fractions(fit);

  // The first line is written when the first row is there: an error before it leaves no output.
  std::optional<PredictionWriter> writer;
  const auto begin = [&] {
    if (!writer) {
      writer.emplace(wanted, session.format(), session.look(), session.words(), output->stream());
    }
  };
  Index blank = 0;
  Index failed = 0;
  const PredictedRows predicted =
      predict(fit, *table, options, session.execution(), [&](std::span<const Prediction> run) {
        begin();
        writer->write(run);
        for (const Prediction& row : run) {
          blank += row.status == Prediction::Status::ok ? 0 : 1;
          failed += has_nan(row, wanted) ? 1 : 0;
        }
      });
  begin();
  writer->finish();
  session.complete({output.get()});
  session.remark(predicted.notes);
  const Index rows = predicted.rows;
  const RowCounts counts{.read = rows, .used = rows - blank, .dropped = {}};
  if (const auto note = match_note(match_data(fit, predicted.sha256, counts, false), fit, counts)) {
    session.remark({*note});
  }
  asked.tell_notes(fit, predicted.notes, session);
  if (failed > 0) session.remark({nan_rows_note(failed, rows)});
  const std::string covariance = covariance_text(fit);
  if (!covariance.empty() && (wanted.std_error || wanted.interval)) {
    session.remark({make_note(NoteCode::covariance_of_predictions, covariance)});
  }
  if (blank > 0) {
    session.remark(
        {make_note(NoteCode::rows_without_prediction,
                   fmt::format("{} of {} row{} {} no prediction: see the column status", blank,
                               rows, rows == 1 ? "" : "s", blank == 1 ? "has" : "have"))});
  }
}

}  // namespace

void add_predict(CLI::App& app, Session& session) {
  auto command = std::make_shared<PredictCommand>();
  CLI::App* sub =
      add_command(app, "predict", "Predicted probabilities, a line for each row: CSV, md or json",
                  kPredictExamples);
  sub->add_option("--what", command->what, "Of p, eta, se, ci, class, separated by commas")
      ->type_name("LIST")
      ->capture_default_str();
  sub->add_option("--threshold", command->threshold, "Least p of class 1 [default: 0.5]")
      ->type_name("P");
  sub->add_option("--level", command->options.level, "Level of the intervals")
      ->type_name("P")
      ->capture_default_str();
  add_choice(*sub, "--unseen", command->unseen, {"error", "na"},
             "Levels that the model does not know");
  sub->add_option("--prevalence", command->prevalence,
                  "Share of events in the population, where the fit's data were drawn by outcome")
      ->type_name("P");
  sub->add_flag("--no-offset", command->no_offset, "Leave the offset of the model out");
  sub->add_option("--keep", command->keep, "Columns of the data to hand through")
      ->type_name("COLUMNS");
  command->asked.add(*sub, {});
  sub->callback([command, &session] { command->run(session); });
}

}  // namespace odds::cli
