// Random models against Newton's method as a textbook has it: a dense matrix, a QR decomposition in
// each step, and sums of more digits than doubles have. Nothing of it is shared with the library.
#include "support/random_data.hpp"
#include "support/rows.hpp"

#include <odds/fit.hpp>
#include <odds/inference.hpp>
#include <odds/memory_table.hpp>

#include <Eigen/QR>
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

namespace odds {
namespace {

using test::Random;
using Wide = long double;
using WideColumn = Eigen::Vector<Wide, Eigen::Dynamic>;

/// A data set in its two forms: a table with a formula, and the design that these stand for.
struct Problem {
  MemoryTable table;
  std::string formula;
  FitOptions options;

  std::vector<std::string> names;
  Matrix x;       ///< n x p
  Vector events;  ///< n; of `trials`
  Vector trials;  ///< n; with the weights
  Vector offset;  ///< n
};

struct Estimates {
  Vector beta;
  Vector std_errors;
};

/// A column of the design with its name, while a problem is made up.
struct NamedColumn {
  std::string name;
  Vector values;
};

class Maker {
 public:
  explicit Maker(std::uint64_t seed) : random_(seed) {}

  Problem problem() {
    rows_ = random_.whole(40, 250);
    columns_ = {{"(Intercept)", Vector::Ones(rows_)}};
    const int numbers = random_.whole(1, 4);
    for (int j = 0; j < numbers; ++j) add_number("x" + std::to_string(j));
    if (random_.whole(0, 1) == 1) add_factor();
    if (numbers > 1 && random_.whole(0, 3) == 0) {
      add_term("x0:x1", columns_[1].values.cwiseProduct(columns_[2].values));
    }
    join_columns();
    add_outcomes();
    return std::move(problem_);
  }

 private:
  Vector values() {
    const int kind = random_.whole(0, 4);
    const double scale = std::pow(10.0, random_.whole(-4, 4));
    const double shift = random_.whole(-3, 3);
    return Vector::NullaryExpr(rows_, [&] {
      if (kind == 0) return static_cast<double>(random_.whole(0, 1));
      if (kind == 1) return static_cast<double>(random_.whole(-3, 6));
      if (kind == 2) return random_.normal();
      return scale * (shift + random_.normal());
    });
  }

  void add_term(const std::string& name, Vector values) {
    columns_.push_back({name, std::move(values)});
    formula_ += (formula_.empty() ? "" : " + ") + name;
  }

  void add_number(const std::string& name) {
    const Vector cells = values();
    add_term(name, cells);
    problem_.table.add(name, std::vector<double>(cells.begin(), cells.end()));
  }

  /// Levels a, b, ..; the first is the base.
  void add_factor() {
    const int levels = random_.whole(2, 5);
    std::vector<std::string> cells;
    for (Index i = 0; i < rows_; ++i) {
      cells.emplace_back(1, static_cast<char>('a' + (i < levels ? static_cast<int>(i)
                                                                : random_.whole(0, levels - 1))));
    }
    problem_.table.add("g", cells);
    formula_ += (formula_.empty() ? "" : " + ") + std::string("g");
    for (int level = 1; level < levels; ++level) {
      const std::string text(1, static_cast<char>('a' + level));
      Vector column(rows_);
      for (Index i = 0; i < rows_; ++i) column[i] = cells[static_cast<std::size_t>(i)] == text;
      columns_.push_back({"g[" + text + "]", std::move(column)});
    }
  }

  void join_columns() {
    problem_.x = Matrix(rows_, static_cast<Index>(columns_.size()));
    for (std::size_t j = 0; j < columns_.size(); ++j) {
      problem_.names.push_back(columns_[j].name);
      problem_.x.col(static_cast<Index>(j)) = columns_[j].values;
    }
  }

