#include "effects/counterfactual/counterfactual_rows.hpp"

#include "support/laid_out.hpp"
#include "support/plain_design.hpp"
#include "support/random_data.hpp"

#include <odds/memory_table.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <vector>

namespace odds {
namespace {

using test::LaidOut;
using test::Random;

constexpr Index kRows = 300;

/// Outcome, two numbers and a factor by chance; one variable may have the same value in all rows.
MemoryTable some_table(const std::string& set, double number, const std::string& level) {
  Random random(83);
  std::vector<double> y, x, z;
  std::vector<std::string> g;
  for (Index i = 0; i < kRows; ++i) {
    y.push_back(random.whole(0, 1));
    x.push_back(random.normal());
    z.push_back(random.whole(1, 4));
    g.push_back(std::string(1, static_cast<char>('a' + random.whole(0, 4))));
    if (set == "x") x.back() = number;
    if (set == "z") z.back() = number;
    if (set == "g") g.back() = level;
  }
  MemoryTable table;
  table.add("y", y).add("x", x).add("z", z).add("g", g);
  return table;
}

Model model_of(const LaidOut& design) {
  Model model;
  model.roles = design.reader().rows().roles();
  model.plan = design.plan();
  Random random(84);
  model.coefficients =
      Vector::NullaryExpr(model.plan.columns(), [&] { return 0.4 * random.normal(); });
  return model;
}

/// `variable` set to each of its levels, or of some numbers; `copies` of each.
std::vector<Setting> settings_of(const DesignPlan& plan, const std::string& variable, int copies) {
  const Index v = *plan.find_variable(variable);
  std::vector<Setting> settings;
  for (std::int32_t level = 0; level < 4; ++level) {
    SetCell cell{.variable = v, .number = {}, .level = {}, .shift = 0.0, .text = {}};
    const DesignVariable& about = plan.variables[static_cast<std::size_t>(v)];
    if (!about.levels.empty()) cell.level = level;
    if (about.type == ColumnType::number) cell.number = 1.0 + level;  // its level, if it has some
    for (int copy = 0; copy < copies; ++copy) settings.push_back({{cell}});
  }
  return settings;
}

/// X of the table in which the variable has that value, from the definition of its columns.
Matrix expected_design(const Model& model, const Setting& setting) {
  const SetCell& cell = setting.cells.front();
  const DesignVariable& variable = model.plan.variables[static_cast<std::size_t>(cell.variable)];
  const std::string level =
      cell.level ? variable.levels[static_cast<std::size_t>(*cell.level)] : std::string();
  const MemoryTable table = some_table(variable.name, cell.number.value_or(0.0), level);
  const auto source = table.scan(model.roles.requests());
  return test::working_data(DesignReader(source, model.roles, model.plan, std::nullopt)).x;
}

void check_settings(const LaidOut& design, const std::vector<Setting>& settings) {
  const Model model = model_of(design);
  const CounterfactualDesign trial(model, settings);
  DesignRows rows;
  design.reader().read(0, rows);
  REQUIRE(rows.rows() == kRows);
  const TableRows table_rows(trial, rows, {});
  const double tolerance = 100.0 * std::numeric_limits<double>::epsilon();
  for (std::size_t s = 0; s < settings.size(); ++s) {
    CAPTURE(s);
    const Matrix expected = expected_design(model, settings[s]);
    const LinearForm form = table_rows.predictor(static_cast<Index>(s));
    CHECK((form.dense(model.plan.columns()) - expected).cwiseAbs().maxCoeff() <= tolerance);
    const Vector other = Vector::LinSpaced(model.plan.columns(), -1.0, 1.0);
    for (const Vector& gamma : {model.coefficients, other}) {
      CHECK((form.values(gamma) - expected * gamma).cwiseAbs().maxCoeff() <= 10.0 * tolerance);
    }
    Vector pulled = Vector::Zero(model.plan.columns());
    const Vector r = Vector::LinSpaced(kRows, -1.0, 2.0);
    form.add_products(r, pulled);
    CHECK(pulled.isApprox(expected.transpose() * r, 1e-12));
  }
}

}  // namespace

TEST_CASE("settings give the design of a table in which they are observed") {
  const MemoryTable table = some_table("", 0.0, "");
  for (const std::string formula : {"y ~ x + z + g", "y ~ x*g + I(x^2)", "y ~ C(z) + x:C(z) + g",
                                    "y ~ I(g == 'b') + x + z", "y ~ 0 + g:x + log(z)"}) {
    const LaidOut design(table, formula);
    for (const std::string variable : {"x", "z", "g"}) {
      if (!design.plan().find_variable(variable)) continue;
      for (const int copies : {1, 2}) {
        CAPTURE(formula);
        CAPTURE(variable);
        CAPTURE(copies);
        std::vector<Setting> all = settings_of(design.plan(), variable, copies);
        check_settings(design, all);  // many that change the same
        all.resize(static_cast<std::size_t>(copies));
        check_settings(design, all);  // few
      }
    }
  }
}

}  // namespace odds
