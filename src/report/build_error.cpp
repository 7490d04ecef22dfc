#include "report/build.hpp"
#include "report/terminal_text.hpp"

#include <odds/notes.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

namespace odds {
namespace {

std::string with_firth(const Fit& fit) {
  return fmt::format("{}with --firth, whose penalised likelihood always has a finite maximum",
                     fit.link() == Link::logit ? "" : "the link logit ");
}

constexpr int kDirectionDigits = 4;
constexpr std::size_t kMostShown = 6;  // sentences, and terms of a direction; JSON has them all

/// `group[b] - 0.25*age`
std::string direction_text(const Fit& fit) {
  std::string text;
  const std::size_t shown = std::min(kMostShown, fit.separation().size());
  for (const DirectionWeight& part : std::span(fit.separation()).first(shown)) {
    const bool falls = part.weight < 0;
    const std::string size =
        fmt::format("{:.{}g}", falls ? -part.weight : part.weight, kDirectionDigits);
    text += text.empty() ? (falls ? "-" : "") : (falls ? " - " : " + ");
    const std::string term = printable_name(part.term, false);
    text += size == "1" ? term : size + "*" + term;
  }
  const std::size_t more = fit.separation().size() - shown;
  return more > 0 ? fmt::format("{} and {} more term{}", text, more, more == 1 ? "" : "s") : text;
}

/// A line for each sentence on the rows that stand in the way, as far as there is room.
std::string separating_lines(const Fit& fit) {
  std::string lines;
  const std::size_t shown = std::min(kMostShown, fit.separated_by().size());
  for (const std::string& sentence : std::span(fit.separated_by()).first(shown)) {
    lines += "  " + printable_sentence(sentence) + '\n';
  }
  if (const std::size_t more = fit.separated_by().size() - shown; more > 0) {
    lines += fmt::format("  and so {} more level{} or column{}\n", more, more == 1 ? "" : "s",
                         more == 1 ? "" : "s");
  }
  return lines;
}

/// What was odd about the data may be why they are separated: a level of one row, that of a quote
/// which is not closed, or a factor of what should be numbers or dates.
std::string doubts_about_reading(const Fit& fit) {
  constexpr NoteCode kDoubts[] = {NoteCode::reading, NoteCode::looks_like_numbers,
                                  NoteCode::looks_like_dates, NoteCode::look_alike_levels};
  std::string lines;
  for (const Note& note : fit.notes()) {
    const auto is_of = [&](NoteCode code) { return note.code == code_text(code); };
    if (std::ranges::none_of(kDoubts, is_of)) continue;
    lines += "  note: " + printable_sentence(note.text) + '\n';
  }
  return lines;
}

/// Of matched sets pairs are separated, and there is no penalised likelihood.
Error separated_sets(const Fit& fit, std::string excerpt) {
  const SeparationSummary& separation = fit.maximum().separation;
  const bool complete = separation.kind == SeparationKind::complete;
  return {ErrorKind::model,
          {.what = fmt::format(
               "{} separation of matched sets: no finite maximum of the conditional likelihood "
               "exists, since a combination of terms decides {} of {:.0f} pairs of an event and a "
               "non-event of the same set",
               complete ? "complete" : "quasi-complete", separation.rows, fit.matched_sets().pairs),
           .where = {},
           .hint = "leave out a separating term, or merge its rare levels; --separation limit has "
                   "infinite estimates as such",
           .excerpt = std::move(excerpt)}};
}

/// Of fits that have the limit of their likelihood.
const char* limit_hint(const Fit& fit) {
  const bool has_limit =
      fit.link() == Link::logit && !has_asymptotes(fit) && !fit.pseudo_likelihood();
  return has_limit ? "; --separation limit has infinite estimates as such" : "";
}

Error separated(const Fit& fit) {
  const SeparationSummary& separation = fit.maximum().separation;
  const bool complete = separation.kind == SeparationKind::complete;
  std::string excerpt = separating_lines(fit) + doubts_about_reading(fit);
  if (!fit.separation().empty()) {
    excerpt += "  the likelihood keeps rising along " + direction_text(fit) +
               "\n  the coefficients of these terms are infinite";
  }
  if (fit.matched_sets().any()) return separated_sets(fit, std::move(excerpt));
  return {ErrorKind::model,
          {.what = fmt::format(
               "{} separation: no finite maximum likelihood estimate exists, since a "
               "combination of terms decides {} of {} rows",
               complete ? "complete" : "quasi-complete", separation.rows, fit.rows().used),
           .where = {},
           .hint = "leave out a separating term, merge its rare levels, or fit " + with_firth(fit) +
                   limit_hint(fit) +
                   (fit.separated_levels() > 0
                        ? "; --drop-separated fits without the rows of such levels"
                        : ""),
           .excerpt = excerpt}};
}

/// Two digits say enough of it.
std::string rough(double value) {
  return std::isnan(value) ? "not a number" : fmt::format("{:.2g}", value);
}

/// `after 1 step`
std::string after_steps(const Fit& fit) {
  const int steps = fit.maximum().iterations();
  return fmt::format("after {} step{}", steps, steps == 1 ? "" : "s");
}

/// What to try where the likelihood is that of a curve with asymptotes; else `hint`.
std::string hint_on_curve(const Fit& fit, std::string hint) {
  if (!has_asymptotes(fit)) return hint;
  return "on a curve with asymptotes the likelihood may keep rising towards a step: look whether "
         "the share of events jumps between two values, and try other rates";
}

Error stopped(const Fit& fit) {
  return {ErrorKind::model,
          {.what = fmt::format("no convergence: the iteration was ended {}, where the largest "
                               "component of the score is {}",
                               after_steps(fit), rough(fit.maximum().score_norm)),
           .where = {},
           .hint = hint_on_curve(
               fit, "allow more iterations with --maxit; --trace FILE shows how they went"),
           .excerpt = {}}};
}

/// The rows overlap by no more than rounding.
Error tied(const Fit& fit) {
  std::string lines = separating_lines(fit);
  lines.pop_back();
  return {ErrorKind::model,
          {.what = "whether a finite maximum likelihood estimate exists hangs on the rounding of a "
                   "few cells",
           .where = {},
           .hint = "round the variable, so that rows are equal or clearly different, or fit " +
                   with_firth(fit),
           .excerpt = std::move(lines)}};
}

Error stuck(const Fit& fit) {
  if (!fit.separated_by().empty()) return tied(fit);
  constexpr double kNoDigit = 1e14;
  const bool uncertain = fit.maximum().condition >= kNoDigit;
  return {ErrorKind::model,
          {.what = fmt::format("no convergence: {} double precision allows no further ascent, and "
                               "the condition number is {}{}",
                               after_steps(fit), rough(fit.maximum().condition),
                               uncertain ? ": no digit of the estimates is certain" : ""),
           .where = {},
           .hint = hint_on_curve(fit,
                                 "look for values far away from all others, for columns of very "
                                 "different sizes, and for pairs that are nearly collinear"),
           .excerpt = {}}};
}

Cell line_or_null(Index line) { return line > 0 ? Cell(Count{static_cast<double>(line)}) : Cell(); }

}  // namespace

Error failure(const Fit& fit) {
  switch (fit.maximum().termination) {
    case Termination::separated:
    case Termination::at_limit:  // of a command that needs finite estimates
      return separated(fit);
    case Termination::no_ascent:
      return stuck(fit);
    case Termination::iteration_cap:
    case Termination::converged:
      break;
  }
  return stopped(fit);
}

Report report(const Error& error) {
  const Error::Text& text = error.text();
  Facts facts{.id = {},
              .facts = {{"status", Cell(Count{static_cast<double>(error.kind())})},
                        {"what", Cell(text.what)},
                        {"where", std::vector<Fact>{{"file", text_or_null(text.where.file)},
                                                    {"line", line_or_null(text.where.line)},
                                                    {"column", text_or_null(text.where.column)}}},
                        {"hint", text_or_null(text.hint)}}};
  return {.schema = "odds.error/1", .title = {}, .sections = {std::move(facts)}, .table = {}};
}

Report failure_report(const Fit& fit) {
  Report document = report(failure(fit));
  Facts separation = separation_facts(fit);
  separation.facts.push_back({"because", fit.separated_by()});
  document.sections.push_back(std::move(separation));
  return document;
}

}  // namespace odds
