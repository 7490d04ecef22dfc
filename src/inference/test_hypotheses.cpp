#include "inference/test_hypotheses.hpp"

#include "base/failure.hpp"
#include "inference/added_term_tests.hpp"
#include "inference/conditional_tests.hpp"
#include "inference/hypothesis_reader.hpp"
#include "inference/hypothesis_tester.hpp"
#include "inference/likelihood_tests.hpp"
#include "inference/penalised_tests.hpp"
#include "inference/test_profiles.hpp"
#include "math/distributions.hpp"

#include <odds/curve.hpp>
#include <odds/error.hpp>
#include <odds/hypothesis.hpp>
#include <odds/notes.hpp>

#include <Eigen/QR>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace odds {
namespace {

void exponentiate(HypothesisRow& row) {
  row.ratio = true;
  row.estimate = std::exp(row.estimate);
  row.std_error *= row.estimate;
  row.conf_low = std::exp(row.conf_low);
  row.conf_high = std::exp(row.conf_high);
  row.null = std::exp(row.null);
}

/// Of a row that is not exponentiated yet.
Equivalence equivalence_of(const HypothesisRow& row, EquivalenceBounds bounds, double level) {
  const double alpha = 1.0 - level;
  const double degrees = row.degrees;
  const double reach = wald_critical_value(1.0 - 2.0 * alpha, degrees) * row.std_error;
  Equivalence result;
  result.low_p =
      p_value_for((row.estimate - bounds.low) / row.std_error, Alternative::greater, degrees);
  result.high_p =
      p_value_for((row.estimate - bounds.high) / row.std_error, Alternative::less, degrees);
  result.p_value = std::max(result.low_p, result.high_p);
  result.conf_low = row.estimate - reach;
  result.conf_high = row.estimate + reach;
  result.equivalent = result.p_value <= alpha;
  return result;
}

void add_equivalence(HypothesisRow& row, const HypothesisOptions& options) {
  EquivalenceBounds bounds = *options.equivalence;
  if (options.ratios) bounds = {std::log(bounds.low), std::log(bounds.high)};
  Equivalence result = equivalence_of(row, bounds, options.level);
  if (options.ratios) {
    result.conf_low = std::exp(result.conf_low);
    result.conf_high = std::exp(result.conf_high);
  }
  row.equivalence = result;
}

bool is_combination(const HypothesisRow& row) {
  return row.kind == RowKind::linear || row.kind == RowKind::nonlinear;
}

/// Adjusts the tests of one family. Returns how many they are.
template <class Member>
Index adjust(std::vector<HypothesisRow>& rows, Adjustment adjustment, const Member& is_member) {
  std::vector<double> p_values;
  for (const HypothesisRow& row : rows) {
    if (is_member(row)) p_values.push_back(row.p_value);
  }
  const std::vector<double> adjusted = adjusted_p_values(p_values, adjustment);
  std::size_t next = 0;
  for (HypothesisRow& row : rows) {
    if (is_member(row)) row.adjusted_p = adjusted[next++];
  }
  return std::ranges::count_if(p_values, [](double p) { return !std::isnan(p); });
}

void adjust_p_values(HypothesisTests& tests) {
  const auto has_own_test = [](const HypothesisRow& row) { return row.has_own_test(); };
  tests.terms_in_family = adjust(tests.rows, tests.adjustment, [](const HypothesisRow& row) {
    return !row.has_own_test() && row.kind != RowKind::joint;
  });
  tests.combinations_in_family = adjust(tests.rows, tests.adjustment, has_own_test);
}

/// p-values and intervals of all combinations together.
void use_sup_t(const SupT& largest, HypothesisTests& tests) {
  tests.critical_value = largest.critical_value(tests.level);
  for (HypothesisRow& row : tests.rows) {
    if (!row.has_own_test()) continue;
    ++tests.combinations_in_family;
    row.adjusted_p = largest.tail(std::abs(row.statistic));
    row.conf_low = row.estimate - *tests.critical_value * row.std_error;
    row.conf_high = row.estimate + *tests.critical_value * row.std_error;
  }
}

/// Refuses sup-t for what is not an estimate with a two-sided test.
void require_two_sided_estimates(const std::vector<HypothesisRow>& rows) {
  for (const HypothesisRow& row : rows) {
    const bool fits = row.has_own_test() && row.alternative == Alternative::two_sided;
    if (fits || row.kind == RowKind::joint) continue;
    refuse(fmt::format("sup-t adjusts two-sided tests of single estimates, which \"{}\" is not",
                       row.hypothesis),
           "--adjust holm takes any tests; --lincom asks for single estimates");
  }
}

/// Where a term that is tested is part of a higher one.
void add_note_on_higher_terms(const HypothesisReader& reader, HypothesisTests& tests) {
  std::string list;
  for (const HypothesisRow& row : tests.rows) {
    if (row.kind != RowKind::term) continue;
    const auto own = std::ranges::find(reader.terms(), row.hypothesis, &TermColumns::name);
    std::string higher;
    for (const TermColumns& other : reader.terms()) {
      if (!contains(other.term, own->term)) continue;
      higher += (higher.empty() ? "" : ", ") + other.name;
    }
    if (higher.empty()) continue;
    list += fmt::format("{}{} (in {})", list.empty() ? "" : ", ", row.hypothesis, higher);
  }
  if (list.empty()) return;
  tests.notes.push_back(make_note(
      NoteCode::terms_within_terms,
      fmt::format("These terms are parts of higher ones, and their tests are of what they do where "
                  "the others are 0 or at their base: {}.",
                  list)));
}

std::vector<Question> questions_of_terms(const HypothesisReader& reader) {
  std::vector<Question> questions;
  for (const TermColumns& term : reader.terms()) questions.push_back(reader.of_term(term));
  return questions;
}

void require_ratio(const Fit& fit, const HypothesisOptions& options) {
  if (!options.ratios || *link_words(fit.link()).ratio != '\0') return;
  refuse(fmt::format("exp(coefficient) of the link {} is no ratio", link_name(fit.link())));
}

/// Refuses what has no combination to be applied to.
void require_combinations(const HypothesisOptions& options,
                          const std::vector<HypothesisRow>& rows) {
  const auto is_linear = [](const HypothesisRow& row) { return row.kind == RowKind::linear; };
  if (options.ratios && std::ranges::none_of(rows, is_linear)) {
    refuse("ratios are of linear combinations, and none is asked for",
           "name one: --lincom 'smoke + ht'");
  }
  if (options.profiles && std::ranges::none_of(rows, is_linear)) {
    refuse("profiles are of linear combinations, and none is asked for",
           "name one: --lincom 'smoke + ht'");
  }
  if (options.equivalence && std::ranges::none_of(rows, is_combination)) {
    refuse("equivalence is tested of combinations, and none is asked for",
           "name one: --lincom 'smoke'");
  }
  if (options.equivalence && options.ratios && !options.nonlinear.empty()) {
    refuse("the bounds of equivalence are ratios, which functions of --nlcom are not",
           "ask for them apart");
  }
}

/// The terms that a test of type 2 leaves out of the model: those that contain the question's.
std::vector<Question> terms_around(const HypothesisReader& reader, const Question& question) {
  const auto own = std::ranges::find(reader.terms(), question.text, &TermColumns::name);
  std::vector<Question> higher;
  if (question.kind != RowKind::term || own == reader.terms().end()) return higher;
  for (const TermColumns& other : reader.terms()) {
    if (contains(other.term, own->term)) higher.push_back(reader.of_term(other));
  }
  return higher;
}

Questions read_questions(const HypothesisReader& reader, const HypothesisOptions& options) {
  Questions all;
  for (const std::string& text : options.hypotheses) all.tested.push_back(reader.read(text));
  all.joint = have_joint_test(all.tested) && options.type == 3;
  for (const std::string& text : options.linear) {
    all.estimated.push_back(reader.read_combination(text, RowKind::linear));
  }
  for (const std::string& text : options.nonlinear) {
    all.estimated.push_back(reader.read_combination(text, RowKind::nonlinear));
  }
  if (all.tested.empty() && all.estimated.empty()) all.tested = questions_of_terms(reader);
  if (options.type == 3) return all;
  for (Question& question : all.tested) question.without = terms_around(reader, question);
  return all;
}

std::vector<HypothesisRow> rows_of(const Questions& questions, const HypothesisTester& tester,
                                   double level) {
  std::vector<HypothesisRow> rows;
  for (const Question& question : questions.tested) {
    const bool is_function = question.kind == RowKind::nonlinear;
    rows.push_back(is_function ? tester.estimate_row(question, level)
                               : tester.test_row(question, level));
  }
  if (questions.joint) rows.push_back(tester.joint_row(questions.tested));
  for (const Question& question : questions.estimated) {
    rows.push_back(tester.estimate_row(question, level));
  }
  return rows;
}

void adjust(const Questions& questions, const HypothesisTester& tester, std::uint64_t seed,
            HypothesisTests& tests) {
  if (tests.adjustment == Adjustment::none) return;
  if (tests.adjustment != Adjustment::sup_t) return adjust_p_values(tests);
  require_two_sided_estimates(tests.rows);
  std::vector<Question> all = questions.tested;
  all.insert(all.end(), questions.estimated.begin(), questions.estimated.end());
  use_sup_t(tester.largest_of(all, seed), tests);
}

/// Of joint tests that have no F.
void add_note_on_few_clusters(HypothesisTests& tests) {
  const auto has_no_reference = [](const HypothesisRow& row) { return std::isnan(row.degrees); };
  if (std::ranges::none_of(tests.rows, has_no_reference)) return;
  tests.notes.push_back(make_note(
      NoteCode::too_few_clusters_to_test,
      "There are too few clusters to test as many coefficients together: Hotelling's F has no "
      "degrees of freedom left."));
}

HypothesisTests answer_of_fit(const Fit& fit, const HypothesisOptions& options,
                              HeldTests* likelihood, const ProfileSource* profiles) {
  require_ratio(fit, options);
  const HypothesisReader reader(fit);
  const CombinationCovariance covariance(fit);
  const HypothesisTester tester(covariance, options.method, likelihood);
  HypothesisTests tests = answer(read_questions(reader, options), tester, options, profiles);
  if (options.type == 3) add_note_on_higher_terms(reader, tests);
  add_note_on_few_clusters(tests);
  return tests;
}

std::string joined_names(const std::vector<std::string>& names) {
  return fmt::format("{}", fmt::join(names, ", "));
}

void add_notes_on_added(const AddedTermTests& added, HypothesisTests& tests) {
  std::vector<std::string> in_span;
  for (const HypothesisRow& row : tests.rows) {
    if (row.df == 0 && row.kind == RowKind::added) in_span.push_back(row.hypothesis);
  }
  if (!in_span.empty()) {
    tests.notes.push_back(
        make_note(NoteCode::terms_in_span,
                  "These terms add nothing: in the rows used they are combinations of the columns "
                  "that the model has: " +
                      joined_names(in_span) + "."));
  }
  for (const std::string& reading : added.readings()) {
    tests.notes.push_back(make_note(NoteCode::added_terms_reading, reading));
  }
}

HypothesisTests answer_added(const AddedTermTests& added, const HypothesisOptions& options) {
  HypothesisTests tests{.rows = added.rows(),
                        .level = options.level,
                        .method = options.method,
                        .type = options.type,
                        .profiles = false,
                        .bounds = {},
                        .adjustment = options.adjustment,
                        .critical_value = {},
                        .terms_in_family = 0,
                        .combinations_in_family = 0,
                        .notes = {}};
  if (tests.adjustment == Adjustment::sup_t) require_two_sided_estimates(tests.rows);
  if (tests.adjustment != Adjustment::none) adjust_p_values(tests);
  add_notes_on_added(added, tests);
  return tests;
}

}  // namespace

