// Time is linear in the columns of a table: a look-up for each of them that went through all others
// would take minutes here.
#include "support/error_of.hpp"
#include "support/table.hpp"

#include <odds/describe.hpp>
#include <odds/fit.hpp>
#include <odds/memory_table.hpp>
#include <odds/report.hpp>

#include <doctest/doctest.h>

#include <ctime>
#include <sstream>
#include <string>

namespace odds {
namespace {

constexpr int kWide = 100'000;

/// A header `y,x1,x2,...` and `rows` rows of whole numbers.
std::string wide_text(int columns, int rows) {
  std::string text = "y";
  for (int j = 1; j < columns; ++j) text += ",x" + std::to_string(j);
  for (int i = 0; i < rows; ++i) {
    text += '\n' + std::to_string(i % 2);
    for (int j = 1; j < columns; ++j) text += ',' + std::to_string((7 * i + j) % 5);
  }
  return text + '\n';
}

/// Of all threads, so that a busy machine does not count.
class ProcessorTime {
 public:
  double seconds() const {
    return static_cast<double>(std::clock() - begin_) / static_cast<double>(CLOCKS_PER_SEC);
  }

 private:
  std::clock_t begin_ = std::clock();
};

/// Some times what it takes; one search for each column among all takes as long or longer.
constexpr double kMostSeconds = 25.0;

}  // namespace

TEST_CASE("many columns are described, and the description is rendered, in linear time") {
  const ProcessorTime time;
  const Description all = describe(*test::csv(wide_text(kWide, 3)));
  REQUIRE(all.columns.size() == kWide);
  CHECK(all.columns.back().name == "x99999");
  CHECK(all.columns.back().max == 4.0);
  for (const Format format : {Format::text, Format::csv, Format::json, Format::markdown}) {
    std::ostringstream out;
    render(report(all), format, {}, out);
    CHECK(out.str().find("x99999") != std::string::npos);
  }
  CHECK(time.seconds() < kMostSeconds);
}

TEST_CASE("columns without a name, and of one name, are left out in linear time") {
  const ProcessorTime time;
  const std::string commas(kWide, ',');
  CHECK(describe(*test::csv(commas + "\n" + commas + "\n")).columns.empty());
  std::string text = "x";
  for (int j = 1; j < kWide; ++j) text += ",x";
  CHECK(describe(*test::csv(text + "\n1" + commas.substr(1) + "\n")).columns.empty());
  CHECK(time.seconds() < kMostSeconds);
}

TEST_CASE("a table in memory finds its columns at once") {
  const ProcessorTime time;
  MemoryTable table;
  for (int j = 0; j < kWide; ++j) table.add("x" + std::to_string(j), std::vector<double>{1.0, 2.0});
  CHECK(table.has_column("x99999"));
  CHECK(!table.has_column("x100000"));
  CHECK(describe(table).columns.size() == kWide);
  CHECK(time.seconds() < kMostSeconds);
}

TEST_CASE("a dot stands for as many columns as a formula may have terms, and says so of more") {
  const ProcessorTime time;
  const auto fit_all = [](int columns) {
    return test::error_of([&] { fit(*test::csv(wide_text(columns, 4)), parse_formula("y ~ .")); });
  };
  const Error limit = fit_all(10'001);  // y is the response
  CHECK(limit.kind() == ErrorKind::model);
  CHECK(limit.text().what == "4 rows cannot determine 10001 coefficients");
  const Error beyond = fit_all(20'000);
  CHECK(beyond.kind() == ErrorKind::usage);
  CHECK(beyond.text().what ==
        "the dot stands for the 19999 columns of the table, and a formula has at most 10000 terms");
  CHECK(time.seconds() < kMostSeconds);
}

}  // namespace odds