  /// True coefficients that move eta by about 1 for one deviation of their column.
  Vector true_predictor() {
    Vector eta = Vector::Constant(rows_, 0.4 * random_.normal());
    for (Index j = 1; j < problem_.x.cols(); ++j) {
      const Vector centred = problem_.x.col(j).array() - problem_.x.col(j).mean();
      const double size = std::sqrt(centred.squaredNorm() / static_cast<double>(rows_));
      if (size > 0.0) eta += 0.6 * random_.normal() / size * centred;
    }
    return eta;
  }

  void add_outcomes() {
    Vector eta = true_predictor();
    problem_.offset = Vector::Zero(rows_);
    if (random_.whole(0, 3) == 0) {
      problem_.offset = Vector::NullaryExpr(rows_, [&] { return random_.normal(); });
      eta += problem_.offset;
      add_column("o", problem_.offset);
      problem_.options.offset = "o";
    }
    const bool grouped = random_.whole(0, 2) == 0;
    Vector trials = Vector::NullaryExpr(
        rows_, [&] { return grouped ? static_cast<double>(random_.whole(1, 9)) : 1.0; });
    Vector events(rows_);
    for (Index i = 0; i < rows_; ++i) {
      events[i] = 0.0;
      for (int trial = 0; trial < static_cast<int>(trials[i]); ++trial) {
        if (random_.uniform() < 1.0 / (1.0 + std::exp(-eta[i]))) events[i] += 1.0;
      }
    }
    add_column("y", events);
    if (grouped) add_column("m", trials);
    problem_.formula = (grouped ? "y/m ~ " : "y ~ ") + formula_;
    weigh(events, trials);
    problem_.events = std::move(events);
    problem_.trials = std::move(trials);
  }

  void weigh(Vector& events, Vector& trials) {
    const int kind = random_.whole(0, 5);
    if (kind > 1) return;
    const Vector weights = Vector::NullaryExpr(rows_, [&] {
      return kind == 0 ? static_cast<double>(random_.whole(1, 4)) : 0.1 + 3.0 * random_.uniform();
    });
    add_column("w", weights);
    (kind == 0 ? problem_.options.frequency_weights : problem_.options.importance_weights) = "w";
    events = events.cwiseProduct(weights);
    trials = trials.cwiseProduct(weights);
  }

  void add_column(const std::string& name, const Vector& cells) {
    problem_.table.add(name, std::vector<double>(cells.begin(), cells.end()));
  }

  Random random_;
  Index rows_ = 0;
  std::vector<NamedColumn> columns_;
  std::string formula_;
  Problem problem_;
};

/// Newton's method on columns of length 1.
class TextbookNewton {
 public:
  explicit TextbookNewton(const Problem& problem)
      : problem_(problem), lengths_(problem.x.colwise().norm()), beta_(problem.x.cols()) {
    scaled_ = problem.x * lengths_.cwiseInverse().asDiagonal();
    beta_.setZero();
  }

  /// Nothing if the likelihood has no maximum, or the columns are dependent, as far as one can see.
  std::optional<Estimates> estimates() {
    constexpr int kMostSteps = 60;
    for (int step = 0; step < kMostSteps; ++step) {
      const Eigen::ColPivHouseholderQR<Matrix> qr = decompose();
      if (qr.rank() < beta_.size()) return std::nullopt;
      Vector move = qr.solve(residuals_);
      const double size = (scaled_ * move).cwiseAbs().maxCoeff();
      if (size > 2.0) move *= 2.0 / size;
      beta_ += move.cast<Wide>();
      if (largest_predictor() > 40.0) return std::nullopt;
      if (size < 1e-13) return result(decompose());
    }
    return std::nullopt;
  }

