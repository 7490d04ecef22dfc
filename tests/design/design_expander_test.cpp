#include "design/design_expander.hpp"

#include "support/laid_out.hpp"
#include "support/plain_design.hpp"
#include "support/random_data.hpp"

#include <odds/memory_table.hpp>

#include <doctest/doctest.h>

namespace odds {
namespace {

using test::LaidOut;

MemoryTable random_table() {
  test::Random random(31);
  std::vector<double> y, x, z;
  std::vector<std::string> g;
  for (int i = 0; i < 50; ++i) {
    y.push_back(i % 2);
    x.push_back(1.5 + random.uniform());
    z.push_back(2.0 + random.uniform());
    g.push_back(std::string(1, static_cast<char>('a' + random.whole(0, 2))));
  }
  MemoryTable table;
  table.add("y", y).add("x", x).add("z", z).add("g", g);
  return table;
}

Matrix expanded(const DesignExpander& expander, const DesignInput& input, Index p) {
  DesignBlock block;
  expander.expand(input, block);
  return test::dense(block, p);
}

/// All columns with x moved by `step` in every row.
Matrix moved(const DesignPlan& plan, const DesignRows& rows, double step) {
  const auto x = rows.data.bindings.find("x")->second.numbers;
  std::vector<double> changed(x.begin(), x.end());
  for (double& value : changed) value += step;
  Bindings bindings = rows.data.bindings;
  bindings["x"] = {.numbers = changed};
  return expanded(DesignExpander(plan), design_input(bindings, rows.levels, rows.rows()),
                  plan.columns());
}

}  // namespace

TEST_CASE("the derivative of every column is the limit of its differences") {
  const MemoryTable table = random_table();
  for (const std::string formula :
       {"y ~ x + z", "y ~ x + I(x^2) + I(x^3)", "y ~ x*z + g", "y ~ g*x", "y ~ log(x) + z:log(x)",
        "y ~ I(x*z) + exp(x):g", "y ~ scale(x) + sqrt(x + z)", "y ~ 0 + g:x + I(x^2):z",
        "y ~ x:I(x^2):g", "y ~ pow(x, 5) + x:pow(z, 2)"}) {
    CAPTURE(formula);
    const LaidOut design(table, formula);
    const DesignPlan& plan = design.plan();
    DesignRows rows;
    design.reader().read(0, rows);
    // Error of the fourth-order difference: h^4 f''''' / 30 and epsilon |f| / h; both below 1e-10
    // of the largest column, whose derivatives up to the fifth are at most some hundreds.
    const double h = 1e-3;
    const Matrix differences = (8.0 * (moved(plan, rows, h) - moved(plan, rows, -h)) -
                                (moved(plan, rows, 2 * h) - moved(plan, rows, -2 * h))) /
                               (12.0 * h);
    const Matrix exact =
        expanded(DesignExpander::derivative(plan, "x"), rows.input(), plan.columns());
    CHECK((exact - differences).cwiseAbs().maxCoeff() <
          1e-10 * (1.0 + exact.cwiseAbs().maxCoeff()));
    CHECK(exact.cwiseAbs().maxCoeff() > 0.1);
  }
}

TEST_CASE("terms_with expands the terms that hold a variable and leaves the others 0") {
  const MemoryTable table = random_table();
  const LaidOut design(table, "y ~ x + z + g + I(z^2) + x:z + g:x");
  DesignRows rows;
  design.reader().read(0, rows);
  const Matrix all = test::dense(rows.x, design.plan().columns());
  for (const std::string variable : {"x", "z", "g"}) {
    CAPTURE(variable);
    const DesignExpander some = DesignExpander::terms_with(design.plan(), variable);
    const Matrix part = expanded(some, rows.input(), all.cols());
    for (Index j = 0; j < all.cols(); ++j) {
      const std::string& name = design.plan().names[static_cast<std::size_t>(j)];
      CAPTURE(name);
      const bool holds = name != "(Intercept)" && name.find(variable) != std::string::npos;
      CHECK(part.col(j) == (holds ? Vector(all.col(j)) : Vector::Zero(all.rows())));
    }
  }
  CHECK_FALSE(DesignExpander::terms_with(design.plan(), "x").empty());
  CHECK(DesignExpander::terms_with(design.plan(), "nobody").empty());
}

TEST_CASE("only terms with the variable as a number have a derivative") {
  const MemoryTable table = random_table();
  const LaidOut design(table, "y ~ z + g + g:z + I(x > 2)");
  CHECK(DesignExpander::derivative(design.plan(), "g").empty());
  CHECK(DesignExpander::derivative(design.plan(), "x").empty());  // a comparison: 0 everywhere
  CHECK_FALSE(DesignExpander::derivative(design.plan(), "z").empty());
}

TEST_CASE("one level for all rows gives the same columns as that level in every row") {
  const MemoryTable table = random_table();
  const LaidOut design(table, "y ~ g*x");
  DesignRows rows;
  design.reader().read(0, rows);
  const std::int32_t level = 2;
  const std::vector<std::int32_t> everywhere(static_cast<std::size_t>(rows.rows()), level);
  const Index g = *design.plan().find_variable("g");
  DesignInput one = rows.input();
  one.levels[static_cast<std::size_t>(g)] = {&level, 1};
  DesignInput many = rows.input();
  many.levels[static_cast<std::size_t>(g)] = everywhere;
  const DesignExpander all(design.plan());
  CHECK(expanded(all, one, design.plan().columns()) ==
        expanded(all, many, design.plan().columns()));
}

}  // namespace odds
