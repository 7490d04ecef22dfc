#include "data/columns/name_index.hpp"

#include <odds/table.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace odds {

TEST_CASE("a name is found where it stands first") {
  const std::vector<std::string> names = {"b", "a", "", "b"};
  const NameIndex index(names);
  CHECK(index.find("b") == 0);
  CHECK(index.find("a") == 1);
  CHECK(index.find("") == 2);
  CHECK(index.find("c") == -1);
  CHECK(index.contains("a"));
  CHECK(!index.contains("ab"));
}

TEST_CASE("items are found by a member that is their name") {
  const std::vector<ColumnRequest> requests = {{"x", Expect::number}, {"y", Expect::text}};
  const NameIndex index(requests, &ColumnRequest::name);
  CHECK(index.find("y") == 1);
  CHECK(NameIndex(std::vector<std::string>()).find("x") == -1);
}

}  // namespace odds
