#include "inference/test_profiles.hpp"

#include "inference/hypothesis_tester.hpp"

#include <odds/profile.hpp>

#include <cmath>

namespace odds {
namespace {

/// Interval and test of the profile likelihood for the row of a linear combination.
void add_profile(const Question& question, double level, const ProfileSource& source,
                 HypothesisRow& row) {
  const CoefficientFunction& combination = question.parts.front();
  std::vector<double> weights(source.fit.names().size());
  for (std::size_t k = 0; k < combination.columns.size(); ++k) {
    weights[static_cast<std::size_t>(combination.columns[k])] = combination.gradient[k];
  }
  const ProfileOptions options{.level = level, .null = question.null - combination.constant};
  const ProfileRow profile =
      profile_combination(source.fit, source.table, weights, options, source.execution);
  row.conf_low = profile.conf_low + combination.constant;
  row.conf_high = profile.conf_high + combination.constant;
  row.lr_statistic = profile.statistic;
  const double root = std::copysign(std::sqrt(profile.statistic), profile.estimate - options.null);
  row.lr_p_value = p_value_for(root, row.alternative, source.fit.test_degrees());
}

}  // namespace

void add_profiles(const Questions& questions, double level, const ProfileSource& source,
                  std::vector<HypothesisRow>& rows) {
  auto row = rows.begin();
  const auto go_through = [&](const std::vector<Question>& asked) {
    for (const Question& question : asked) {
      if (question.kind == RowKind::linear) add_profile(question, level, source, *row);
      ++row;
    }
  };
  go_through(questions.tested);
  if (questions.joint) ++row;
  go_through(questions.estimated);
}

}  // namespace odds
