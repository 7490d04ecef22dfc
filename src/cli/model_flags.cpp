#include "cli/model_flags.hpp"

#include "cli/synonyms.hpp"

#include <odds/variance.hpp>

#include <algorithm>
#include <iterator>

namespace odds::cli {
namespace {

double guess_rate_of(const std::string& text) {
  double value = 0.0;
  if (CLI::detail::lexical_cast(text, value)) return value;
  throw usage_error("a number or \"estimate\" is needed: --guess = " + text);
}

}  // namespace

void ModelFlags::add(CLI::App& sub, const Groups& groups) {
  sub_ = &sub;
  groups_ = groups;
  add_response();
  add_weights();
  add_method();
  add_iteration();
}

void ModelFlags::add_column(const char* flag, std::string& value, const char* description) {
  sub_->add_option(flag, value, description)->type_name("COLUMN")->group(groups_.model);
}

void ModelFlags::add_response() {
  sub_->add_option("--event", options_.event, "Value of the response that is the event")
      ->type_name("VALUE")
      ->group(groups_.model);
  add_column("--trials", options_.trials,
             "Column of numbers of trials, of which the response is the share of events");
  sub_->add_flag("--fractional", options_.fractional,
                 "Model the mean of a response from 0 to 1, as in 'I(N/K) ~ t'")
      ->group(groups_.model);
}

void ModelFlags::add_weights() {
  add_column("--fweight", options_.frequency_weights,
             "Column of frequency weights: a row that stands for so many");
  add_column("--iweight", options_.importance_weights,
             "Column of importance weights: they scale a row's log-likelihood");
  add_column("--pweight", options_.probability_weights,
             "Column of probability (sampling) weights: how many units a row stands for");
  add_column("--offset", options_.offset, "Column added to the linear predictor");
  add_column("--strata", options_.strata,
             "Column of matched sets: conditional logistic regression, by the exact likelihood");
}

void ModelFlags::add_method() {
  add_choice(*sub_, "--link", link_, {std::begin(kLinkNames), std::end(kLinkNames)},
             "What coefficients are a scale of: log odds, normal quantiles, log cumulative hazards")
      ->transform(CLI::Validator(
          [](std::string& text) {
            text = link_without_synonyms(text);
            return std::string();
          },
          {}))
      ->group(groups_.model);
  sub_->add_option("--guess", guess_,
                   "Lower asymptote of the curve (guessing, natural mortality): a rate, or "
                   "estimate")
      ->type_name("X|estimate")
      ->group(groups_.model);
  sub_->add_option("--lapse", options_.asymptotes.lapse,
                   "Distance of the upper asymptote from 1: events that fail to come")
      ->type_name("X")
      ->group(groups_.model);
  add_bias_reduction();
  add_choice(
      *sub_, "--separation", separation_,
      {std::begin(kSeparationNames), std::end(kSeparationNames)},
      "Of separated data: an error; the limit of the likelihood, with infinite coefficients; "
      "Firth's method [default: error]")
      ->group(groups_.model);
  sub_->add_flag("--drop-separated", options_.drop_separated,
                 "Leave out rows of levels that have events only or non-events only")
      ->group(groups_.model);
}

void ModelFlags::add_bias_reduction() {
  CLI::Option* firth = sub_->add_flag(
      "--firth", firth_, "Firth's penalised likelihood: finite estimates for separated data, too");
  CLI::Option* flic = sub_->add_flag(
      "--flic", flic_, "Firth's, with the intercept that gives the mean of P the share of events");
  CLI::Option* bias = add_choice(*sub_, "--bias-reduction", bias_, {"mean", "median"},
                                 "Of the mean bias (--firth), or the median bias of coefficients");
  flic->excludes(firth);
  bias->excludes(firth)->excludes(flic);
  for (CLI::Option* option : {firth, flic, bias}) option->group(groups_.model);
}

void ModelFlags::add_iteration() {
  OptimizerOptions& optimizer = options_.optimizer;
  add_choice(*sub_, "--solver", solver_, {"newton", "gd"}, "Newton or gradient descent")
      ->group(groups_.iteration);
  sub_->add_option("--tol", optimizer.tolerance, "Relative gain in log-likelihood to stop at")
      ->type_name("X")
      ->capture_default_str()
      ->group(groups_.iteration);
  sub_->add_option("--maxit", optimizer.max_iterations, "Iterations at most; 0: by the solver")
      ->type_name("N")
      ->capture_default_str()
      ->group(groups_.iteration);
}

void ModelFlags::add_where() {
  sub_->add_option("--where", options_.where, "Rows to fit: \"age > 30 & race == 'black'\"")
      ->type_name("EXPRESSION")
      ->group(groups_.model);
}

void ModelFlags::add_variance(const std::string& group, const std::string& description) {
  sub_->add_option("--vcov", variance_, description)->type_name("VARIANCE")->group(group);
  sub_->add_option("--df", degrees_,
                   "t of so many degrees of freedom for z, F for chi-square; residual: those of "
                   "the fit")
      ->type_name("N|residual")
      ->group(group);
}

void ModelFlags::add_heterogeneity(const std::string& group, const std::string& usual) {
  heterogeneity_ = usual;
  add_choice(*sub_, "--het", heterogeneity_, {"auto", "on", "off"},
             "Heterogeneity factor of groups; auto: if the test of fit has p < 0.1")
      ->group(group);
}

FitOptions ModelFlags::options() const {
  FitOptions options = options_;
  options.link = static_cast<Link>(std::ranges::find(kLinkNames, link_) - std::begin(kLinkNames));
  options.method = method();
  options.separation = separation();
  options.variance = variance();
  options.heterogeneity = heterogeneity();
  options.estimate_guess = guess_ == "estimate";
  if (!guess_.empty() && !options.estimate_guess) options.asymptotes.guess = guess_rate_of(guess_);
  options.optimizer.solver = solver_ == "gd" ? Solver::gradient_descent : Solver::newton;
  options.validate();
  return options;
}

Method ModelFlags::method() const {
  if (flic_) return Method::flic;
  if (bias_ == "median") return Method::median;
  return firth_ || bias_ == "mean" ? Method::firth : Method::maximum_likelihood;
}

SeparationUse ModelFlags::separation() const {
  if (separation_.empty()) return SeparationUse::error;
  const auto named = std::ranges::find(kSeparationNames, separation_);
  return static_cast<SeparationUse>(named - std::begin(kSeparationNames));
}

std::optional<VarianceChoice> ModelFlags::variance() const {
  if (variance_.empty()) return std::nullopt;
  VarianceChoice choice = parse_variance(variance_);
  choice.seed = seed_;
  return choice;
}

Fit ModelFlags::with_degrees(Fit fit) const {
  if (degrees_.empty()) return fit;
  double degrees = fit.goodness().df_residual;
  if (degrees_ != "residual" && !CLI::detail::lexical_cast(degrees_, degrees)) {
    throw usage_error("a number or \"residual\" is needed: --df = " + degrees_);
  }
  return with_test_degrees(fit, degrees);
}

bool ModelFlags::draws_resamples() const {
  const auto choice = variance();
  return choice && choice->kind == Variance::boot;
}

HeterogeneityUse ModelFlags::heterogeneity() const {
  if (heterogeneity_ == "on") return HeterogeneityUse::on;
  return heterogeneity_ == "off" ? HeterogeneityUse::off : HeterogeneityUse::automatic;
}

std::string ModelFlags::first_given() const {
  const CLI::App& sub = *sub_;
  const auto given = sub.get_options([this](const CLI::Option* option) {
    const std::string& group = option->get_group();
    return option->count() > 0 && (group == groups_.model || group == groups_.iteration);
  });
  return given.empty() ? std::string() : given.front()->get_name();
}

}  // namespace odds::cli
