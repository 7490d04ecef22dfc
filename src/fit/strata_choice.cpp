#include "fit/strata_choice.hpp"

#include "base/failure.hpp"
#include "model/roles.hpp"

namespace odds {
namespace {

void refuse_if(bool holds, const char* what, const char* hint) {
  if (holds) refuse(what, hint);
}

void check_likelihood_on_sets(const FitOptions& options) {
  refuse_if(options.link != Link::logit,
            "matched sets go with the logit alone: on another link the intercepts of the sets do "
            "not cancel",
            "leave --link out");
  refuse_if(asked_curve(options).has_asymptotes(),
            "matched sets go without a guess or lapse rate: the intercepts of the sets cancel on "
            "the plain sigmoid only",
            "leave --guess and --lapse out");
  refuse_if(reduces_bias(options.method),
            "Firth's penalty is that of the unconditional likelihood, not of matched sets",
            "leave --firth out");
  refuse_if(options.fractional,
            "matched sets compare members with and without the event, which "
            "fractions have not",
            "leave --fractional out");
  refuse_if(options.drop_separated,
            "levels with one outcome do not separate matched sets by themselves: other members of "
            "a set may have the level, too",
            "leave --drop-separated out");
  refuse_if(options.heterogeneity == HeterogeneityUse::on,
            "the conditional likelihood of matched sets takes the trials of a group one by one: "
            "there is no heterogeneity factor",
            "--vcov stata allows for sets whose trials depend on each other");
}

void check_weights_on_sets(const FitOptions& options) {
  refuse_if(!options.frequency_weights.empty(),
            "frequency weights do not say whether a row with weight 2 is two members of its set, "
            "or its set is there twice",
            "give members as a group, events / trials, or each set a row for every member");
  refuse_if(!options.importance_weights.empty(),
            "a likelihood of which members of a set have the events knows no weights of rows",
            "leave --iweight out");
  refuse_if(!options.probability_weights.empty(),
            "members of a set are compared with each other: sampling weights of rows have no part "
            "in that",
            "leave --pweight out");
}

}  // namespace

void check_strata(const FitOptions& options) {
  if (options.strata.empty()) return;
  check_likelihood_on_sets(options);
  check_weights_on_sets(options);
  const Variance variance = options.chosen_variance().kind;
  refuse_if(variance != Variance::model && variance != Variance::hc0 && variance != Variance::stata,
            "the robust variance of matched sets is a sandwich of their scores, which knows no "
            "leverage of rows and no other clusters",
            "choose hc0, or stata, which is that times sets / (sets - 1)");
}

}  // namespace odds
