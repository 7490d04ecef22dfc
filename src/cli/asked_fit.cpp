#include "cli/asked_fit.hpp"

#include "cli/no_maximum.hpp"
#include "cli/variance_flag.hpp"

#include <odds/model_file.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace odds::cli {
namespace {

constexpr const char* kGroup = "Model, with DATA FORMULA";

Fit fit_of(const Table& table, const std::string& text, const FitOptions& options,
           const Execution& execution) {
  Fit result = fit(table, parse_formula(text), options, execution);
  if (!result.converged()) throw NoMaximum(result);
  return result;
}

}  // namespace

void AskedFit::add(CLI::App& sub, bool where) {
  sub.add_option("MODEL", first_, "File that fit --save wrote; or data, and then a formula")
      ->type_name("")
      ->required();
  sub.add_option("DATA", second_,
                 "CSV file, or a quoted pattern of several; - for standard input; or the formula")
      ->type_name("")
      ->required();
  add_flags(sub, where);
}

void AskedFit::add_flags(CLI::App& sub, bool where) {
  const auto column = [&](const char* flag, std::string& value, const char* text) {
    sub.add_option(flag, value, text)->type_name("COLUMN")->group(kGroup);
  };
  sub.add_option("--event", options_.event, "Value of the response that is the event")
      ->type_name("VALUE")
      ->group(kGroup);
  column("--fweight", options_.frequency_weights, "Column of frequency weights");
  column("--iweight", options_.importance_weights, "Column of importance weights");
  column("--pweight", options_.probability_weights, "Column of probability weights");
  column("--trials", options_.trials,
         "Column of numbers of trials, of which the response is the share of events");
  column("--offset", options_.offset, "Column added to the linear predictor");
  sub.add_flag("--fractional", options_.fractional, "Model the mean of a response from 0 to 1")
      ->group(kGroup);
  sub.add_flag("--firth", firth_, "Firth's penalised likelihood")->group(kGroup);
  sub.add_flag("--drop-separated", options_.drop_separated,
               "Leave out rows of levels that have events only or non-events only")
      ->group(kGroup);
  if (!where) return;
  sub.add_option("--where", options_.where, "Rows to fit: \"age > 30 & race == 'black'\"")
      ->type_name("EXPRESSION")
      ->group(kGroup);
}

void AskedFit::refuse_flags_of_fit() const {
  const std::pair<const char*, bool> flags[] = {
      {"--event", !options_.event.empty()},
      {"--fweight", !options_.frequency_weights.empty()},
      {"--iweight", !options_.importance_weights.empty()},
      {"--pweight", !options_.probability_weights.empty()},
      {"--trials", !options_.trials.empty()},
      {"--offset", !options_.offset.empty()},
      {"--fractional", options_.fractional},
      {"--firth", firth_},
      {"--drop-separated", options_.drop_separated},
      {"--where", !options_.where.empty()}};
  for (const auto& [name, given] : flags) {
    if (!given) continue;
    throw usage_error(fmt::format("{} has no effect on a model that has been fitted", name),
                      "give data and a formula, or fit the model with it");
  }
}

std::vector<std::string> AskedFit::inputs() const {
  if (has_formula()) return {first_};
  refuse_flags_of_fit();
  return {first_, second_};
}

FitAndTable AskedFit::open(const std::string& variance, Session& session) const {
  if (!has_formula()) {
    const Fit saved = load_model(first_);
    auto table = session.open_data_for(saved, second_);
    Fit fit = with_named_variance(saved, variance, *table, session.execution());
    return {std::move(fit), std::move(table)};
  }
  FitOptions options = options_;
  if (firth_) options.method = Method::firth;
  options.variance = named_variance(variance);
  auto table = session.open_data(first_, session.format() == Format::json);
  Fit fit = fit_of(*table, second_, options, session.execution());
  return {std::move(fit), std::move(table)};
}

void AskedFit::tell_notes(const Fit& fit, std::span<const Note> shown, Session& session) const {
  if (!has_formula()) return;
  std::vector<Note> notes;
  for (const Note& note : fit.notes()) {
    if (std::ranges::find(shown, note.text, &Note::text) == shown.end()) notes.push_back(note);
  }
  session.remark(notes);
}

}  // namespace odds::cli
