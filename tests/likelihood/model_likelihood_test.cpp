#include "likelihood/model_likelihood.hpp"

#include "support/execution.hpp"
#include "support/laid_out.hpp"
#include "support/plain_design.hpp"
#include "support/random_data.hpp"
#include "support/table.hpp"

#include <odds/memory_table.hpp>

#include <Eigen/Eigenvalues>
#include <doctest/doctest.h>

#include <cmath>
#include <limits>

namespace odds {
namespace {

using test::DenseObjective;
using test::LaidOut;
using test::Random;

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
constexpr Index kRows = 30'000;

/// Two numbers, a factor, an offset and weights; outcomes by chance.
MemoryTable random_table(Index rows, std::uint64_t seed) {
  Random random(seed);
  std::vector<double> y, x, z, w, o;
  std::vector<std::string> g;
  for (Index i = 0; i < rows; ++i) {
    y.push_back(random.whole(0, 1));
    x.push_back(100.0 + random.normal());
    z.push_back(random.normal());
    w.push_back(random.whole(1, 3));
    o.push_back(0.3 * random.normal());
    g.push_back(std::string(1, static_cast<char>('a' + random.whole(0, 4))));
  }
  MemoryTable table;
  table.add("y", y).add("x", x).add("z", z).add("w", w).add("o", o).add("g", g);
  return table;
}

FitOptions weighted() {
  FitOptions options;
  options.frequency_weights = "w";
  options.offset = "o";
  return options;
}

Vector some_point(Index p, std::uint64_t seed) {
  Random random(seed);
  return Vector::NullaryExpr(p, [&] { return 0.4 * random.normal(); });
}

}  // namespace

TEST_CASE("value, score and information are the sums of their definition over the rows") {
  const MemoryTable table = random_table(kRows, 51);
  const LaidOut design(table, "y ~ x*g + z + I(x^2)", weighted());
  const ModelLikelihood likelihood(design.reader(), test::kExecution);
  const DenseObjective plain(test::working_data(design.reader()));
  const Index p = likelihood.dimension();
  const Vector point = some_point(p, 1);
  const Vector step = some_point(p, 2);
  const Evaluation ours = likelihood.evaluate(point, step, Order::information);
  const Evaluation truth = plain.evaluate(point, step, Order::information);

  // The value is summed with compensation: some units of its last place are left.
  CHECK(std::abs(ours.value - truth.value) <= 8 * kEpsilon * std::abs(truth.value));
  // Sums over a block of n rows are off by at most n epsilon of the sum of the sizes.
  const Matrix size = plain.data().x.cwiseAbs();
  const double unit = 8192.0 * kEpsilon;
  const Vector gradient_size = size.transpose() * plain.data().weight;
  CHECK(
      ((ours.gradient - truth.gradient).cwiseAbs().array() <= unit * gradient_size.array()).all());
  const Matrix information_size =
      size.transpose() * (0.25 * plain.data().weight).asDiagonal() * size;
  CHECK(((ours.information.core - truth.information.core).cwiseAbs().array() <=
         unit * information_size.array())
            .all());
  CHECK(ours.reach == doctest::Approx(truth.reach).epsilon(64 * kEpsilon));
}

TEST_CASE("a row counts as saturated as often as its frequency weight says") {
  const MemoryTable table = random_table(kRows, 51);
  const LaidOut design(table, "y ~ x*g + z + I(x^2)", weighted());
  const ModelLikelihood likelihood(design.reader(), test::kExecution);
  const DenseObjective plain(test::working_data(design.reader()));
  const Vector point = some_point(likelihood.dimension(), 1);
  const Evaluation ours = likelihood.evaluate(point, Vector(), Order::value);

  const Vector eta = plain.data().x * point + plain.data().offset;
  const Vector sizes = (-eta.cwiseAbs()).array().exp();
  const auto flat = sizes.array() / (1.0 + sizes.array()).square() < 0.01;
  const double saturated = flat.select(plain.data().weight, 0.0).sum();
  CHECK(saturated > 0.0);
  CHECK(ours.saturated == saturated / plain.data().weight.sum());
  CHECK(ours.unit == doctest::Approx(plain.data().weight.sum() / kRows).epsilon(1e-13));
}

TEST_CASE("the score is the derivative of the value, the information minus that of the score") {
  const MemoryTable table = random_table(400, 52);
  const LaidOut design(table, "y ~ x + g:z", weighted());
  const ModelLikelihood likelihood(design.reader(), test::kExecution);
  const Vector point = some_point(likelihood.dimension(), 3);
  const Evaluation here = likelihood.evaluate(point, Vector(), Order::information);
  // Central differences: truncation h^2 / 6 of the third derivative, which is of the order of the
  // information, and rounding epsilon |value| / h: 1e-10 of the size of each, some 400.
  const double h = 2e-5;
  for (Index j = 0; j < point.size(); ++j) {
    CAPTURE(j);
    Vector up = point;
    Vector down = point;
    up[j] += h;
    down[j] -= h;
    const Evaluation above = likelihood.evaluate(up, Vector(), Order::gradient);
    const Evaluation below = likelihood.evaluate(down, Vector(), Order::gradient);
    const double slope = (above.value - below.value) / (up[j] - down[j]);
    CHECK(std::abs(slope - here.gradient[j]) < 1e-7);
    const Vector curvature = (below.gradient - above.gradient) / (up[j] - down[j]);
    CHECK((curvature - here.information.core.col(j)).cwiseAbs().maxCoeff() < 1e-7);
  }
}

TEST_CASE("no number of threads changes one bit") {
  const MemoryTable table = random_table(kRows, 53);
  const LaidOut design(table, "y ~ x*g + z", weighted());
  const Execution alone{.threads = 1, .progress = {}};
  const ModelLikelihood one(design.reader(), alone);
  const Vector point = some_point(one.dimension(), 4);
  const Vector step = some_point(one.dimension(), 5);
  const Evaluation expected = one.evaluate(point, step, Order::information);
  for (const int threads : {2, 3, 7}) {
    CAPTURE(threads);
    const Execution execution{.threads = threads, .progress = {}};
    const ModelLikelihood likelihood(design.reader(), execution);
    const Evaluation many = likelihood.evaluate(point, step, Order::information);
    CHECK(many.value == expected.value);
    CHECK(many.gradient == expected.gradient);
    CHECK(many.information.core == expected.information.core);
    CHECK(many.reach == expected.reach);
    CHECK(many.saturated == expected.saturated);
    CHECK(likelihood.curvature_bound().core == one.curvature_bound().core);
    CHECK(likelihood.separation_rows()->inner_gram(step).core ==
          one.separation_rows()->inner_gram(step).core);
  }
}

TEST_CASE("what is not asked for is not computed") {
  const MemoryTable table = random_table(200, 54);
  const LaidOut design(table, "y ~ x + z");
  const ModelLikelihood likelihood(design.reader(), test::kExecution);
  const Vector point = some_point(3, 6);
  const Evaluation all = likelihood.evaluate(point, Vector(), Order::information);
  const Evaluation value = likelihood.evaluate(point, Vector(), Order::value);
  CHECK(value.value == all.value);
  CHECK(value.gradient.size() == 0);
  CHECK(value.information.core.size() == 0);
  const Evaluation gradient = likelihood.evaluate(point, Vector(), Order::gradient);
  CHECK(gradient.gradient == all.gradient);
  CHECK(gradient.information.core.size() == 0);
}

TEST_CASE("offsets of the formula and of the options add up") {
  const MemoryTable table = random_table(300, 55);
  FitOptions options;
  options.offset = "o";
  const LaidOut both(table, "y ~ x + offset(2*z)", options);
  DesignRows rows;
  both.reader().read(0, rows);
  const auto& z = rows.data.bindings.at("z").numbers;
  const auto& o = rows.data.bindings.at("o").numbers;
  const Vector eta = linear_predictor(rows, Vector::Zero(2));
  for (Index i = 0; i < rows.rows(); ++i) {
    const auto r = static_cast<std::size_t>(i);
    CHECK(eta[i] == 2 * z[r] + o[r]);
  }
}

TEST_CASE("a group of trials is worth its expanded 0/1 rows") {
  std::string grouped = "k,n,x\n";
  std::string expanded = "y,x\n";
  Random random(56);
  for (int i = 0; i < 12; ++i) {
    const int n = random.whole(1, 6);
    const int k = random.whole(0, n);
    const std::string x = std::to_string(random.normal());
    grouped += std::to_string(k) + "," + std::to_string(n) + "," + x + "\n";
    for (int t = 0; t < n; ++t) expanded += (t < k ? "1," : "0,") + x + "\n";
  }
  const auto groups = test::csv(grouped);
  const auto rows = test::csv(expanded);
  // Without an intercept no column is centred: means over groups and over rows differ.
  const LaidOut group_design(*groups, "k/n ~ 0 + x");
  const LaidOut row_design(*rows, "y ~ 0 + x");
  const Vector beta = Vector::Constant(1, 0.7);
  const auto evaluate = [&](const LaidOut& design) {
    const Vector point = beta.cwiseProduct(design.plan().centring.scale);
    const Vector unit = design.plan().centring.scale;
    Evaluation result = ModelLikelihood(design.reader(), test::kExecution)
                            .evaluate(point, Vector(), Order::information);
    result.gradient.array() *= unit.array();
    result.information.core.array() *= (unit * unit.transpose()).array();
    return result;
  };
  const Evaluation a = evaluate(group_design);
  const Evaluation b = evaluate(row_design);
  const double unit = 64 * kEpsilon;  // some 40 terms in another order
  CHECK(a.value == doctest::Approx(b.value).epsilon(unit));
  CHECK(std::abs(a.gradient[0] - b.gradient[0]) < unit * 40.0);
  CHECK(a.information.core(0, 0) == doctest::Approx(b.information.core(0, 0)).epsilon(unit));
}

TEST_CASE("no information exceeds the curvature bound") {
  const MemoryTable table = random_table(500, 57);
  const LaidOut design(table, "y ~ x + g", weighted());
  const ModelLikelihood likelihood(design.reader(), test::kExecution);
  const Matrix bound = likelihood.curvature_bound().core;
  const Matrix plain = DenseObjective(test::working_data(design.reader())).curvature_bound().core;
  CHECK((bound - plain).cwiseAbs().maxCoeff() <= 500 * kEpsilon * plain.cwiseAbs().maxCoeff());
  const Matrix gap =
      bound - likelihood.evaluate(some_point(6, 7), Vector(), Order::information).information.core;
  CHECK(Eigen::SelfAdjointEigenSolver<Matrix>(gap).eigenvalues().minCoeff() > 0.0);
}

TEST_CASE("the null score is that at 0 without an offset") {
  const MemoryTable table = random_table(500, 59);
  FitOptions options = weighted();
  options.offset.clear();
  const LaidOut design(table, "y ~ x + g", options);
  const ModelLikelihood likelihood(design.reader(), test::kExecution);
  const NullScore null = likelihood.null_score();
  const Evaluation zero =
      likelihood.evaluate(Vector::Zero(likelihood.dimension()), Vector(), Order::information);
  const double size = 500 * kEpsilon * zero.information.core.cwiseAbs().maxCoeff();
  CHECK((null.score - zero.gradient).cwiseAbs().maxCoeff() <= size);
  CHECK((null.curvature_bound.core - zero.information.core).cwiseAbs().maxCoeff() <= size);
  CHECK(null.events - null.trials / 2.0 == doctest::Approx(zero.gradient[0]));
  CHECK(null.trials * std::log(0.5) == doctest::Approx(zero.value));
}

TEST_CASE("inner rows and sides are those of the definition") {
  const MemoryTable table = random_table(500, 58);
  for (const std::string formula : {"y ~ x + g", "y ~ 0 + g:z", "y ~ z"}) {
    CAPTURE(formula);
    const LaidOut design(table, formula, weighted());
    const ModelLikelihood likelihood(design.reader(), test::kExecution);
    const DenseObjective plain(test::working_data(design.reader()));
    const Vector step = some_point(likelihood.dimension(), 8);
    const Vector direction = some_point(likelihood.dimension(), 9);
    const Sides ours = likelihood.separation_rows()->sides(direction);
    const Sides truth = plain.sides(direction);
    CHECK(ours.decided == truth.decided);
    CHECK(ours.against == truth.against);
    CHECK(ours.decided > 0);
    CHECK(ours.against > 0);
    const Matrix gram = likelihood.separation_rows()->inner_gram(step).core;
    const Matrix plain_gram = plain.inner_gram(step).core;
    CHECK((gram - plain_gram).cwiseAbs().maxCoeff() <= 1000 * kEpsilon * plain_gram.maxCoeff());
  }
}

TEST_CASE("a group with both outcomes stands for both signs") {
  const auto table = test::csv("k,n,x\n1,3,1\n3,3,2\n0,2,-1\n");
  const LaidOut design(*table, "k/n ~ 0 + x");
  const ModelLikelihood likelihood(design.reader(), test::kExecution);
  const Vector step = 10.0 * design.plan().centring.scale;  // x' step = 10 x
  const Sides sides = likelihood.separation_rows()->sides(step);
  CHECK(sides.decided == 2);
  CHECK(sides.against == 1);
  const std::vector<ColumnRange> ranges = likelihood.separation_rows()->column_ranges();
  CHECK(ranges[0].event_min > 0.0);
  CHECK(ranges[0].event_max == 2.0 * ranges[0].event_min);
  CHECK(ranges[0].nonevent_max == ranges[0].event_min);
  CHECK(ranges[0].nonevent_min == -ranges[0].event_min);
}

TEST_CASE("rows that a direction decides are left out of the rest") {
  const MemoryTable table = random_table(500, 59);
  const LaidOut design(table, "y ~ x + g", weighted());
  const ModelLikelihood likelihood(design.reader(), test::kExecution);
  const DenseObjective plain(test::working_data(design.reader()));
  const Vector point = some_point(likelihood.dimension(), 8);
  const Vector direction = some_point(likelihood.dimension(), 9);
  const auto rest = likelihood.separation_rows()->undecided(direction);
  const auto plain_rest = plain.undecided(direction);
  CHECK(rest->separation_rows()->sides(direction).decided == 0);
  CHECK(rest->separation_rows()->sides(direction).against ==
        likelihood.separation_rows()->sides(direction).against);
  const Evaluation ours = rest->evaluate(point, direction, Order::information);
  const Evaluation truth = plain_rest->evaluate(point, direction, Order::information);
  CHECK(ours.value == doctest::Approx(truth.value).epsilon(1e-13));
  CHECK(ours.reach == doctest::Approx(truth.reach).epsilon(1e-13));
  CHECK(ours.information.core.isApprox(truth.information.core, 1e-13));
  CHECK(rest->separation_rows()->inner_gram(point).core.isApprox(
      plain_rest->separation_rows()->inner_gram(point).core, 1e-13));
}

}  // namespace odds
