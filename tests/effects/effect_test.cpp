#include "effects/effect.hpp"

#include "support/plain_design.hpp"
#include "support/random_data.hpp"

#include <odds/memory_table.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

namespace odds {
namespace {

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();

MemoryTable random_table() {
  test::Random random(111);
  std::vector<double> y, x, b;
  std::vector<std::string> g;
  for (int i = 0; i < 120; ++i) {
    x.push_back(1.0 + random.uniform());
    b.push_back(random.whole(0, 1));
    g.push_back(std::string(1, static_cast<char>('a' + random.whole(0, 2))));
    y.push_back(random.whole(0, 1));
  }
  MemoryTable table;
  table.add("y", y).add("x", x).add("b", b).add("g", g);
  return table;
}

/// A fitted model with the rows it was fitted to.
struct Fitted {
  MemoryTable table = random_table();
  std::shared_ptr<const Model> model;
  std::unique_ptr<DesignReader> reader;
  DesignRows rows;

  explicit Fitted(const std::string& formula)
      : model(fit(table, parse_formula(formula)).model),
        reader(std::make_unique<DesignReader>(table.scan(model->roles.requests()), model->roles,
                                              model->plan, model->response)) {
    reader->read(0, rows);
  }

  const DesignVariable& variable(const std::string& name) const {
    return model->plan.variables[static_cast<std::size_t>(*model->plan.find_variable(name))];
  }

  EffectSums sums(const Effect& effect) const {
    EffectSums result = EffectSums::zero(effect.quantities(), model->plan.columns());
    const RowState state = row_state(rows, model->coefficients, model->coefficients.size());
    effect.add(state, model->coefficients, 0, result);
    return result;
  }
};

}  // namespace

TEST_CASE("a variable set to what it is changes nothing") {
  // In rows with b = 1 the value for b = 1 is the fitted probability, and the gradient sigma' z.
  const Fitted fitted("y ~ x*b + g");
  const Effect effect = Effect::switched(*fitted.model, fitted.variable("b"));
  REQUIRE(effect.quantities() == 2);
  const EffectSums sums = fitted.sums(effect);
  const RowState state =
      row_state(fitted.rows, fitted.model->coefficients, fitted.model->coefficients.size());
  const Matrix z = test::dense(fitted.rows.x, fitted.model->plan.columns());
  const auto& b = fitted.rows.data.bindings.at("b").numbers;
  Vector slope = Vector::Zero(fitted.rows.rows());
  double others = 0.0;
  double own = 0.0;
  for (Index i = 0; i < fitted.rows.rows(); ++i) {
    if (b[static_cast<std::size_t>(i)] == 1.0) own += state.probability[i];
  }
  // What is left of the sum are the rows with b = 0, whose probability at 1 follows from eta.
  const Vector gamma = fitted.model->coefficients;
  DesignBlock at_one;
  std::vector<double> ones(b.size(), 1.0);
  Bindings bindings = fitted.rows.data.bindings;
  bindings["b"] = {.numbers = ones};
  DesignExpander(fitted.model->plan)
      .expand(design_input(bindings, fitted.rows.levels, fitted.rows.rows()), at_one);
  const Matrix z_one = test::dense(at_one, gamma.size());
  const Vector eta = z_one * gamma;
  for (Index i = 0; i < eta.size(); ++i) {
    const double p = 1.0 / (1.0 + std::exp(-eta[i]));
    if (b[static_cast<std::size_t>(i)] == 0.0) others += p;
    slope[i] = p * (1.0 - p);
  }
  const double unit = 120 * 8 * kEpsilon;  // 120 probabilities of a few roundings each
  CHECK(std::abs(sums.values[1] - own - others) < unit);
  const Vector gradient = z_one.transpose() * slope;
  CHECK((sums.jacobian.core.row(1).transpose() - gradient).cwiseAbs().maxCoeff() <
        unit * z.cwiseAbs().maxCoeff());
}

TEST_CASE("contrasts name what is compared") {
  const Fitted fitted("y ~ x*b + C(g, base=b)");
  const auto texts = [](const Effect& effect) {
    std::string text;
    for (const Effect::Contrast& contrast : effect.contrasts()) text += contrast.text + "; ";
    return text;
  };
  CHECK(texts(Effect::derivative(*fitted.model, fitted.variable("x"))) == "dP/dx; ");
  CHECK(texts(Effect::switched(*fitted.model, fitted.variable("b"))) == "1 - 0; ");
  CHECK(texts(Effect::levels(*fitted.model, fitted.variable("g"))) == "a - b; c - b; ");
}

TEST_CASE("an effect is empty when the linear predictor does not move with the variable") {
  const Fitted fitted("y ~ I(x > 1.5) + b + offset(0.1*x)");
  CHECK_FALSE(Effect::derivative(*fitted.model, fitted.variable("x")).is_empty());  // the offset
  const Fitted comparison("y ~ I(x > 1.5) + b + offset(0.1*(x > 1.2))");
  CHECK(Effect::derivative(*comparison.model, comparison.variable("x")).is_empty());
}

TEST_CASE("sums add up") {
  const Fitted fitted("y ~ x + b");
  const Effect effect = Effect::derivative(*fitted.model, fitted.variable("x"));
  const EffectSums once = fitted.sums(effect);
  EffectSums twice = once;
  twice += once;
  CHECK(twice.values == 2.0 * once.values);
  CHECK(twice.jacobian.core == 2.0 * once.jacobian.core);
}

}  // namespace odds
