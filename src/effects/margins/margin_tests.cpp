#include "base/failure.hpp"
#include "base/special_values.hpp"
#include "effects/margins/margin_question.hpp"
#include "inference/combination.hpp"
#include "inference/hypothesis_reader.hpp"
#include "inference/hypothesis_tester.hpp"
#include "inference/test_hypotheses.hpp"
#include "math/linear_algebra.hpp"

#include <odds/eigen.hpp>
#include <odds/margin_tests.hpp>
#include <odds/notes.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

namespace odds {
namespace {

/// `race = black - White` without the blanks around its signs.
std::string without_sign_blanks(std::string text) {
  constexpr std::pair<const char*, const char*> kSigns[] = {
      {" - ", "-"}, {" = ", "="}, {": ", ":"}, {", ", ","}, {" / ", "/"}};
  for (const auto& [spaced, sign] : kSigns) {
    const std::string blank = spaced;
    for (std::size_t at = text.find(blank); at != std::string::npos; at = text.find(blank, at)) {
      text.replace(at, blank.size(), sign);
    }
  }
  return text;
}

std::string base_name(const MarginRow& row) {
  return row.variable.empty() ? "P" : without_sign_blanks(row.variable);
}

/// What may tell the rows of a variable apart: their contrasts, then what is set in each.
std::vector<std::string> parts_of(const MarginRow& row) {
  std::vector<std::string> parts = {without_sign_blanks(row.contrast)};
  for (const auto& setting : row.at) parts.push_back(setting.second);
  return parts;
}

/// Which parts the rows of each variable differ in.
std::map<std::string, std::vector<bool>> telling_parts(const Margins& margins) {
  std::map<std::string, std::vector<std::set<std::string>>> values;
  for (const MarginRow& row : margins.rows) {
    std::vector<std::set<std::string>>& known = values[base_name(row)];
    const std::vector<std::string> parts = parts_of(row);
    known.resize(std::max(known.size(), parts.size()));
    for (std::size_t k = 0; k < parts.size(); ++k) known[k].insert(parts[k]);
  }
  std::map<std::string, std::vector<bool>> result;
  for (const auto& [name, known] : values) {
    for (const std::set<std::string>& texts : known) result[name].push_back(texts.size() > 1);
  }
  return result;
}

/// How fast the number in the table moves with the one that the covariance is of.
Vector slopes_of(const Margins& margins) {
  const auto m = static_cast<Index>(margins.rows.size());
  Vector slopes = Vector::Ones(m);
  for (Index i = 0; i < m; ++i) {
    const MarginRow& row = margins.rows[static_cast<std::size_t>(i)];
    if (row.ratio && std::isfinite(row.estimate)) slopes[i] = row.estimate;
  }
  return slopes;
}

/// The covariance of the numbers of a table of margins.
class MarginCovariance final : public EstimateCovariance {
 public:
  explicit MarginCovariance(const Margins& margins)
      : margins_(margins), slopes_(slopes_of(margins)) {
    covariance_ =
        slopes_.asDiagonal() * Matrix(as_eigen(margins.covariance)) * slopes_.asDiagonal();
  }

  Index size() const override { return covariance_.cols(); }

  // Rows without an estimate have no covariance: only what has weight is touched.
  Matrix of(const Weights& weights) const override {
    std::vector<Index> used;
    for (Index j = 0; j < weights.cols(); ++j) {
      if (uses(weights, j)) used.push_back(j);
    }
    const Matrix dense = Matrix(weights)(Eigen::all, used);
    return dense * covariance_(used, used) * dense.transpose();
  }

  double degrees_of(const Weights& weights) const override {
    double least = margins_.test_degrees > 0.0 ? margins_.test_degrees : kInfinity;
    if (!margins_.own_degrees) return least;
    const Matrix contrasts = in_covariance(weights);
    for (Index i = 0; i < contrasts.rows(); ++i) {
      least = std::min(least, margins_.own_degrees->of(contrasts.row(i).transpose()));
    }
    return least;
  }

  JointReference reference_of(const Weights& weights) const override {
    if (!margins_.own_degrees) return {.scale = 1.0, .denominator = degrees_of(weights)};
    return margins_.own_degrees->of_all(in_covariance(weights));
  }

