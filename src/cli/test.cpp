#include "base/number_text.hpp"
#include "cli/asked_fit.hpp"
#include "cli/commands.hpp"
#include "cli/ratio_flags.hpp"
#include "cli/seed_flag.hpp"

#include <odds/hypothesis.hpp>
#include <odds/model_file.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <sys/stat.h>

namespace odds::cli {
namespace {

constexpr const char* kTestExamples = R"(Examples:
  odds test datasets/lbw.csv 'low ~ age + lwt + race + smoke' race 'smoke = 0.5'
  odds test model.json --lincom 'age + 10*lwt' --nlcom '-(Intercept)/lwt'
  odds test model.json datasets/lbw.csv --add 'I(lwt^2) + age:smoke')";

struct TestCommand {
  AskedFit asked;
  HypothesisOptions options;
  RatioFlags ratios;
  std::string adjustment = kAdjustmentNames[0];
  std::string method;  ///< empty: wald, or lr with a type
  std::string type;
  std::string bounds;
  std::string intervals;

  void run(Session& session);

 private:
  void settle();
  TestMethod usual_method(const Fit& fit, bool has_data) const;
};

bool is_file(const std::string& word) {
  struct stat status;
  return ::stat(word.c_str(), &status) == 0 && !S_ISDIR(status.st_mode);
}

/// Whether a word behind a model is data: standard input, a file, or a name that looks like one.
bool is_data(const std::string& word) {
  constexpr const char* kEndings[] = {".csv", ".tsv", ".txt", ".gz", ".zst"};
  return word == "-" || is_file(word) ||
         std::ranges::any_of(kEndings, [&](const char* ending) { return word.ends_with(ending); });
}

/// Refuses a file that is called like a term or a coefficient of the model, which may be meant.
void refuse_ambiguous(const std::string& word, const Fit& fit) {
  const bool is_factor =
      std::ranges::find(fit.labels(), word, &TermLabel::factor) != fit.labels().end();
  if (word.empty() || (!is_factor && std::ranges::find(fit.names(), word) == fit.names().end())) {
    return;
  }
  throw usage_error(
      fmt::format("\"{}\" is a file here, and a term of the model, too", word),
      fmt::format("the file is written ./{0}, the test of the term --lincom {0}", word));
}

EquivalenceBounds bounds_of(const std::string& text) {
  const std::vector<std::string> parts = split(text);
  const auto low = parts.size() == 2 ? parse_number(parts[0]) : std::nullopt;
  const auto high = parts.size() == 2 ? parse_number(parts[1]) : std::nullopt;
  if (low && high) return {*low, *high};
  throw usage_error(fmt::format("--equivalence {} is no pair of numbers", text),
                    "the lower and the upper bound, as in --equivalence -0.2,0.2");
}

template <std::size_t size>
std::ptrdiff_t place_of(const std::string& name, const char* const (&names)[size]) {
  return std::ranges::find(names, name) - std::begin(names);
}

template <std::size_t size>
std::vector<std::string> choices(const char* const (&names)[size]) {
  return {std::begin(names), std::end(names)};
}

/// Sorts out the words, and checks what can be checked before anything is read.
void TestCommand::settle() {
  if (!asked.has_formula() && !asked.second().empty() && !is_data(asked.second())) {
    options.hypotheses.insert(options.hypotheses.begin(), asked.take_second());
  }
  options.adjustment = static_cast<Adjustment>(place_of(adjustment, kAdjustmentNames));
  if (type == "2") options.type = 2;
  if (!method.empty()) options.method = static_cast<TestMethod>(place_of(method, kTestMethodNames));
  if (method.empty() && !options.added.empty()) options.method = TestMethod::score;
  options.profiles = intervals == "profile";
  if (!bounds.empty()) options.equivalence = bounds_of(bounds);
  options.validate();
  const bool draws = options.adjustment == Adjustment::sup_t || asked.model().draws_resamples();
  if (options.seed != HypothesisOptions().seed && !draws) {
    throw usage_error("--seed changes nothing without --adjust sup-t or a bootstrap");
  }
  asked.model().use_seed(options.seed);
}

/// A type is of likelihood ratios where there are data to have them from, and a fit has them.
TestMethod TestCommand::usual_method(const Fit& fit, bool has_data) const {
  if (!options.added.empty()) return TestMethod::score;
  const bool has_ratio = fit.variance() == Variance::model && !fit.pseudo_likelihood();
  return !type.empty() && has_data && has_ratio ? TestMethod::likelihood_ratio : TestMethod::wald;
}

void TestCommand::run(Session& session) {
  settle();
  const auto output = session.open_output(asked.inputs());
  const auto [fit, table] = asked.open(session);
  if (!asked.has_formula()) refuse_ambiguous(asked.second(), fit);
  options.ratios = ratios.wanted(fit.link());
  if (method.empty()) options.method = usual_method(fit, table != nullptr);
  const HypothesisTests tests = table ? test_hypotheses(fit, *table, options, session.execution())
                                      : test_hypotheses(fit, options);
  const Report answer = report(tests, fit, {.command = session.words()});
  session.print(answer, *output);
  asked.tell_warnings(fit, notes(answer), session);
}

void add_combination_flags(CLI::App& sub, TestCommand& command) {
  const std::string group = "Hypotheses";
  const auto texts = [&](const char* flag, std::vector<std::string>& values, const char* text) {
    sub.add_option(flag, values, text)->allow_extra_args(false)->type_name("EXPR")->group(group);
  };
  texts("--lincom", command.options.linear,
        "Linear combination of coefficients, with or without = > < and a number; repeatable");
  texts("--nlcom", command.options.nonlinear,
        "Smooth function of them, by the delta method: -(Intercept)/age; repeatable");
  command.ratios.add(sub, group);
  add_choice(sub, "--ci", command.intervals, {"wald", "profile"},
             "Intervals of linear combinations: Wald's; of the profile likelihood, with its test, "
             "from DATA [default: wald]")
      ->group(group);
  sub.add_option("--equivalence", command.bounds,
                 "Two one-sided tests against these bounds, on the scale that is reported")
      ->type_name("LOW,HIGH")
      ->group(group);
  add_choice(sub, "--test", command.method, choices(kTestMethodNames),
             "Of terms and equations: Wald's, the likelihood ratio, the score; the last two from "
             "DATA [default: wald; lr with --type and DATA where the fit has a likelihood]")
      ->group(group);
  sub.add_option("--add", command.options.added,
                 "Score tests of terms that the model does not have, from DATA, without another "
                 "fit: 'I(lwt^2) + age:smoke'; . for all other columns")
      ->type_name("TERMS")
      ->group(group);
  add_choice(sub, "--type", command.type, {"2", "3"},
             "Tests of terms without those that contain them (2), or beside all others (3)")
      ->group(group);
  add_choice(sub, "--adjust", command.adjustment, choices(kAdjustmentNames),
             "p-values for the number of tests in their table")
      ->group(group);
  add_seed(sub, command.options.seed, "Of what --adjust sup-t simulates, and of a bootstrap",
           group);
  sub.add_option("--level", command.options.level, "Level of the intervals")
      ->type_name("P")
      ->capture_default_str()
      ->group(group);
}

}  // namespace

void add_test(CLI::App& app, Session& session) {
  auto command = std::make_shared<TestCommand>();
  CLI::App* sub = add_command(
      app, "test", "Tests of terms, and of combinations of coefficients in your own words",
      kTestExamples);
  command->asked.add(*sub, {.needs_data = false, .other_words = "; or a hypothesis"}, "Hypotheses");
  sub->add_option("HYPOTHESES", command->options.hypotheses,
                  "Terms (race, smoke:age) or linear hypotheses ('smoke = ht', 'smoke > 0') "
                  "[default: every term]")
      ->type_name("");
  add_combination_flags(*sub, *command);
  sub->callback([command, &session] { command->run(session); });
}

}  // namespace odds::cli
