#include "formula/unquoted_names.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace odds {
namespace {

using Names = std::vector<std::string>;

TEST_CASE("names that need backquotes and stand without them are found") {
  const Names columns = {"hours-per-week", "age", "c.age", "a:b", "n/a", "x^2", "GC%"};
  CHECK(unquoted_names("y ~ hours-per-week + age", columns) == Names{"hours-per-week"});
  CHECK(unquoted_names("n/a ~ a:b+x^2", columns) == Names{"a:b", "n/a", "x^2"});
  CHECK(unquoted_names("y ~ `hours-per-week` + c.age", columns).empty());
  CHECK(unquoted_names("y == 'n/a' ~ age", columns).empty());
  CHECK(unquoted_names("y ~ `it``s a:b`", columns).empty());
  CHECK(unquoted_names("y ~ aa:b + a:bb + xx^2", columns).empty());
}

}  // namespace
}  // namespace odds