bool have_joint_test(const std::vector<Question>& questions) {
  return questions.size() > 1 && std::ranges::all_of(questions, [](const Question& question) {
           return question.alternative == Alternative::two_sided;
         });
}

HypothesisTests answer(const Questions& questions, const HypothesisTester& tester,
                       const HypothesisOptions& options, const ProfileSource* profiles) {
  HypothesisTests tests{.rows = rows_of(questions, tester, options.level),
                        .level = options.level,
                        .method = options.method,
                        .type = options.type,
                        .profiles = false,
                        .bounds = options.equivalence,
                        .adjustment = options.adjustment,
                        .critical_value = {},
                        .terms_in_family = 0,
                        .combinations_in_family = 0,
                        .notes = {}};
  require_combinations(options, tests.rows);
  if (profiles != nullptr && options.profiles) {
    add_profiles(questions, options.level, *profiles, tests.rows);
    tests.profiles = true;
  }
  adjust(questions, tester, options.seed, tests);
  for (HypothesisRow& row : tests.rows) {
    if (options.equivalence && is_combination(row)) add_equivalence(row, options);
    if (options.ratios && row.kind == RowKind::linear) exponentiate(row);
  }
  return tests;
}

HypothesisTests test_hypotheses(const Fit& fit, const HypothesisOptions& options) {
  options.validate();
  require_estimates(fit);
  if (options.method != TestMethod::wald) {
    refuse(
        fmt::format("--{} needs the data of the fit",
                    options.added.empty()
                        ? "test " + std::string(kTestMethodNames[static_cast<int>(options.method)])
                        : "add"),
        "give them behind the model");
  }
  if (options.profiles) {
    refuse("profile likelihoods need the data of the fit", "give them behind the model");
  }
  return answer_of_fit(fit, options, nullptr, nullptr);
}

