#include "report/build.hpp"
#include "report/terminal_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

namespace odds {
namespace {

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
    text += size == "1" ? part.term : size + "*" + part.term;
  }
  const std::size_t more = fit.separation().size() - shown;
  return more > 0 ? fmt::format("{} and {} more term{}", text, more, more == 1 ? "" : "s") : text;
}

Error separated(const Fit& fit) {
  const SeparationSummary& separation = fit.maximum().separation;
  const bool complete = separation.kind == SeparationKind::complete;
  std::string excerpt;
  const std::size_t shown = std::min(kMostShown, fit.separated_by().size());
  for (const std::string& sentence : std::span(fit.separated_by()).first(shown)) {
    excerpt += "  " + printable(sentence, false) + '\n';
  }
  if (const std::size_t more = fit.separated_by().size() - shown; more > 0) {
    excerpt += fmt::format("  and so {} more level{} or column{}\n", more, more == 1 ? "" : "s",
                           more == 1 ? "" : "s");
  }
  if (!fit.separation().empty()) {
    excerpt += "  the likelihood keeps rising along " + printable(direction_text(fit), false) +
               "\n  the coefficients of these terms are infinite";
  }
  return {ErrorKind::model,
          {.what = fmt::format(
               "{} separation: no finite maximum likelihood estimate exists, since a "
               "combination of terms decides {} of {} rows",
               complete ? "complete" : "quasi-complete", separation.rows, fit.rows().used),
           .where = {},
           .hint = std::string("leave out a separating term, merge its rare levels, or fit with "
                               "--firth, whose penalised likelihood always has a finite maximum") +
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

Error stuck(const Fit& fit) {
  return {ErrorKind::model,
          {.what = fmt::format("no convergence: {} double precision allows no further ascent, and "
                               "the condition number is {}",
                               after_steps(fit), rough(fit.maximum().condition)),
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
