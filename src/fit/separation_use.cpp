#include "fit/separation_use.hpp"

#include "base/failure.hpp"
#include "model/fit_parts.hpp"
#include "model/roles.hpp"

#include <odds/notes.hpp>

#include <fmt/format.h>

#include <utility>

namespace odds {
namespace {

constexpr std::size_t kMostTerms = 6;

void check_limit(const FitOptions& options) {
  const char* hint = "leave --separation limit out, or use --separation firth";
  if (options.link != Link::logit || asked_curve(options).has_asymptotes()) {
    refuse("--separation limit is there for the plain logit, not for other links and asymptotes",
           hint);
  }
  if (options.chosen_variance().kind != Variance::model) {
    refuse(
        "--separation limit goes with the variance of the model alone: decided rows have no "
        "residuals that a robust variance could be made of",
        "leave --vcov out");
  }
  if (options.heterogeneity == HeterogeneityUse::on) {
    refuse(
        "--separation limit goes without a heterogeneity factor: decided groups do not tell how "
        "groups vary",
        "leave --het out");
  }
}

const char* kind_text(const Fit& fit) {
  return fit.maximum().separation.kind == SeparationKind::complete ? "completely"
                                                                   : "quasi-completely";
}

/// `a, b, c and 3 more`
std::string listed_terms(const std::vector<std::string>& terms) {
  std::string text;
  for (std::size_t k = 0; k < std::min(kMostTerms, terms.size()); ++k) {
    text += (k == 0 ? "" : ", ") + terms[k];
  }
  return terms.size() > kMostTerms ? fmt::format("{} and {} more", text, terms.size() - kMostTerms)
                                   : text;
}

}  // namespace

void check_separation_use(const FitOptions& options) {
  if (options.separation == SeparationUse::error) return;
  if (reduces_bias(options.method)) {
    refuse(fmt::format("--separation {} has no effect on estimates that are finite for separated "
                       "data, too",
                       kSeparationNames[static_cast<int>(options.separation)]),
           "leave one of the two out");
  }
  if (options.separation == SeparationUse::limit) return check_limit(options);
  by_firth(options).validate();
}

FitOptions by_firth(FitOptions options) {
  options.method = Method::firth;
  options.separation = SeparationUse::error;
  return options;
}

Fit with_firth_note(const Fit& firth, const Fit& separated) {
  FitParts parts = firth.parts();
  std::vector<std::string> terms;
  for (const DirectionWeight& part : separated.separation()) terms.push_back(part.term);
  parts.notes.insert(
      parts.notes.begin(),
      make_note(NoteCode::fitted_by_firth,
                fmt::format("The data are {} separated, along {}: the fit is by Firth's method, as "
                            "--separation firth says.",
                            kind_text(separated), listed_terms(terms))));
  return parts;
}

Note infinite_terms_note(const FitParts& fit) {
  std::vector<std::string> infinite;
  std::vector<std::string> open;
  for (const InfiniteTerm& term : fit.infinite_terms) {
    (term.sign == 0 ? open : infinite).push_back(term.term);
  }
  std::string text;
  if (!infinite.empty()) {
    text = fmt::format("{} {} infinite at the supremum of the likelihood", listed_terms(infinite),
                       infinite.size() == 1 ? "is" : "are");
  }
  if (!open.empty()) {
    text += fmt::format("{}{} {} left open by the data there", text.empty() ? "" : "; ",
                        listed_terms(open), open.size() == 1 ? "is" : "are");
  }
  const Index decided = fit.maximum.separation.rows;
  const bool has_sets = fit.matched_sets.any();
  const auto all = has_sets ? static_cast<Index>(fit.matched_sets.pairs) : fit.rows.used;
  return make_note(NoteCode::at_limit,
                   fmt::format("{}: what is finite is estimated from the {} of {} {} that are not "
                               "decided{}.",
                               text, all - decided, all, has_sets ? "pairs" : "rows",
                               has_sets ? "" : ", and margins and predictions are left out"));
}

}  // namespace odds
