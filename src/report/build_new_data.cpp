#include "report/build.hpp"
#include "report/new_data_grids.hpp"

#include <odds/notes.hpp>

#include <fmt/format.h>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace odds {
namespace {

Lines validation_header(const NewDataValidation& validation, const Fit& first) {
  Lines lines;
  const bool several = validation.models.size() > 1;
  for (const ModelRowCounts& model : validation.models) {
    const std::string formula =
        model.link == Link::logit
            ? model.formula
            : fmt::format("{}, link {}", model.formula, link_name(model.link));
    lines.lines.push_back({several ? model.name : "Model", {formula}});
  }
  lines.lines.push_back(data_line(validation.file, validation.models[0].match, first));
  lines.lines.push_back({"Outcome", {validation.event}});
  if (!validation.where.empty()) lines.lines.push_back({"Where", {validation.where}});
  for (const ModelRowCounts& model : validation.models) {
    Line line = rows_line(model.counts);
    if (several) line.parts.insert(line.parts.begin(), Cell(model.name + ": "));
    lines.lines.push_back(std::move(line));
  }
  if (several) {
    lines.lines.push_back(
        {"Compared", {Count{static_cast<double>(validation.common)}, " rows that all predict"}});
  }
  return lines;
}

Facts options_of_validation(const NewDataValidation& validation) {
  return {.id = "validation",
          .facts = {{"file", text_or_null(validation.file)},
                    {"sha256", text_or_null(validation.sha256)},
                    {"outcome", Cell(validation.event)},
                    {"where", text_or_null(validation.where)},
                    {"over", text_or_null(validation.over)},
                    {"cut", Cell(Estimate{validation.cut})},
                    {"level", Cell(Estimate{validation.level})},
                    {"rows", Cell(Count{static_cast<double>(validation.common)})}}};
}

Facts models_of_validation(const NewDataValidation& validation) {
  Facts facts{.id = "models", .facts = {}};
  for (const ModelRowCounts& model : validation.models) {
    facts.facts.push_back(
        {model.name,
         std::vector<Fact>{{"formula", Cell(model.formula)},
                           {"link", Cell(std::string(link_name(model.link)))},
                           {"data", match_cell(model.match)},
                           {"rows.of.the.fit", Cell(Count{static_cast<double>(model.seen)})},
                           rows_fact(model.counts)}});
  }
  return facts;
}

/// Where the first model comes from, if it was moved, is told, too.
Notes notes_of_validation(const NewDataValidation& validation, const Fit& first) {
  Notes notes;
  for (const Note& note : first.notes()) {
    const bool moved = note.code == code_text(NoteCode::model_updated) ||
                       note.code == code_text(NoteCode::prevalence_corrected);
    if (moved) notes.notes.push_back(note);
  }
  notes.notes.insert(notes.notes.end(), validation.notes.begin(), validation.notes.end());
  return notes;
}

void add_update(const ModelUpdate& update, Report& report) {
  report.sections.emplace_back(update_lines(update));
  report.sections.emplace_back(update_grid(update));
}

}  // namespace

Report report(const NewDataValidation& validation, const Fit& first,
              const NewDataReportOptions& options) {
  Report report{.schema = "odds.validate/1",
                .title = fmt::format("Validation of {} of {}",
                                     validation.models.size() > 1 ? "models" : "the model",
                                     modelled(first.response())),
                .sections = {},
                .table = "rows"};
  report.sections = {validation_header(validation, first), manifest(options.command),
                     options_of_validation(validation), models_of_validation(validation),
                     performance_measures_grid(validation)};
  for (Grid& grid : performance_grids(validation)) report.sections.emplace_back(std::move(grid));
  if (options.update != nullptr) add_update(*options.update, report);
  report.sections.emplace_back(notes_of_validation(validation, first));
  return report;
}

}  // namespace odds
