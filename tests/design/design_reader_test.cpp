#include "design/design_reader.hpp"

#include "support/error_of.hpp"
#include "support/laid_out.hpp"
#include "support/options.hpp"
#include "support/plain_design.hpp"
#include "support/table.hpp"

#include <doctest/doctest.h>

namespace odds {
namespace {

using test::csv;
using test::error_of;
using test::LaidOut;
using test::with;

/// A reader of `table` for a design that was laid out on other data.
Error read_error(const LaidOut& design, const std::string& text) {
  const auto table = csv(text);
  DataRoles roles = design.reader().rows().roles();
  const auto source = table->scan(roles.requests());
  const DesignReader reader(source, roles, design.plan(), std::nullopt);
  DesignRows rows;
  return error_of([&] { reader.read(0, rows); });
}

}  // namespace

TEST_CASE("a row is its share of events, its weight with trials, and its offset") {
  const auto table = csv("k,n,x,w,o\n1,4,1,2,0.5\n0,0,9,1,1\n3,6,2,0.5,-1\n");
  FitOptions options = with(&FitOptions::importance_weights, "w");
  options.offset = "o";
  const LaidOut design(*table, "k/n ~ x", options);
  DesignRows rows;
  design.reader().read(0, rows);
  CHECK(rows.share == Eigen::Vector2d(0.25, 0.5));
  CHECK(rows.weight == Eigen::Vector2d(8.0, 3.0));
  CHECK(rows.offset == Eigen::Vector2d(0.5, -1.0));
}

TEST_CASE("a reader without a response has no shares and still knows the trials") {
  const auto table = csv("k,n,x\n1,4,1\n3,6,2\n");
  const LaidOut design(*table, "k/n ~ x");
  const DataRoles roles = design.reader().rows().roles();
  const DesignReader reader(table->scan(roles.requests()), roles, design.plan(), std::nullopt);
  DesignRows rows;
  reader.read(0, rows);
  CHECK(rows.share.size() == 0);
  CHECK(rows.weight == Eigen::Vector2d(4.0, 6.0));
}

TEST_CASE("a block that was read into before gives the same rows") {
  std::string text = "y,x,g\n";
  for (int i = 0; i < 9000; ++i) {
    text += std::to_string(i % 2) + "," + std::to_string(i % 17) + "," + (i % 3 == 0 ? "a" : "b") +
            "\n";
  }
  const auto table = csv(text);
  const LaidOut design(*table, "y ~ x*g + I(x^2)");
  REQUIRE(design.reader().block_count() >= 2);
  DesignRows used;
  for (const Index index : {design.reader().block_count() - 1, Index{0}}) {
    DesignRows fresh;
    design.reader().read(index, used);
    design.reader().read(index, fresh);
    CHECK(test::dense(used.x, 5) == test::dense(fresh.x, 5));
    CHECK(used.share == fresh.share);
    CHECK(used.weight == fresh.weight);
  }
}

TEST_CASE("rows that a block holds already come with their weights and with new residual columns") {
  const auto table = csv("y,x,z\n0,1,3\n1,2,5\n1,5,1\n0,4,2\n");
  const LaidOut design(*table, "y ~ x + z");
  DesignPlan plan = design.plan();
  const DesignReader reader(design.reader().rows(), plan, std::nullopt);
  DesignRows rows;
  reader.read(0, rows);
  rows.weight.setZero();
  reader.trusting().read(0, rows);
  CHECK(rows.weight == Vector::Ones(4));
  const Matrix before = test::dense(rows.x, 3);
  plan.centring.residuals = {
      {.column = 2, .others = {1}, .weights = Vector::Constant(1, 0.5), .factor = 2.0}};
  reader.read(0, rows);
  const Matrix after = test::dense(rows.x, 3);
  CHECK(after.leftCols(2) == before.leftCols(2));
  CHECK(after.col(2) == 2.0 * (before.col(2) - 0.5 * before.col(1)));
  plan.centring.residuals.clear();
  reader.read(0, rows);
  CHECK(test::dense(rows.x, 3) == before);
}

TEST_CASE("what a reader without checks has read is checked by one with them") {
  const auto table = csv("y,g\n1,a\n0,b\n");
  const LaidOut design(*table, "y ~ g");
  const auto others = csv("y,g\n1,a\n0,c\n");
  const DataRoles roles = design.reader().rows().roles();
  const DesignReader reader(others->scan(roles.requests()), roles, design.plan(), std::nullopt);
  DesignRows rows;
  reader.trusting().read(0, rows);
  CHECK(rows.rows() == 2);
  CHECK(error_of([&] { reader.read(0, rows); }).kind() == ErrorKind::data);
}

TEST_CASE("a block goes from one reader to the next of its thread, without its past") {
  const auto first = csv("y,x,g\n0,1,a\n1,2,b\n1,5,a\n");
  const auto second = csv("z,u\n1,4\n0,7\n");
  const DesignRows* block = nullptr;
  {
    const LaidOut before(*first, "y ~ I(x > 1) + g");
    auto rows = before.reader().spare_blocks().take();
    before.reader().read(0, *rows);
    CHECK(rows->bytes() > 0);
    block = rows.get();
    before.reader().spare_blocks().give_back(std::move(rows));
  }
  const LaidOut after(*second, "z ~ u");
  const auto rows = after.reader().spare_blocks().take();
  CHECK(rows.get() == block);
  DesignRows fresh;
  after.reader().read(0, *rows);
  after.reader().read(0, fresh);
  CHECK(rows->rows() == 2);
  CHECK(rows->data.bindings.size() == fresh.data.bindings.size());
  CHECK(rows->conditions.empty());
  CHECK(test::dense(rows->x, 2) == test::dense(fresh.x, 2));
  CHECK(rows->share == fresh.share);
}

TEST_CASE("a level that the plan does not have is refused with its place and the known ones") {
  const auto table = csv("y,g\n1,a\n0,b\n");
  const LaidOut design(*table, "y ~ g");
  const Error error = read_error(design, "y,g\n1,a\n0,c\n");
  CHECK(error.kind() == ErrorKind::data);
  CHECK(error.text().what == "the model has not seen the level \"c\"");
  CHECK(error.text().where.text() == "data.csv:3, column \"g\"");
  CHECK(error.text().hint.starts_with("its levels are a, b"));
}

TEST_CASE("a column without a finite value in a new row is refused with its line") {
  const auto table = csv("y,x\n1,1\n0,2\n");
  const LaidOut design(*table, "y ~ log(x)");
  const Error error = read_error(design, "y,x\n1,1\n0,0\n");
  CHECK(error.kind() == ErrorKind::model);
  CHECK(error.text().what == "log(x) is not finite here");
  CHECK(error.text().where.text() == "data.csv:3");
}

TEST_CASE("a multiplier of a factor without a finite value in a new row is refused, too") {
  const auto table = csv("y,x,g\n1,1,a\n0,2,b\n1,3,a\n0,1,b\n");
  const LaidOut design(*table, "y ~ g:log(x)");
  const Error error = read_error(design, "y,x,g\n1,1,a\n0,0,b\n");
  CHECK(error.kind() == ErrorKind::model);
  CHECK(error.text().where.text() == "data.csv:3");
}

TEST_CASE("an offset without a finite value is refused with its line") {
  const auto table = csv("y,x,o\n1,1,1\n0,2,0\n");
  const LaidOut design(*table, "y ~ x + offset(log(o))");
  DesignRows rows;
  const Error error = error_of([&] { design.reader().read(0, rows); });
  CHECK(error.kind() == ErrorKind::model);
  CHECK(error.text().what == "the offset is -inf here");
  CHECK(error.text().where.text() == "data.csv:3");
}

TEST_CASE("stored columns are all but the bare indicators") {
  const auto table = csv("y,x,g\n1,1,a\n0,2,b\n1,3,c\n0,1,b\n");
  CHECK(stored_columns(LaidOut(*table, "y ~ x + g + g:x").plan()) == 3);
}

}  // namespace odds
