#include "design/level_codes.hpp"

#include "support/laid_out.hpp"
#include "support/table.hpp"

#include <doctest/doctest.h>

namespace odds {
namespace {

using test::csv;
using test::LaidOut;

using Levels = std::vector<std::int32_t>;

/// The levels of the only variable of `formula`, fitted to `known`, in the rows of `met`.
Levels translate(const std::string& known, const std::string& met, const std::string& formula) {
  const auto fitted = csv(known);
  const LaidOut design(*fitted, formula);
  const auto table = csv(met);
  const RowReader rows = test::read_rows(*table, formula);
  const LevelCodes codes(design.plan(), rows.source());
  RowBlock block;
  rows.read(0, block);
  LevelColumns levels;
  codes.read(block.bindings, block.rows, levels);
  return levels.at(0);
}

}  // namespace

TEST_CASE("levels are those of the plan, whatever levels a source has and in which order") {
  CHECK(translate("y,g\n1,b\n0,c\n1,d\n", "y,g\n1,d\n0,a\n1,b\n0,c\n0,e\n", "y ~ g") ==
        Levels{2, kUnseenLevel, 0, 1, kUnseenLevel});
}

TEST_CASE("true and false are the levels of the plan in any case") {
  CHECK(translate("y,g\n1,TRUE\n0,FALSE\n1,TRUE\n", "y,g\n1,true\n0,False\n1,maybe\n", "y ~ g") ==
        Levels{1, 0, kUnseenLevel});
}

TEST_CASE("numbers that stand for levels are found by value") {
  CHECK(translate("y,k\n1,10\n0,9\n1,2.5\n", "y,k\n0,2.50\n1,1e1\n0,3\n1,9\n", "y ~ C(k)") ==
        Levels{0, 2, kUnseenLevel, 1});
}

TEST_CASE("texts that are numbers meet a factor of texts") {
  // "x" makes the column of the fit a factor, whose levels sort as texts: 10, 2, x. The new column
  // holds numbers only.
  CHECK(translate("y,k\n1,10\n0,x\n1,2\n", "y,k\n0,2\n1,10\n0,3\n", "y ~ C(k)") ==
        Levels{1, 0, kUnseenLevel});
}

TEST_CASE("a number column has no levels") {
  CHECK(translate("y,x\n1,10\n0,9\n1,2\n", "y,x\n0,2\n1,10\n", "y ~ x").empty());
}

TEST_CASE("the text of a level reads back as its number") {
  CHECK(level_text(3.0) == "3");
  CHECK(level_text(-2.5) == "-2.5");
  CHECK(level_text(0.1) == "0.1");
}

}  // namespace odds
