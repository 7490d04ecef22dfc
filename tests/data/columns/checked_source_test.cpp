// What a program's own table may get wrong, and what becomes of it.
#include "data/columns/checked_source.hpp"

#include "support/error_of.hpp"
#include "support/table.hpp"

#include <odds/describe.hpp>
#include <odds/fit.hpp>
#include <odds/predict.hpp>
#include <odds/table.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace odds {
namespace {

using test::csv;
using test::error_of;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// A response, a number and a factor, eight rows of each; `spoil` changes a block that was read.
struct OwnTable final : Table {
  std::vector<double> y = {0, 1, 0, 1, 1, 0, 1, 0};
  std::vector<double> x = {1, 2, 3, 4, 5, 6, 7, 8};
  std::vector<std::int32_t> g = {0, 0, 1, 1, 0, 1, 0, 1};
  std::function<void(ColumnBlock&)> spoil = [](ColumnBlock&) {};

  struct Source final : ColumnSource {
    Source(const OwnTable& owner, std::span<const ColumnRequest> requests) : table(owner) {
      for (const ColumnRequest& request : requests) {
        about.push_back({.name = request.name, .type = ColumnType::number, .levels = {}});
        if (request.name != "g") continue;
        about.back().type = ColumnType::factor;
        about.back().levels = {"a", "b"};
      }
    }
    const std::vector<Column>& columns() const override { return about; }
    Index rows() const override { return 8; }
    void read(Index first, Index rows, ColumnBlock& out) const override {
      const auto from = static_cast<std::size_t>(first);
      const auto count = static_cast<std::size_t>(rows);
      out.cells.clear();
      for (const Column& column : about) {
        if (column.name == "g") {
          out.cells.push_back(
              {.numbers = {}, .codes = std::span(table.g).subspan(from, count), .missing = {}});
        } else {
          const std::vector<double>& numbers = column.name == "y" ? table.y : table.x;
          out.cells.push_back(
              {.numbers = std::span(numbers).subspan(from, count), .codes = {}, .missing = {}});
        }
      }
      table.spoil(out);
    }
    Place place(Index row, Index) const override { return {"own", row + 1, {}}; }

    const OwnTable& table;
    std::vector<Column> about;
  };

  std::string name() const override { return "own"; }
  const std::vector<std::string>& header() const override {
    static const std::vector<std::string> names = {"y", "x", "g"};
    return names;
  }
  std::shared_ptr<const ColumnSource> scan(std::span<const ColumnRequest> requests,
                                           const Execution&) const override {
    return std::make_shared<Source>(*this, requests);
  }
};

Fit fit_of(const OwnTable& table) { return fit(table, parse_formula("y ~ x + g")); }

void check_refused(const OwnTable& table, const std::string& what) {
  CAPTURE(what);
  const Error error = error_of([&] { fit_of(table); });
  CHECK(error.kind() == ErrorKind::data);
  CHECK(error.text().what == what);
}

}  // namespace

TEST_CASE("a program's own table gives the bits of a file with the same cells") {
  const auto file = csv("y,x,g\n0,1,a\n1,2,a\n0,3,b\n1,4,b\n1,5,a\n0,6,b\n1,7,a\n0,8,b\n");
  const Fit own = fit_of(OwnTable());
  const Fit of_file = fit(*file, parse_formula("y ~ x + g"));
  CHECK(own.coefficients() == of_file.coefficients());
  CHECK(own.covariance() == of_file.covariance());
}

TEST_CASE("NaN is missing in a response and in a predictor, and says nothing of the row else") {
  OwnTable table;
  table.y[2] = kNan;
  table.x[5] = kNan;
  const Fit fit = fit_of(table);
  CHECK(fit.rows().used == 6);
  REQUIRE(fit.rows().dropped.size() == 2);
  CHECK(fit.rows().dropped[0].column == "y");
  CHECK(fit.rows().dropped[1].column == "x");
  const auto file = csv("y,x,g\n0,1,a\n1,2,a\n1,4,b\n1,5,a\n1,7,a\n0,8,b\n");
  CHECK(fit.coefficients() == odds::fit(*file, parse_formula("y ~ x + g")).coefficients());
  CHECK(predict(fit, table)[5].status == Prediction::Status::missing);
  CHECK(describe(table).columns[1].missing == 1);
}

TEST_CASE("NaN in a row whose bit says missing already adds nothing") {
  OwnTable table;
  table.x[5] = kNan;
  static const std::uint64_t bits[] = {(1U << 5U) | (1U << 6U)};
  table.spoil = [](ColumnBlock& block) {
    if (block.cells.size() > 1) block.cells[1].missing = bits;
  };
  CHECK(fit_of(table).rows().used == 6);
}

TEST_CASE("infinite numbers and codes without a level are errors with their row") {
  OwnTable infinite;
  infinite.x[6] = -std::numeric_limits<double>::infinity();
  check_refused(infinite, "column \"x\", row 7: -inf is no finite number");
  OwnTable beyond;
  beyond.g[3] = 2;
  check_refused(beyond, "column \"g\", row 4: the code 2 has no level: there are 2");
  CHECK(error_of([&] { fit_of(beyond); }).text().where.line == 4);
  beyond.g[3] = -2;
  check_refused(beyond, "column \"g\", row 4: the code -2 has no level: there are 2");
}

TEST_CASE("a code without a level is an error in new data, too") {
  const Fit fit = fit_of(OwnTable());
  OwnTable beyond;
  beyond.g[0] = 1'000'000;
  CHECK(error_of([&] { predict(fit, beyond); }).kind() == ErrorKind::data);
  CHECK(error_of([&] { describe(beyond); }).kind() == ErrorKind::data);
}

TEST_CASE("cells must be as many as rows, columns as many as were asked for") {
  OwnTable table;
  table.spoil = [](ColumnBlock& block) {
    block.cells[1].numbers = block.cells[1].numbers.first(5);
  };
  check_refused(table, "column \"x\", row 1: the source has read 5 numbers for 8 rows");
  table.spoil = [](ColumnBlock& block) { block.cells[2].codes = {}; };
  check_refused(table, "column \"g\", row 1: the source has read 0 codes for 8 rows");
  table.spoil = [](ColumnBlock& block) { block.cells[0].missing = {}; };
  CHECK(fit_of(table).rows().used == 8);
  table.spoil = [](ColumnBlock& block) { block.cells.pop_back(); };
  check_refused(table, "the source has read 2 columns of 3");
}

}  // namespace odds