HypothesisTests test_hypotheses(const Fit& fit, const Table& table,
                                const HypothesisOptions& options, const Execution& execution) {
  options.validate();
  require_estimates(fit);
  const ProfileSource profiles{fit, table, execution};
  if (options.method == TestMethod::wald) return answer_of_fit(fit, options, nullptr, &profiles);
  if (!options.added.empty()) {
    return answer_added(AddedTermTests(fit, table, options.added, execution), options);
  }
  if (fit.matched_sets().any()) {
    ConditionalTests conditional(fit, table, options.method, execution);
    return answer_of_fit(fit, options, &conditional, &profiles);
  }
  if (fit.method() == Method::firth || fit.method() == Method::flic) {
    PenalisedTests penalised(fit, table, options.method, execution);
    return answer_of_fit(fit, options, &penalised, &profiles);
  }
  LikelihoodTests likelihood(fit, table, options.method, execution);
  return answer_of_fit(fit, options, &likelihood, &profiles);
}

std::vector<HypothesisRow> term_tests(const Fit& fit) {
  require_estimates(fit);
  const CombinationCovariance covariance(fit);
  const HypothesisTester tester(covariance);
  constexpr double kAnyLevel = 0.95;  // terms have no interval
  std::vector<HypothesisRow> rows;
  for (const Question& question : questions_of_terms(HypothesisReader(fit))) {
    rows.push_back(tester.test_row(question, kAnyLevel));
  }
  return rows;
}

}  // namespace odds