 private:
  static bool uses(const Weights& weights, Index column) {
    for (Index i = 0; i < weights.rows(); ++i) {
      if (weights.coeff(i, column) != 0.0) return true;
    }
    return false;
  }

  /// The combinations as those of what the covariance of the margins is of.
  Matrix in_covariance(const Weights& weights) const {
    return Matrix(weights) * slopes_.asDiagonal();
  }

  const Margins& margins_;
  Vector slopes_;
  Matrix covariance_;
};

/// The rows of margins under all of their names.
class NamedMargins {
 public:
  explicit NamedMargins(const Margins& margins) : names_(margin_names(margins)) {
    std::unordered_map<std::string, Index> rows;
    for (const std::string& name : names_) rows.emplace(name, static_cast<Index>(rows.size()));
    std::vector<double> values;
    for (std::size_t i = 0; i < margins.rows.size(); ++i) {
      const MarginRow& row = margins.rows[i];
      values.push_back(is_needed_number(margins, row) || row.aliased ? kNaN : row.estimate);
      const std::string place = fmt::format("b{}", i + 1);
      if (rows.emplace(place, static_cast<Index>(i)).second) names_.push_back(place);
    }
    table_.emplace(std::move(rows), std::move(values));
  }

  /// A function of margins, with or without a comparison.
  Question read(const std::string& text) const {
    return read_comparison(text, {.names = names_, .noun = "margin", .estimates = *table_});
  }

 private:
  /// Whether the row is a number needed to treat: 1 / the risk difference that the covariance is
  /// of.
  static bool is_needed_number(const Margins& margins, const MarginRow& row) {
    return margins.scales.risk_difference && !row.ratio && row.contrast.starts_with("NNT ");
  }

  std::vector<std::string> names_;
  std::optional<CoefficientTable> table_;
};

bool hold_ratios(const Questions& questions, const Margins& margins) {
  const auto is_ratio = [&](Index row) {
    return margins.rows[static_cast<std::size_t>(row)].ratio;
  };
  const auto holds_one = [&](const Question& question) {
    return std::ranges::any_of(question.parts.front().columns, is_ratio);
  };
  return std::ranges::any_of(questions.tested, holds_one) ||
         std::ranges::any_of(questions.estimated, holds_one);
}

void require_wald(const HypothesisOptions& options) {
  options.validate();
  const bool is_wald = options.method == TestMethod::wald && options.type == 3;
  if (is_wald && options.added.empty() && !options.ratios) return;
  refuse("margins have Wald tests of their own numbers alone",
         "`odds test` has other tests, of coefficients and terms");
}

}  // namespace

Question margin_question(const Margins& margins, const std::string& text) {
  return NamedMargins(margins).read(text);
}

std::vector<std::string> margin_names(const Margins& margins) {
  const std::map<std::string, std::vector<bool>> telling = telling_parts(margins);
  std::vector<std::string> names;
  for (const MarginRow& row : margins.rows) {
    std::string name = base_name(row);
    const std::vector<bool>& tells = telling.at(name);
    const std::vector<std::string> parts = parts_of(row);
    std::vector<std::string> shown;
    for (std::size_t k = 0; k < parts.size(); ++k) {
      if (tells[k]) shown.push_back(parts[k]);
    }
    if (!shown.empty()) name += fmt::format("[{}]", fmt::join(shown, ","));
    names.push_back(std::move(name));
  }
  return names;
}

HypothesisTests test_margins(const Margins& margins, const HypothesisOptions& options) {
  require_wald(options);
  const NamedMargins named(margins);
  const MarginCovariance covariance(margins);
  Questions questions;
  for (const std::string& text : options.hypotheses) questions.tested.push_back(named.read(text));
  questions.joint = have_joint_test(questions.tested);
  for (const auto* texts : {&options.linear, &options.nonlinear}) {
    for (const std::string& text : *texts) questions.estimated.push_back(named.read(text));
  }
  HypothesisTests tests = answer(questions, HypothesisTester(covariance), options);
  if (hold_ratios(questions, margins)) {
    tests.notes.push_back(make_note(
        NoteCode::ratios_as_they_are,
        "Hypotheses about ratios have the delta method's errors of the ratios themselves; the "
        "p-value of a row of ratios is that of its logarithm, and so may differ."));
  }
  return tests;
}

}  // namespace odds
