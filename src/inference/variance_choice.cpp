#include "inference/variance_choice.hpp"

#include <odds/error.hpp>

namespace odds {
namespace {

void refuse_if(bool holds, const char* what, const char* way_out) {
  if (!holds) return;
  throw Error(ErrorKind::usage, {.what = what, .where = {}, .hint = way_out, .excerpt = {}});
}

}  // namespace

const char* method_words(Method method) {
  switch (method) {
    case Method::maximum_likelihood:
      break;
    case Method::firth:
      return "Firth's method";
    case Method::flic:
      return "FLIC";
    case Method::median:
      return "median bias reduction";
  }
  return "maximum likelihood";
}

VarianceChoice FitOptions::chosen_variance() const {
  const bool pseudo = fractional || !probability_weights.empty();
  return variance.value_or(pseudo ? Variance::stata : Variance::model);
}

void check_variance(const FitOptions& options) {
  const bool sampled = !options.probability_weights.empty();
  const bool other_weights =
      !options.frequency_weights.empty() || !options.importance_weights.empty();
  options.chosen_variance().validate();
  const bool robust = options.chosen_variance().kind != Variance::model;
  const bool firth = reduces_bias(options.method);
  refuse_if(sampled && other_weights,
            "probability weights cannot be joined with weights of another kind",
            "multiply them into one column of probability weights");
  refuse_if(firth && sampled,
            "Firth's penalty needs a likelihood, which probability weights have not",
            "leave one of them out");
  refuse_if(firth && options.fractional,
            "Firth's penalty needs a likelihood, which fractions have not",
            "leave one of them out");
  refuse_if(firth && robust,
            "Firth's estimates have the inverse information as their only variance",
            "leave one of --vcov and --firth out");
  refuse_if(sampled && !robust,
            "with probability weights the inverse information is no variance of the estimates",
            "leave --vcov out, or choose a robust or clustered one");
}

}  // namespace odds
