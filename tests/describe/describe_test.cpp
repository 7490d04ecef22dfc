#include "support/dataset.hpp"
#include "support/error_of.hpp"
#include "support/printed.hpp"
#include "support/table.hpp"

#include <odds/describe.hpp>
#include <odds/error.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

namespace odds {
namespace {

using test::csv;
using test::error_of;
using test::Printed;

const ColumnDescription& column(const Description& description, const std::string& name) {
  const auto found = std::ranges::find(description.columns, name, &ColumnDescription::name);
  if (found == description.columns.end()) throw std::logic_error("no column " + name);
  return *found;
}

std::vector<std::string> level_names(const ColumnDescription& column) {
  std::vector<std::string> names;
  for (const LevelCount& level : column.levels) names.push_back(level.level);
  return names;
}

using Texts = std::vector<std::string>;

TEST_CASE("every column is described, in the order of the file") {
  const Description all = describe(*csv("b,a,c\n1,x,2.5\n2,y,3.5\n"));
  CHECK(all.file == "data.csv");
  CHECK(all.rows == 2);
  REQUIRE(all.columns.size() == 3);
  CHECK(all.columns[0].name == "b");
  CHECK(all.columns[1].name == "a");
  CHECK(all.columns[2].name == "c");
  CHECK(all.event.empty());
}

TEST_CASE("numbers have mean, standard deviation and range over the cells that have a value") {
  const Description all = describe(*csv("x,y\n1.5,0\nNA,0\n4,0\n.,0\n-2.5,0\n9,0\n"));
  const ColumnDescription& x = column(all, "x");
  CHECK(x.type == ColumnType::number);
  CHECK(x.missing == 2);
  CHECK(x.distinct == 4);
  CHECK(x.mean == 3.0);
  CHECK(x.std_dev == Printed("4.8131763594"));  // sqrt((1.5^2 + 1 + 5.5^2 + 6^2) / 3)
  CHECK(x.min == -2.5);
  CHECK(x.max == 9.0);
  CHECK(x.levels.empty());  // not whole
}

TEST_CASE("a number with a few whole values is listed by value") {
  const Description all = describe(*csv("n,id\n10,1\n2,2\n-1,3\n2,4\n10,5\n2,6\n,7\n"));
  const ColumnDescription& n = column(all, "n");
  CHECK(level_names(n) == Texts{"-1", "2", "10"});
  CHECK(n.levels[0].rows == 1);
  CHECK(n.levels[1].rows == 3);
  CHECK(n.levels[2].rows == 2);
  CHECK(n.levels[1].events == 0.0);
  CHECK(n.levels[1].trials == 0.0);
}

TEST_CASE("more than ten whole values are not listed") {
  std::string text = "x,ten\n";
  for (int i = 0; i < 22; ++i) text += std::to_string(i % 11) + "," + std::to_string(i % 10) + "\n";
  const Description all = describe(*csv(text));
  CHECK(column(all, "x").distinct == 11);
  CHECK(column(all, "x").levels.empty());
  CHECK(column(all, "ten").levels.size() == 10);
}

TEST_CASE("distinct numbers are counted up to 1000, over all blocks of rows") {
  const auto distinct_of = [](int values) {
    std::string text = "x,y\n";
    for (int i = 0; i < 30'000; ++i) text += std::to_string(i % values) + ",1\n";
    return column(describe(*csv(text)), "x").distinct;
  };
  CHECK(distinct_of(1000) == 1000);
  CHECK(distinct_of(1001) == -1);
}

TEST_CASE("a column without any value has no moments") {
  const Description all = describe(*csv("x,y\nNA,1\n,2\n"));
  const ColumnDescription& x = column(all, "x");
  CHECK(x.missing == 2);
  CHECK(x.distinct == 0);
  for (const double number : {x.mean, x.std_dev, x.min, x.max}) CHECK(std::isnan(number));
}

TEST_CASE("dates are described as dates: Python's datetime and statistics") {
  const Description all =
      describe(*csv("d,t,n\n2021-04-30,2021-04-30 12:00,1\n2020-05-28,2021-05-01 00:00,2\n"
                    "2021-03-30,NA,3\n,2021-05-02 06:00,4\n"));
  const ColumnDescription& days = column(all, "d");
  REQUIRE(days.dates.has_value());
  CHECK(days.dates->min == "2020-05-28");
  CHECK(days.dates->max == "2021-04-30");
  CHECK(days.dates->mean == "2020-12-28");  // 18624.33 days
  CHECK(days.mean == Printed("18624.3333333333"));
  CHECK(days.std_dev == Printed("186.264149350682"));
  CHECK(level_names(days) == Texts{"2020-05-28", "2021-03-30", "2021-04-30"});
  const ColumnDescription& times = column(all, "t");
  REQUIRE(times.dates.has_value());
  CHECK(times.dates->min == "2021-04-30T12:00:00");
  CHECK(times.dates->mean == "2021-05-01T06:00:00");
  CHECK(times.std_dev == Printed("0.901387818865997"));
  CHECK_FALSE(column(all, "n").dates.has_value());
}

TEST_CASE("factors have their levels in natural order with their rows") {
  const Description all = describe(*csv("g,y\nb,1\na,0\nNA,0\nb,0\nB,1\n"));
  const ColumnDescription& g = column(all, "g");
  CHECK(g.type == ColumnType::factor);
  CHECK(g.missing == 1);
  CHECK(g.distinct == 3);
  CHECK(level_names(g) == Texts{"B", "a", "b"});
  CHECK(g.levels[2].rows == 2);
}

TEST_CASE("levels beyond the limit are counted, not listed") {
  const Description all =
      describe(*csv("g,y\na,0\nb,0\nc,1\nd,1\n"), {.response = {}, .event = {}, .max_levels = 2});
  CHECK(column(all, "g").distinct == 4);
  CHECK(level_names(column(all, "g")) == Texts{"a", "b"});
  const DescribeOptions none{.response = {}, .event = {}, .max_levels = 0};
  CHECK(error_of([&] { describe(*csv("g,y\na,0\n"), none); }).kind() == ErrorKind::usage);
}

TEST_CASE("with a response every level has its events; rows without a response have none") {
  const Description all = describe(*csv("y,g,n\n1,a,1\n0,a,1\n1,b,2\nNA,b,2\n1,,2\n0,b,1\n"),
                                   {.response = "y", .event = {}});
  CHECK(all.event == "y = 1");
  const ColumnDescription& g = column(all, "g");
  REQUIRE(g.levels.size() == 2);
  CHECK(g.levels[0].rows == 2);
  CHECK(g.levels[0].events == 1.0);
  CHECK(g.levels[0].trials == 2.0);
  CHECK(g.levels[1].rows == 3);
  CHECK(g.levels[1].events == 1.0);
  CHECK(g.levels[1].trials == 2.0);
  const ColumnDescription& n = column(all, "n");
  REQUIRE(n.levels.size() == 2);
  CHECK(n.levels[1].events == 2.0);
  CHECK(column(all, "y").missing == 1);
}

TEST_CASE("the event can be named, or be one level of several") {
  const std::string text = "y,g\nno,a\nyes,a\nmaybe,b\nyes,b\n";
  const Description level = describe(*csv(text), {.response = "y == \"maybe\"", .event = {}});
  CHECK(level.event == "y = maybe");
  CHECK(column(level, "g").levels[1].events == 1.0);
  CHECK(column(level, "g").levels[0].events == 0.0);
  const Description named = describe(*csv("y,g\n1,a\n2,a\n1,b\n"), {.response = "y", .event = "2"});
  CHECK(named.event == "y = 2");
  CHECK(column(named, "g").levels[0].events == 1.0);
}

TEST_CASE("grouped responses count trials") {
  const Description all =
      describe(*test::open_dataset("budworm.csv"), {.response = "killed/n", .event = {}});
  const ColumnDescription& sex = column(all, "sex");
  REQUIRE(sex.levels.size() == 2);
  CHECK(sex.levels[0].level == "F");
  CHECK(sex.levels[0].rows == 6);
  CHECK(sex.levels[0].events == 46.0);  // 0 + 2 + 6 + 10 + 12 + 16
  CHECK(sex.levels[0].trials == 120.0);
  CHECK(sex.levels[1].events == 65.0);  // 1 + 4 + 9 + 13 + 18 + 20
}

TEST_CASE("a stray text among numbers is told, as a fit would refuse it") {
  const Description all = describe(*csv("x,y\n1,0\n2,1\nlots,1\n10,0\n"));
  const ColumnDescription& x = column(all, "x");
  CHECK(x.type == ColumnType::number);
  CHECK(x.distinct == 3);
  REQUIRE(all.notes.size() == 1);
  CHECK(all.notes[0].code == "N103");
  CHECK(all.notes[0].text.find("\"lots\" in line 4") != std::string::npos);
}

TEST_CASE("columns of one name are left out with a note") {
  const Description all = describe(*csv("a,b,a,c,c,a\n1,2,3,4,5,6\n"));
  REQUIRE(all.columns.size() == 1);
  CHECK(all.columns[0].name == "b");
  REQUIRE(all.notes.size() == 1);
  CHECK(all.notes[0].text == "\"a\" and \"c\" name several columns each, which are left out.");
  const Description one = describe(*csv("a,b,a\n1,2,3\n"));
  CHECK(one.notes.at(0).text == "\"a\" names several columns, which are left out.");
}

TEST_CASE("of many columns that are left out the first are named, and the others counted") {
  const Description all = describe(*csv("y,,,,,,,,,x\n1,1,1,1,1,1,1,1,1,2\n"));
  REQUIRE(all.columns.size() == 2);
  REQUIRE(all.notes.size() == 1);
  CHECK(all.notes[0].text ==
        "\"V2\", \"V3\", \"V4\", \"V5\", \"V6\", \"V7\" and 2 more have no name in the header "
        "and are left out.");
}

// R's write.csv puts row names into a first column with an empty header.
TEST_CASE("a first column without a name holds the names of rows") {
  const Description all = describe(*csv("\"\",x,y\n1,2,0\n2,3,1\n"));
  REQUIRE(all.columns.size() == 3);
  CHECK(all.columns[0].name == "row.names");
  REQUIRE(all.notes.size() == 1);
  CHECK(all.notes[0].code == "N120");
}

TEST_CASE("a response that cannot be counted is an error as in a fit") {
  const auto describe_response = [](const std::string& text, const std::string& response) {
    return error_of([&] { describe(*csv(text), {.response = response, .event = {}}); }).kind();
  };
  CHECK(describe_response("y,x\n1,1\n1,2\n", "y") == ErrorKind::model);
  CHECK(describe_response("y,x\n0,1\n1,2\n2,3\n", "y") == ErrorKind::model);
  CHECK(describe_response("y,x\nNA,1\n,2\n", "y") == ErrorKind::model);
  CHECK(describe_response("y,x\n0,1\n1,2\n", "z") == ErrorKind::usage);
  CHECK(describe_response("y,x\n0,1\n1,2\n", "y +") == ErrorKind::usage);
  CHECK(describe_response("y,x\n3,2\n1,2\n", "y/x") == ErrorKind::data);
}

TEST_CASE("a description does not depend on threads") {
  std::string text = "x,g,y\n";
  for (int i = 0; i < 50'000; ++i) {
    text += std::to_string(0.1 * (i * 7919 % 1009)) + "," + "abcd"[i * 7919 % 11 % 4] + "," +
            std::to_string(i * 31 % 17 % 2) + "\n";
  }
  const auto table = csv(text);
  const DescribeOptions options{.response = "y", .event = {}};
  const Description one = describe(*table, options, {.threads = 1, .progress = {}});
  for (const int threads : {2, 3, 7}) {
    CAPTURE(threads);
    const Description many = describe(*table, options, {.threads = threads, .progress = {}});
    CHECK(column(many, "x").mean == column(one, "x").mean);
    CHECK(column(many, "x").std_dev == column(one, "x").std_dev);
    CHECK(column(many, "x").distinct == column(one, "x").distinct);
    REQUIRE(column(one, "g").levels.size() == 4);
    for (std::size_t level = 0; level < 4; ++level) {
      CHECK(column(many, "g").levels[level].rows == column(one, "g").levels[level].rows);
      CHECK(column(many, "g").levels[level].events == column(one, "g").levels[level].events);
    }
  }
}

}  // namespace
}  // namespace odds
