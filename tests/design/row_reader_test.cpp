#include "design/row_reader.hpp"

#include "support/csv_cells.hpp"
#include "support/error_of.hpp"
#include "support/laid_out.hpp"
#include "support/options.hpp"
#include "support/table.hpp"

#include <odds/memory_table.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <utility>
#include <vector>

namespace odds {
namespace {

using test::csv;
using test::error_of;
using test::with;

/// The rows of a CSV text that a formula and options use, all in one block.
struct ReadAll {
  std::unique_ptr<const Table> table;  // the block's bindings point into its columns
  RowReader rows;
  RowBlock block;
  RowCounts counts;

  ReadAll(const std::string& text, const std::string& formula, const FitOptions& options = {})
      : table(csv(text)), rows(test::read_rows(*table, formula, options)) {
    rows.read(0, block);
    counts = row_counts(rows.roles(), rows.source().rows(), block.dropped);
  }

  std::string dropped_text() const {
    std::string text;
    for (const DroppedRows& dropped : counts.dropped) {
      text += dropped.column + "|" + cause_name(dropped.cause) + "|" +
              std::to_string(dropped.rows) + " ";
    }
    return text;
  }
};

Error read_error(const std::string& text, const std::string& formula,
                 const FitOptions& options = {}) {
  return error_of([&] { ReadAll(text, formula, options); });
}

FitOptions with_frequency() { return with(&FitOptions::frequency_weights, "w"); }

FitOptions with_importance() { return with(&FitOptions::importance_weights, "w"); }

FitOptions with_filter(const std::string& where) { return with(&FitOptions::where, where); }

}  // namespace

TEST_CASE("a row with several causes counts under the first: filter, columns in order, weight") {
  const std::string text =
      "y,x,g,w,f\n"
      "1,1,a,1,1\n"   // used
      ",1,a,1,0\n"    // filter before missing y
      ",NA,a,1,1\n"   // missing y before missing x
      "0,NA,,1,1\n"   // missing x before missing g
      "0,2,,NA,1\n"   // missing g before the missing weight
      "0,2,b,NA,1\n"  // missing weight
      "0,2,b,0,1\n"   // zero weight
      "0,2,b,1,\n"    // a missing filter is no pass
      "1,3,b,2,1\n";  // used
  FitOptions options = with_filter("f == 1");
  options.importance_weights = "w";
  const ReadAll read(text, "y ~ x + g", options);
  CHECK(read.counts.read == 9);
  CHECK(read.counts.used == 2);
  CHECK(read.dropped_text() ==
        "|filter|2 y|missing|1 x|missing|1 g|missing|1 w|missing|1 |zero weight|1 ");
  CHECK(read.block.rows == 2);
  CHECK(read.block.position == std::vector<Index>{0, 8});
  CHECK(read.block.case_weight == Eigen::Vector2d(1.0, 2.0));
  const Binding& x = read.block.bindings.at("x");
  CHECK(std::vector<double>(x.numbers.begin(), x.numbers.end()) == std::vector<double>{1.0, 3.0});
  const Binding& g = read.block.bindings.at("g");
  CHECK(g.levels[static_cast<std::size_t>(g.codes[1])] == "b");
}

TEST_CASE("only columns that the model uses make a row incomplete") {
  const ReadAll read("y,x,other\n1,1,\n0,2,NA\n", "y ~ x");
  CHECK(read.counts.used == 2);
  CHECK(read.counts.dropped.empty());
}

TEST_CASE("a filter may compare texts and combine conditions") {
  const ReadAll read("y,x,g\n1,1,a\n0,2,b\n1,3,c\n0,4,a\n", "y ~ x",
                     with_filter("g != 'a' & x < 3"));
  CHECK(read.block.position == std::vector<Index>{1});
  CHECK(read.dropped_text() == "|filter|3 ");
}

TEST_CASE("a filter that is not a number, as log of a negative number, is no pass") {
  const ReadAll read("y,x\n1,-1\n0,2\n", "y ~ x", with_filter("log(x) > 0"));
  CHECK(read.block.position == std::vector<Index>{1});
}

TEST_CASE("a filter may ask which cells are missing, of numbers and of texts") {
  const std::string text = "y,x,g,z\n1,1,a,1\n0,2,,NA\n1,3,c,5\n0,4,,2\n1,5,d,NA\n";
  const auto positions = [&](const char* where) {
    return ReadAll(text, "y ~ x", with_filter(where)).block.position;
  };
  CHECK(positions("missing(z)") == std::vector<Index>{1, 4});
  CHECK(positions("!missing(z)") == std::vector<Index>{0, 2, 3});
  CHECK(positions("missing(g)") == std::vector<Index>{1, 3});
  CHECK(positions("missing(z) | z > 1") == std::vector<Index>{1, 2, 3, 4});
  CHECK(positions("z > 1 & !missing(g)") == std::vector<Index>{2});
  CHECK(positions("g in ('a', 'c') & between(x, 2, 4)") == std::vector<Index>{2});
  CHECK(test::contains(read_error(text, "y ~ x + I(missing(z))").text().hint, "filter"));
}

TEST_CASE("a column that is compared with a date holds dates") {
  const std::string text = "y,x,d\n1,1,2021-04-30\n0,2,2021-05-09\n1,3,2020-05-28\n";
  CHECK(ReadAll(text, "y ~ x", with_filter("d >= '2021-05-01'")).block.position ==
        std::vector<Index>{1});
  CHECK(ReadAll(text, "y ~ x + C(d)", with_filter("d < '2021-05-01'")).block.position ==
        std::vector<Index>{0, 2});
  CHECK(read_error(text, "y ~ d", with_filter("x > '2021-05-01'")).text().what ==
        "\"x\" is compared with a date, and holds numbers");
  CHECK(read_error("y,x,d\n1,1,30/04/2021\n0,2,09/05/2021\n", "y ~ x",
                   with_filter("d > '2021-05-01'"))
            .text()
            .what == "\"d\" is compared with a date, and holds no ISO dates");
}

TEST_CASE("frequency and importance weights multiply") {
  FitOptions options = with_frequency();
  options.importance_weights = "v";
  const ReadAll read("y,x,w,v\n1,1,3,0.5\n0,2,2,1.5\n", "y ~ x", options);
  CHECK(read.block.case_weight == Eigen::Vector2d(1.5, 3.0));
}

TEST_CASE("negative weights are refused with their place") {
  for (const FitOptions& options : {with_frequency(), with_importance()}) {
    const Error error = read_error("y,x,w\n1,1,1\n0,2,-2\n", "y ~ x", options);
    CHECK(error.kind() == ErrorKind::data);
    CHECK(error.text().where.text() == "data.csv:3, column \"w\"");
    CHECK(error.text().what.find("-2") != std::string::npos);
  }
}

TEST_CASE("frequency weights are whole numbers, importance weights any") {
  const std::string text = "y,x,w\n1,1,1\n0,2,2.5\n";
  const Error error = read_error(text, "y ~ x", with_frequency());
  CHECK(error.kind() == ErrorKind::data);
  CHECK(error.text().where.line == 3);
  CHECK(error.text().where.column == "w");
  CHECK(error.text().what.find("2.5") != std::string::npos);
  CHECK(ReadAll(text, "y ~ x", with_importance()).block.case_weight[1] == 2.5);
}

TEST_CASE("probability weights are numbers >= 0, and a row of weight 0 is not used") {
  const FitOptions options = with(&FitOptions::probability_weights, "w");
  const Error error = read_error("y,x,w\n1,1,1\n0,2,-2.5\n", "y ~ x", options);
  CHECK(error.kind() == ErrorKind::data);
  CHECK(error.text().what == "-2.5 is no probability weight");
  const ReadAll read("y,x,w\n1,1,0.5\n0,2,0\n0,3,\n", "y ~ x", options);
  CHECK(read.block.case_weight == Vector::Constant(1, 0.5));
  CHECK(read.dropped_text() == "w|missing|1 |zero weight|1 ");
}

TEST_CASE("the place of a bad weight counts the rows before it that are not used") {
  const Error error =
      read_error("y,x,w\n,1,1\n1,NA,1\n1,1,1\n0,2,-1\n", "y ~ x", with_importance());
  CHECK(error.text().where.line == 5);
}

TEST_CASE("groups hold events and trials; groups without trials are left out") {
  const ReadAll read("k,n,x\n1,4,1\n0,0,2\n3,3,3\n", "k/n ~ x");
  CHECK(read.block.events == Eigen::Vector2d(1.0, 3.0));
  CHECK(read.block.trials == Eigen::Vector2d(4.0, 3.0));
  CHECK(read.dropped_text() == "|no trials|1 ");
  const ReadAll counts("k,m,x\n1,4,1\n0,0,2\n3,0,3\n", "cbind(k, m) ~ x");
  CHECK(counts.block.trials == Eigen::Vector2d(5.0, 3.0));
}

TEST_CASE("counts that make no sense are refused with their line") {
  for (const std::string row : {"5,4", "-1,4", "1.5,4", "1,4.5"}) {
    CAPTURE(row);
    const Error error = read_error("k,n,x\n1,4,1\n" + row + ",2\n", "k/n ~ x");
    CHECK(error.kind() == ErrorKind::data);
    CHECK(error.text().where.text() == "data.csv:3");
    CHECK(error.text().what.find("0 <= events <= trials") != std::string::npos);
  }
  CHECK(read_error("k,m,x\n1,-4,1\n", "cbind(k, m) ~ x").kind() == ErrorKind::data);
}

TEST_CASE("a reader knows the block that it has read from those of others") {
  const auto table = csv("y,x\n1,1\n0,\n1,3\n");
  const RowReader rows = test::read_rows(*table, "y ~ x");
  const RowReader others = test::read_rows(*table, "y ~ 1");
  RowBlock block;
  CHECK(!rows.holds(0, block));
  rows.read(0, block);
  CHECK(rows.holds(0, block));
  CHECK(rows.with_computed(1).holds(0, block));
  CHECK(!rows.holds(1, block));
  CHECK(!others.holds(0, block));
  others.read(0, block);
  CHECK(block.rows == 3);
  CHECK(!rows.holds(0, block));
  rows.read(0, block);
  CHECK(block.rows == 2);
}

TEST_CASE("without a response its column need not be complete, nor be there") {
  const auto table = csv("x\n1\n2\n");
  DataRoles roles;
  roles.formula = parse_formula("y ~ x");
  roles.use_response = false;
  const RowReader rows(table->scan(roles.requests()), roles);
  RowBlock block;
  rows.read(0, block);
  CHECK(block.rows == 2);
}

TEST_CASE("blocks cover the file in order, at boundaries that depend on the columns only") {
  const Index n = 20'000;
  std::vector<double> y(static_cast<std::size_t>(n)), x(static_cast<std::size_t>(n));
  for (Index i = 0; i < n; ++i) {
    x[static_cast<std::size_t>(i)] = static_cast<double>(i);
    y[static_cast<std::size_t>(i)] = i % 3 == 0 ? 1.0 : 0.0;
  }
  MemoryTable table;
  table.add("y", y).add("x", x);
  const RowReader all = test::read_rows(table, "y ~ x");
  const RowReader some = test::read_rows(table, "y ~ x", with_filter("x >= 12345 & x < 19999"));
  CHECK(all.block_rows() == some.block_rows());
  CHECK(all.block_rows() % 64 == 0);
  Index next = 12345;
  for (Index b = 0; b < some.block_count(); ++b) {
    RowBlock block;
    some.read(b, block);
    CHECK(block.first == b * some.block_rows());
    for (const double value : block.bindings.at("x").numbers)
      CHECK(value == static_cast<double>(next++));
  }
  CHECK(next == 19999);
}

TEST_CASE("a last block of few rows is worth no thread of its own") {
  const std::pair<std::size_t, Index> cases[] = {
      {100, 0}, {8192, 1}, {8193, 1}, {8192 + 2048, 2}, {3 * 8192 + 2047, 3}};
  for (const auto& each : cases) {
    const std::size_t rows = each.first;
    CAPTURE(rows);
    MemoryTable table;
    table.add("y", std::vector<double>(rows)).add("x", std::vector<double>(rows));
    const RowReader reader = test::read_rows(table, "y ~ x");
    REQUIRE(reader.block_rows() == 8192);
    CHECK(reader.long_blocks() == each.second);
  }
}

TEST_CASE("a block that was read into before holds nothing of its past") {
  const auto table = csv("y,x\n1,1\n0,NA\n1,3\n");
  const RowReader rows = test::read_rows(*table, "y ~ x");
  RowBlock used;
  rows.read(0, used);
  rows.read(0, used);
  CHECK(used.rows == 2);
  CHECK(used.dropped.missing == std::vector<Index>{0, 1});
}

}  // namespace odds
