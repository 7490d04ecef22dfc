#include "diagnose/answers.hpp"

#include "base/failure.hpp"
#include "effects/margins/margin_question.hpp"
#include "effects/margins/margins_jacobian.hpp"
#include "inference/hypothesis_reader.hpp"
#include "inference/hypothesis_tester.hpp"
#include "model/coordinates.hpp"

#include <odds/margin_tests.hpp>

#include <fmt/format.h>

#include <utility>
#include <vector>

namespace odds {
namespace {

void require_equation(Alternative alternative, const std::string& answer) {
  if (alternative == Alternative::two_sided) return;
  refuse(fmt::format("\"{}\" is one-sided: an answer is compared by =", answer),
         "write = for the sign, or leave the comparison with 0 out");
}

class AnswerOfCoefficients final : public Answer {
 public:
  AnswerOfCoefficients(const AnswerOptions& options, const Execution& execution)
      : options_(options), execution_(execution) {}

  Answered at(const Fit& fit, const Table&) const override {
    const Question question = question_of(fit);
    const CombinationCovariance covariance(fit);
    return {.text = question.text,
            .null = question.null,
            .row = HypothesisTester(covariance).estimate_row(question, options_.level)};
  }

  RowPulls pulls(const Fit& fit, const FittedRows& rows) const override {
    const Model& model = fit.model();
    const Vector weights =
        CombinationCovariance(fit).weights(question_of(fit).parts).row(0).transpose();
    const SparseMatrix map = estimate_map(model.plan, model.dependencies);
    return row_pulls(rows.reader(), model, map.transpose() * weights, execution_);
  }

 private:
  Question question_of(const Fit& fit) const {
    Question question = HypothesisReader(fit).read_combination(options_.answer, RowKind::nonlinear);
    require_equation(question.alternative, options_.answer);
    return question;
  }

  const AnswerOptions& options_;
  const Execution& execution_;
};

class AnswerOfEffects final : public Answer {
 public:
  /// `table`: the data of the fit.
  AnswerOfEffects(const Table& table, const AnswerOptions& options, const Execution& execution)
      : table_(table), options_(options), execution_(execution) {}

  Answered at(const Fit& fit, const Table& table) const override {
    const Margins effects = margins(fit, table, {}, execution_);
    HypothesisOptions asked;
    asked.nonlinear = {options_.answer};
    asked.level = options_.level;
    const HypothesisTests tests = test_margins(effects, asked);
    const HypothesisRow& row = tests.rows.front();
    require_equation(row.alternative, options_.answer);
    return {.text = row.hypothesis, .null = row.null, .row = row};
  }

  RowPulls pulls(const Fit& fit, const FittedRows&) const override {
    const Margins effects = margins(fit, table_, {}, execution_);
    const Question question = margin_question(effects, options_.answer);
    const CoefficientFunction& function = question.parts.front();
    RowPulls all;
    const auto add = [&](RowInfluences&& part) {
      Vector pull = Vector::Zero(std::ssize(part.row));
      for (std::size_t k = 0; k < function.columns.size(); ++k) {
        pull += function.gradient[k] * part.influence.row(function.columns[k]).transpose();
      }
      all.append({.row = std::move(part.row),
                  .pull = to_std(pull),
                  .spread = std::vector<double>(static_cast<std::size_t>(pull.size()), 0.0),
                  .change = to_std(-pull)});
    };
    margins_with_jacobian(fit, table_, {}, execution_, add);
    return all;
  }

 private:
  const Table& table_;
  const AnswerOptions& options_;
  const Execution& execution_;
};

}  // namespace

std::unique_ptr<const Answer> answer_of(const Table& table, const AnswerOptions& options,
                                        const Execution& execution) {
  if (options.of == AnswerOf::effects) {
    return std::make_unique<const AnswerOfEffects>(table, options, execution);
  }
  return std::make_unique<const AnswerOfCoefficients>(options, execution);
}

}  // namespace odds
