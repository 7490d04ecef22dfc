#include "design/learn.hpp"

#include "design/sample.hpp"
#include "support/error_of.hpp"
#include "support/laid_out.hpp"
#include "support/printed.hpp"
#include "support/random_data.hpp"
#include "support/table.hpp"

#include <odds/memory_table.hpp>

#include <doctest/doctest.h>

#include <cmath>

namespace odds {
namespace {

using test::csv;
using test::error_of;
using test::Printed;

Sample sample_of(const Table& table, const std::string& formula, const FitOptions& options = {}) {
  return learn_sample(test::read_rows(table, formula, options), {});
}

}  // namespace

TEST_CASE("moments of number columns are R's mean, sd and range") {
  // R 4.2: x <- c(2, 3.5, -1, 8, 0.25); mean(x); sd(x)
  const auto table = csv("y,x\n1,2\n0,3.5\n1,-1\n0,8\n1,0.25\n");
  const Sample sample = sample_of(*table, "y ~ x");
  REQUIRE(sample.variables.size() == 1);
  const Moments& moments = sample.variables[0].moments;
  CHECK(moments.count == 5.0);
  CHECK(moments.mean == Printed("2.55"));
  CHECK(moments.std_dev == Printed("3.4928498393146"));
  CHECK(moments.min == -1.0);
  CHECK(moments.max == 8.0);
}

TEST_CASE("moments keep their digits under a large offset, over many blocks") {
  test::Random random(41);
  const Index n = 20'001;
  std::vector<double> y, x;
  long double sum = 0.0L;
  for (Index i = 0; i < n; ++i) {
    y.push_back(i % 2 == 0 ? 1.0 : 0.0);
    x.push_back(1e8 + random.normal());
    sum += x.back();
  }
  const long double mean = sum / n;
  long double squares = 0.0L;
  for (const double value : x) squares += (value - mean) * (value - mean);
  MemoryTable table;
  table.add("y", y).add("x", x);
  const Moments moments = sample_of(table, "y ~ x").variables[0].moments;
  CHECK(moments.count == static_cast<double>(n));
  // An ulp of the mean is 1.5e-8. The means of blocks, good to that, differ by some 1e-2, and the
  // squares of these differences belong to the variance.
  CHECK(std::abs(static_cast<long double>(moments.mean) - mean) < 6e-8L);
  const long double std_dev = std::sqrt(squares / (n - 1));
  CHECK(std::abs(moments.std_dev - static_cast<double>(std_dev)) < 6e-10);
}

TEST_CASE("levels that no used row has are gone") {
  const auto table = csv("y,x,g\n1,1,a\n0,2,b\n1,9,c\n0,,d\n1,3,a\n");
  FitOptions options;
  options.where = "x < 5";
  const Sample sample = sample_of(*table, "y ~ x + g", options);
  CHECK(sample.variables[1].levels == std::vector<std::string>{"a", "b"});
  CHECK(sample.variables[1].level_rows == std::vector<Index>{2, 1});
  CHECK(sample.rows == 3);
}

TEST_CASE("a number that is used as a factor has its values as levels, in numeric order") {
  const auto table = csv("y,k\n1,10\n0,9\n1,-2.5\n0,10\n");
  const DesignVariable variable = sample_of(*table, "y ~ C(k)").variables[0];
  CHECK(variable.type == ColumnType::number);
  CHECK(variable.levels == std::vector<std::string>{"-2.5", "9", "10"});
  CHECK(variable.level_values == std::vector<double>{-2.5, 9.0, 10.0});
  CHECK(variable.level_rows == std::vector<Index>{1, 1, 2});
}

TEST_CASE("0/1 columns and columns of few whole values are recognised") {
  const auto table = csv("y,b,k,h,one\n1,0,1,0.5,1\n0,1,2,1,1\n1,1,30,2,1\n0,0,4,3,1\n");
  const Sample sample = sample_of(*table, "y ~ b + k + h + one");
  CHECK(sample.variables[0].binary);
  CHECK(sample.variables[0].few_whole_values);
  CHECK_FALSE(sample.variables[1].binary);
  CHECK(sample.variables[1].few_whole_values);
  CHECK_FALSE(sample.variables[2].few_whole_values);
  CHECK_FALSE(sample.variables[3].binary);  // always 1: nothing to switch
  std::string many = "y,k\n";
  for (int i = 0; i < 11; ++i) many += std::to_string(i % 2) + "," + std::to_string(i) + "\n";
  CHECK_FALSE(sample_of(*csv(many), "y ~ k").variables[0].few_whole_values);
}

TEST_CASE("the response's values are counted over used rows") {
  const auto table = csv("y,x\n1,1\n0,NA\n1,2\n0,3\n");
  const Sample sample = sample_of(*table, "y ~ x");
  CHECK(sample.response.numbers == std::map<double, Index>{{0.0, 1}, {1.0, 2}});
}

TEST_CASE("the constants of scale and center are R's, of the used rows") {
  // R 4.2: x <- c(2, 3.5, -1, 8); attributes(scale(log(x + 2))); mean(x)
  const auto table = csv("y,x\n1,2\n0,3.5\n1,-1\n0,8\n1,\n");
  const RowReader rows = test::read_rows(*table, "y ~ scale(log(x + 2)) + center(x) + x");
  const std::vector<LearntCall> calls = learn_calls(rows, {});
  REQUIRE(calls.size() == 2);
  REQUIRE(calls[0].constants.size() == 2);
  CHECK(calls[0].constants[0] == Printed("1.34840688658809"));
  CHECK(calls[0].constants[1] == Printed("0.975887919956147"));
  CHECK(calls[1].constants == std::vector<double>{3.125});
  DataRoles roles = rows.roles();
  bind_calls(roles, calls);
  for (const Term& term : roles.formula.terms) {
    CHECK(stateful_calls(term.factors[0].expression).empty());
  }
}

TEST_CASE("a transformation without a finite value is an error of the model, with its line") {
  struct Example {
    std::string formula;
    std::string what;
  };
  for (const Example& example :
       std::initializer_list<Example>{{"y ~ log(x)", "log(x) is -inf here"},
                                      {"y ~ sqrt(x - 1)", "sqrt(x-1) is not a number here"},
                                      {"y ~ I(1/x)", "1/x is inf here"},
                                      {"y ~ scale(log(x))", "log(x) is -inf here"},
                                      {"y ~ exp(x*1e6)", "exp(x*1e+06) is inf here"}}) {
    CAPTURE(example.formula);
    const auto table = csv(example.formula == "y ~ exp(x*1e6)" ? "y,x\n1,NA\n0,-2\n1,3\n"
                                                               : "y,x\n1,NA\n0,2\n1,0\n");
    const Error error = error_of([&] { test::LaidOut(*table, example.formula); });
    CHECK(error.kind() == ErrorKind::model);
    CHECK(error.text().what.find(example.what) == 0);
    CHECK(error.text().where.text() == "data.csv:4");
  }
}

TEST_CASE("a column whose squares leave the range of a double is an error of the model") {
  struct Example {
    std::string text;
    std::string formula;
    std::string what;
  };
  for (const Example& example : std::initializer_list<Example>{
           {"y,x\n1,1e300\n0,2e300\n", "y ~ x", "the squares of the column \"x\" overflow"},
           {"y,x\n1,1e-300\n0,2e-300\n", "y ~ x", "the squares of the column \"x\" underflow"},
           {"y,x,z\n1,1e200,1e200\n0,2e200,3e200\n", "y ~ x:z",
            "the squares of the column \"x:z\" overflow"}}) {
    CAPTURE(example.text);
    const auto table = csv(example.text);
    const Error error = error_of([&] { test::LaidOut(*table, example.formula); });
    CHECK(error.kind() == ErrorKind::model);
    CHECK(error.text().what == example.what);
  }
  // A constant column has no squares to lose.
  CHECK(test::LaidOut(*csv("y,x\n1,1e-300\n0,1e-300\n"), "y ~ x").plan().columns() == 2);
}

TEST_CASE("what is learnt does not depend on the number of threads, to the last bit") {
  test::Random random(42);
  std::vector<double> y, x, z;
  for (int i = 0; i < 30'000; ++i) {
    y.push_back(random.whole(0, 1));
    x.push_back(random.normal());
    z.push_back(random.normal());
  }
  MemoryTable table;
  table.add("y", y).add("x", x).add("z", z);
  const RowReader rows = test::read_rows(table, "y ~ x*z");
  const DesignPlan layout = plan_design(rows.roles().formula, learn_sample(rows, {}).variables);
  DesignPlan one = layout;
  learn_centring(one, rows, {.threads = 1, .progress = {}});
  for (const int threads : {2, 3, 7}) {
    CAPTURE(threads);
    DesignPlan many = layout;
    learn_centring(many, rows, {.threads = threads, .progress = {}});
    CHECK(many.centring.centres == one.centring.centres);
    CHECK(many.centring.shift == one.centring.shift);
    CHECK(many.centring.scale == one.centring.scale);
  }
}

}  // namespace odds