 private:
  /// W^(1/2) X, and the residuals whose least squares are Newton's step.
  Eigen::ColPivHouseholderQR<Matrix> decompose() {
    const Index n = scaled_.rows();
    residuals_.resize(n);
    Matrix weighted = scaled_;
    for (Index i = 0; i < n; ++i) {
      const Wide eta = predictor(i);
      const Wide p = 1.0L / (1.0L + std::exp(-eta));
      const Wide q = 1.0L / (1.0L + std::exp(eta));
      const Wide root = std::sqrt(static_cast<Wide>(problem_.trials[i]) * p * q);
      const Wide gap = static_cast<Wide>(problem_.events[i]) * q -
                       static_cast<Wide>(problem_.trials[i] - problem_.events[i]) * p;
      residuals_[i] = static_cast<double>(gap / root);
      weighted.row(i) *= static_cast<double>(root);
    }
    return Eigen::ColPivHouseholderQR<Matrix>(weighted);
  }

  Wide predictor(Index i) const {
    Wide eta = problem_.offset[i];
    for (Index j = 0; j < beta_.size(); ++j) eta += static_cast<Wide>(scaled_(i, j)) * beta_[j];
    return eta;
  }

  double largest_predictor() const {
    Wide largest = 0.0L;
    for (Index i = 0; i < scaled_.rows(); ++i) largest = std::max(largest, std::abs(predictor(i)));
    return static_cast<double>(largest);
  }

  Estimates result(const Eigen::ColPivHouseholderQR<Matrix>& qr) const {
    const Index p = beta_.size();
    const Matrix r = qr.matrixR().topLeftCorner(p, p).triangularView<Eigen::Upper>();
    const Matrix inverse = r.triangularView<Eigen::Upper>().solve(Matrix(Matrix::Identity(p, p)));
    const Matrix in_order = qr.colsPermutation() * inverse;
    return {.beta = beta_.cast<double>().cwiseQuotient(lengths_),
            .std_errors = Vector(in_order.rowwise().norm()).cwiseQuotient(lengths_)};
  }

  const Problem& problem_;
  Vector lengths_;
  Matrix scaled_;
  WideColumn beta_;
  Vector residuals_;
};

bool has_condition_note(const Fit& fit) {
  return std::ranges::any_of(fit.notes(), [](const Note& note) { return note.code == "N032"; });
}

/// The largest relative error of a coefficient or standard error; a coefficient next to 0 is
/// measured by a thousandth of its standard error.
double largest_error(const Fit& fit, const Problem& problem, const Estimates& expected) {
  double largest = 0.0;
  for (Index j = 0; j < expected.beta.size(); ++j) {
    const CoefficientRow row = test::coefficient(fit, problem.names[static_cast<std::size_t>(j)]);
    const double size = std::max(std::abs(expected.beta[j]), 1e-3 * expected.std_errors[j]);
    largest = std::max({largest, std::abs(row.estimate - expected.beta[j]) / size,
                        std::abs(row.std_error / expected.std_errors[j] - 1.0)});
  }
  return largest;
}

}  // namespace

TEST_CASE("500 random fits agree with a textbook's Newton to 7 digits, or say that they may not") {
  constexpr int kFits = 500;
  int compared = 0;
  int badly_conditioned = 0;
  int without_maximum = 0;
  for (std::uint64_t seed = 1; compared < kFits; ++seed) {
    const Problem problem = Maker(seed).problem();
    CAPTURE(seed);
    CAPTURE(problem.formula);
    REQUIRE(seed < 2 * kFits);
    const Fit result = fit(problem.table, parse_formula(problem.formula), problem.options,
                           {.threads = 1, .progress = {}});
    const std::optional<Estimates> expected = TextbookNewton(problem).estimates();
    if (!expected) {
      CHECK((!result.converged() || !result.aliased().empty()));
      ++without_maximum;
      continue;
    }
    REQUIRE(result.converged());
    CHECK(result.aliased().empty());
    badly_conditioned += has_condition_note(result);
    if (!has_condition_note(result)) CHECK(largest_error(result, problem, *expected) < 1e-7);
    ++compared;
  }
  CHECK(badly_conditioned < kFits / 20);
  CHECK(without_maximum < kFits / 10);
}

}  // namespace odds
