#include "comparison/comparable.hpp"

#include "base/failure.hpp"
#include "comparison/same_rows.hpp"
#include "formula/expression.hpp"
#include "model/model.hpp"

#include <odds/error.hpp>
#include <odds/notes.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

namespace odds {
namespace {

std::string text_or_none(const std::string& text) { return text.empty() ? "none" : text; }

std::string weights_of(const Fit& fit) {
  const DataRoles& roles = fit.model().roles;
  std::string text;
  const auto add = [&](const char* kind, const std::string& column) {
    if (column.empty()) return;
    text += fmt::format("{}{} weights {}", text.empty() ? "" : ", ", kind, column);
  };
  add("frequency", roles.frequency_weights);
  add("importance", roles.importance_weights);
  add("probability", roles.probability_weights);
  return text;
}

std::string offsets_of(const Fit& fit) {
  std::vector<std::string> texts;
  for (const Expression& offset : fit.model().roles.offsets) texts.push_back(spelling(offset));
  std::ranges::sort(texts);
  return fmt::format("{}", fmt::join(texts, " + "));
}

std::string strata_of(const Fit& fit) { return fit.model().roles.strata; }

std::string event_of(const Fit& fit) {
  return (fit.response().fractional ? "the fraction " : "") + fit.response().event;
}

/// What must be the same, and what to do about it.
struct Property {
  const char* name;
  std::string (*of)(const Fit&);
  const char* hint;
};

constexpr Property kProperties[] = {
    {"events", event_of, "likelihoods are comparable where they are those of the same outcomes"},
    {"weights", weights_of, "fit both with the same weights"},
    {"offsets", offsets_of, "fit both with the same offset"},
    {"matched sets", strata_of,
     "a conditional likelihood is none of the outcomes alone: fit both with --strata, or none"}};

void require_same_properties(const NamedFit& a, const NamedFit& b) {
  for (const Property& property : kProperties) {
    const std::string one = property.of(a.fit);
    const std::string other = property.of(b.fit);
    if (one == other) continue;
    refuse_pair(a, b,
                fmt::format("their {} differ, {} and {}", property.name, text_or_none(one),
                            text_or_none(other)),
                property.hint);
  }
}

}  // namespace

void refuse_pair(const NamedFit& a, const NamedFit& b, const std::string& difference,
                 std::string hint) {
  throw Error(ErrorKind::model,
              {.what = fmt::format("{} and {} cannot be compared: {}", a.name, b.name, difference),
               .where = {},
               .hint = std::move(hint),
               .excerpt = {}});
}

void require_comparable(std::span<const NamedFit> models, bool on_data) {
  if (models.size() < 2) refuse("a comparison takes two models at least");
  for (const NamedFit& model : models) {
    if (!model.fit.converged()) {
      throw Error(ErrorKind::model, {.what = model.name + " is a fit without a maximum",
                                     .where = {},
                                     .hint = {},
                                     .excerpt = {}});
    }
  }
  for (const NamedFit& other : models.subspan(1)) {
    require_same_properties(models.front(), other);
    const RowsMatch match = match_rows(models.front().fit, other.fit, on_data);
    if (match.kind == RowsMatch::Kind::other) {
      refuse_pair(models.front(), other, match.reason, match.hint);
    }
  }
}

std::optional<Note> rows_note(std::span<const NamedFit> models) {
  for (const NamedFit& other : models.subspan(1)) {
    const RowsMatch match = match_rows(models.front().fit, other.fit, false);
    if (match.kind == RowsMatch::Kind::same) continue;
    return make_note(NoteCode::rows_not_compared,
                     fmt::format("That {} and {} were fitted to the same rows is not certain: {}. "
                                 "With the data behind the models each row is compared.",
                                 models.front().name, other.name, match.reason));
  }
  return std::nullopt;
}

std::string without_likelihood(const Fit& fit) {
  if (reduces_bias(fit.method())) {
    return fit.method() == Method::median
               ? "median bias reduction maximises no likelihood"
               : "Firth's estimates are no maximum of the likelihood, and penalties of different "
                 "designs depend on the units of their columns";
  }
  if (fit.pseudo_likelihood()) return "a pseudo-likelihood is no probability of the data";
  if (!fit.coefficients_label().empty()) return "its coefficients were given";
  if (!fit.covariance_label().empty()) return "its covariance was given";
  if (fit.variance() != Variance::model) {
    return fmt::format("with the variance {} rows vary otherwise than the likelihood says",
                       fit.variance_choice().text());
  }
  return {};
}

std::string without_criteria(const Fit& fit) {
  if (fit.heterogeneity().applied) return "a heterogeneity factor multiplies the variances";
  return without_likelihood(fit);
}

}  // namespace odds
