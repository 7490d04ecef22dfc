#include "fit/memory_need.hpp"

#include <odds/error.hpp>

#include <doctest/doctest.h>

namespace odds {
namespace {

DesignPlan plan_of(std::size_t columns) {
  DesignPlan plan;
  DesignVariable id;
  id.name = "id";
  id.levels.resize(columns);
  plan.variables = {id};
  plan.names.resize(columns);
  return plan;
}

Execution one_thread() {
  Execution execution;
  execution.threads = 1;
  return execution;
}

TEST_CASE("a factor of two million levels is refused with its name and size before it is tried") {
  try {
    require_memory(plan_of(2'000'000), one_thread());
    FAIL("no machine has the memory");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::system);
    CHECK(error.text().what.find("2000000 coefficients need about 416000 GB") == 0);
    CHECK(error.text().what.find("\"id\" has 2000000 levels") != std::string::npos);
  }
}

TEST_CASE("of levels that are eliminated only their border is needed") {
  DesignPlan plan = plan_of(50'000);
  plan.eliminated = 49'990;
  CHECK_NOTHROW(require_memory(plan, one_thread()));
  plan.eliminated = 0;
  CHECK_THROWS_AS(require_memory(plan, one_thread()), Error);
}

TEST_CASE("a hundred columns fit everywhere") {
  CHECK_NOTHROW(require_memory(plan_of(100), one_thread()));
}

}  // namespace
}  // namespace odds
