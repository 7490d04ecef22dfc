#include "math/row_panel.hpp"

#include "support/random_columns.hpp"
#include "support/random_indicators.hpp"
#include "support/simd_targets.hpp"

#include <doctest/doctest.h>

#include <vector>

namespace odds {
namespace {

using test::Random;
using test::RandomColumns;
using test::RandomIndicators;

/// w, w x_0, w x_1, ... as columns, and enough columns of 0 to end with a whole panel.
Matrix weighted_columns(const RandomColumns& x, const Vector& w) {
  Matrix result = Matrix::Zero(w.size(), x.data.cols() + 1 + kPanelColumns);
  result.col(0) = w;
  result.middleCols(1, x.data.cols()) = w.asDiagonal() * x.matrix();
  return result;
}

}  // namespace

TEST_CASE("a panel holds the weights and the weighted columns, row by row") {
  test::on_each_target([] {
    Random random(61);
    for (const Index rows : test::kRowCounts) {
      for (const Index columns : {0, 1, 2, 3, 4, 6, 7, 8}) {
        const RandomColumns x(random, rows, columns);
        const Vector w = test::random_vector(random, rows);
        const Matrix plain = weighted_columns(x, w);
        for (Index first = 0; first <= columns; first += kPanelColumns) {
          CAPTURE(rows);
          CAPTURE(columns);
          CAPTURE(first);
          Matrix panel = Matrix::Constant(kPanelColumns, rows + 1, 0.5);
          write_panel(x.view(), w.data(), first, panel.data());
          CHECK(panel.leftCols(rows) == plain.middleCols(first, kPanelColumns).transpose());
          CHECK((panel.col(rows).array() == 0.5).all());  // nothing is written behind the last row
        }
      }
    }
  });
}

TEST_CASE("panels are summed by level, and by no level in front") {
  test::on_each_target([] {
    Random random(62);
    for (const Index rows : test::kRowCounts) {
      for (const bool scaled : {false, true}) {
        CAPTURE(rows);
        CAPTURE(scaled);
        RandomIndicators group(random, rows, 7, scaled);
        for (double& m : group.multiplier) m = random.whole(-9, 9);
        const Matrix panel =
            Matrix::NullaryExpr(kPanelColumns, rows, [&] { return random.whole(-9, 9); });
        Matrix table = Matrix::Constant(kPanelColumns, 8, 2.0);
        add_panel_sums(group.view(), panel.data(), rows, table.data());
        CHECK(table.rightCols(7) ==
              Matrix::Constant(kPanelColumns, 7, 2.0) + panel * group.dense());
      }
    }
  });
}

}  // namespace odds
