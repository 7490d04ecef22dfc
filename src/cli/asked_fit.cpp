#include "cli/asked_fit.hpp"

#include "cli/no_maximum.hpp"
#include "cli/typed_formula.hpp"

#include <odds/model_file.hpp>
#include <odds/variance.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace odds::cli {
namespace {

const ModelFlags::Groups kGroups = {.model = "Model, with DATA FORMULA",
                                    .iteration = "Iteration, with DATA FORMULA"};

}  // namespace

void AskedFit::add(CLI::App& sub, const Habits& habits, const std::string& variance_group) {
  sub_ = &sub;
  sub.add_option("MODEL", first_, "File that fit --save wrote; or data, and then a formula")
      ->type_name("")
      ->required();
  sub.add_option("DATA", second_,
                 "CSV file, or a quoted pattern of several; - for standard input; or the formula" +
                     habits.other_words)
      ->type_name("")
      ->required(habits.needs_data);
  model_.add(sub, kGroups);
  if (!habits.own_where) model_.add_where();
  if (!habits.own_heterogeneity) model_.add_heterogeneity(kGroups.model, "off");
  if (!habits.has_variance) return;
  model_.add_variance(variance_group,
                      "Another variance than that of the fit, from DATA, which must be the fit's "
                      "own [default: that of the fit]");
}

bool AskedFit::has_formula() const { return is_formula(second_); }

std::vector<std::string> AskedFit::inputs() const {
  refuse_swapped(sub_->get_name(), first_, second_);
  model_.options();
  if (has_formula()) return {first_};
  const std::string flag = model_.first_given();
  if (!flag.empty()) {
    throw usage_error(fmt::format("{} has no effect on a model that has been fitted", flag),
                      "give data and a formula, or fit the model with it");
  }
  if (!second_.empty()) return {first_, second_};
  if (model_.variance()) throw usage_error("--vcov needs the data", "give them behind the model");
  return {first_};
}

FitAndTable AskedFit::open(Session& session) const {
  if (!has_formula()) return open_model(session);
  const Formula formula = parse_formula(second_);
  auto table = session.open_data(first_, session.format() == Format::json);
  Fit result = fit(*table, formula, model_.options(), session.execution());
  if (!result.maximum().has_estimates()) throw NoMaximum(result);
  return {model_.with_degrees(std::move(result)), std::move(table)};
}

FitAndTable AskedFit::open_model(Session& session) const {
  Fit saved = load_model(first_);
  if (second_.empty()) return {model_.with_degrees(std::move(saved)), nullptr};
  auto table = session.open_data_for(saved, second_);
  if (const auto variance = model_.variance()) {
    saved = with_variance(saved, *table, *variance, session.execution());
  }
  return {model_.with_degrees(std::move(saved)), std::move(table)};
}

std::vector<Note> AskedFit::notes_beside(const Fit& fit, std::span<const Note> shown) const {
  std::vector<Note> notes;
  if (!has_formula()) return notes;
  for (const Note& note : fit.notes()) {
    if (std::ranges::find(shown, note.text, &Note::text) == shown.end()) notes.push_back(note);
  }
  return notes;
}

void AskedFit::tell_notes(const Fit& fit, std::span<const Note> shown, Session& session) const {
  session.remark(notes_beside(fit, shown));
}

void AskedFit::tell_warnings(const Fit& fit, std::span<const Note> shown, Session& session) const {
  std::vector<Note> notes = notes_beside(fit, shown);
  std::erase_if(notes, [](const Note& note) { return note.kind != NoteKind::warning; });
  session.remark(notes);
}

}  // namespace odds::cli
