#include "fit/limit_rows.hpp"

#include "base/failure.hpp"
#include "design/infinite_terms.hpp"
#include "parallel/block_reduce.hpp"

#include <odds/error.hpp>
#include <odds/notes.hpp>

#include <fmt/format.h>

#include <cmath>
#include <tuple>

namespace odds {
namespace {

/// An infinite term, for the sign of the linear predictor: of products of terms that are far from
/// infinity it is the sign.
constexpr double kStandIn = 1e100;
constexpr double kFar = 1e50;

struct LimitSums {
  LimitRows found;
  Index rising = 0;   // rows towards which eta goes where the term goes
  Index falling = 0;  // and where it goes the other way

  LimitSums& operator+=(const LimitSums& other) {
    found.rows += other.found.rows;
    found.events += other.found.events;
    found.trials += other.found.trials;
    found.lower_events += other.found.lower_events;
    found.upper_nonevents += other.found.upper_nonevents;
    rising += other.rising;
    falling += other.falling;
    return *this;
  }
  auto fields() {
    return std::tie(found.rows, found.events, found.trials, found.lower_events,
                    found.upper_nonevents, rising, falling);
  }

  void add(double weight, double share, double term, double eta) {
    ++found.rows;
    found.trials += weight;
    found.events += weight * share;
    (eta < 0.0 ? found.lower_events : found.upper_nonevents) +=
        weight * (eta < 0.0 ? share : 1.0 - share);
    if (!(std::abs(eta) > kFar)) return;
    ++((eta < 0.0) == (term < 0.0) ? rising : falling);
  }
};

[[noreturn]] void fail_at_limit(std::string what, const char* hint) {
  throw Error(ErrorKind::model,
              {.what = std::move(what), .where = {}, .hint = hint, .excerpt = {}});
}

}  // namespace

LimitRows find_limit_rows(const DesignReader& reader, Model& model, const Execution& execution) {
  const DesignExpander expander(model.plan);
  const LimitSums sums = sum_over_blocks(reader, execution, LimitSums(), [&](DesignRows& rows) {
    LimitSums part;
    if (rows.limit.size() == 0) return part;
    const Vector terms = infinite_terms(model.plan.expressions, rows.data.bindings, rows.rows());
    DesignInput input = rows.input();
    input.stand_in = kStandIn;
    DesignBlock x;
    expander.expand(input, x);
    Vector eta = Vector::Zero(rows.rows());
    add_linear_predictor(x, model.coefficients, eta);
    for (Index i = 0; i < rows.rows(); ++i) {
      if (terms[i] != 0.0) part.add(rows.weight[i], rows.share[i], terms[i], eta[i]);
    }
    return part;
  });
  if (sums.rising + sums.falling < sums.found.rows || (sums.rising > 0 && sums.falling > 0)) {
    fail_at_limit(
        "rows with an infinite term are at no single asymptote: the curve rises towards "
        "some of them, and falls towards others or is flat",
        "leave such rows out with --where");
  }
  if (sums.found.any()) model.plan.limit_sign = sums.rising > 0 ? 1.0 : -1.0;
  return sums.found;
}

void require_possible(const LimitRows& limits, const FitOptions& options) {
  const bool has_guess = options.estimate_guess || options.asymptotes.guess > 0.0;
  if (limits.lower_events > 0.0 && !has_guess) {
    fail_at_limit(fmt::format("{:g} events in rows with an infinite term, where P is the guess "
                              "rate of 0",
                              limits.lower_events),
                  "--guess estimate estimates it; or leave such rows out");
  }
  if (limits.upper_nonevents > 0.0 && options.asymptotes.lapse == 0.0) {
    fail_at_limit(fmt::format("{:g} non-events in rows with an infinite term, where P is 1: the "
                              "curve falls, and has no lapse rate",
                              limits.upper_nonevents),
                  "give the lapse rate, as in --lapse 0.1, or model the other outcome with --guess "
                  "estimate");
  }
}

void require_same_asymptote(const DesignReader& reader, Model& model, const Execution& execution) {
  const double before = model.plan.limit_sign;
  find_limit_rows(reader, model, execution);
  if (model.plan.limit_sign == before) return;
  fail_at_limit(
      "with rows at an asymptote, where a term is infinite, the curve turns: it has no "
      "maximum on either side",
      "leave such rows out with --where");
}

NullScore with_limits(NullScore outcomes, const LimitRows& limits) {
  if (limits.any() && outcomes.offset_score.size() > 0) {
    refuse("rows with an infinite term do not go with an offset", "leave them out with --where");
  }
  outcomes.events += limits.events;
  outcomes.trials += limits.trials;
  return outcomes;
}

Note limit_note(const LimitRows& limits, const Model& model) {
  const bool lower = model.plan.limit_sign > 0.0;
  return make_note(
      NoteCode::rows_at_asymptote,
      fmt::format("{} {} an infinite term, as the logarithm of a dose of 0: P is {} there, {:.4g}, "
                  "and margins leave {} out.",
                  counted(limits.rows, "row"), limits.rows == 1 ? "has" : "have",
                  lower ? "the guess rate" : "1 - lapse",
                  lower ? model.curve.asymptotes.guess : 1.0 - model.curve.asymptotes.lapse,
                  limits.rows == 1 ? "it" : "them"));
}

}  // namespace odds
