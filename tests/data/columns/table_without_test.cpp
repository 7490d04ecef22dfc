#include "data/columns/table_without.hpp"

#include "support/table.hpp"

#include <odds/fit.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace odds {
namespace {

/// 200 rows of a number, a number with a missing cell, and a factor.
std::string rows_without(const std::vector<Index>& left_out) {
  std::string text = "y,x,z,g\n";
  for (Index i = 0; i < 200; ++i) {
    bool is_out = false;
    for (const Index row : left_out) is_out = is_out || row == i;
    if (is_out) continue;
    const std::string z = i == 7 ? "" : std::to_string((i * 37) % 11);
    text += std::to_string((i * 7919 + i * i * 31) / 13 % 2) + "," + std::to_string((i * 13) % 17) +
            "," + z + "," + std::string(1, "abc"[i % 3]) + "\n";
  }
  return text;
}

TEST_CASE("a fit without rows is that of a table that does not have them") {
  const std::vector<Index> left_out = {130, 0, 63, 64, 199};
  const auto all = test::csv(rows_without({}));
  const auto fewer = test::csv(rows_without(left_out));
  const TableWithout without(*all, left_out);
  const Formula formula = parse_formula("y ~ x + z + g");
  const Fit expected = fit(*fewer, formula);
  const Fit found = fit(without, formula);
  CHECK(found.rows().used == expected.rows().used);
  CHECK(found.rows().read == 200);
  REQUIRE(expected.converged());
  REQUIRE(found.names() == expected.names());
  for (std::size_t j = 0; j < found.names().size(); ++j) {
    CHECK(found.coefficients()[j] == doctest::Approx(expected.coefficients()[j]).epsilon(1e-11));
    CHECK(found.std_errors()[j] == doctest::Approx(expected.std_errors()[j]).epsilon(1e-11));
  }
  CHECK(fit(*all, formula).rows().used == 199);
}

TEST_CASE("it is the same table in all else") {
  const auto all = test::csv(rows_without({}));
  const std::vector<Index> none;
  const TableWithout without(*all, none);
  CHECK(without.name() == all->name());
  CHECK(without.header() == all->header());
  const Formula formula = parse_formula("y ~ x + z + g");
  CHECK(fit(without, formula).coefficients() == fit(*all, formula).coefficients());
}

}  // namespace
}  // namespace odds
