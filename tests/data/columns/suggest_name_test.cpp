#include <odds/table.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace odds {
namespace {

const std::vector<std::string> kKnown = {"age", "lwt", "smoke", "race"};

TEST_CASE("input 51: a name within two edits is suggested, whatever its case") {
  CHECK(suggest_name("smok", kKnown) == "did you mean \"smoke\"?");
  CHECK(suggest_name("SMOKE", kKnown) == "did you mean \"smoke\"?");
  CHECK(suggest_name("smkoe", kKnown) == "did you mean \"smoke\"?");
  CHECK(suggest_name("rac", kKnown) == "did you mean \"race\"?");
}

TEST_CASE("the nearest of several similar names is suggested") {
  CHECK(suggest_name("x12", {"x1", "x122", "X12"}) == "did you mean \"X12\"?");
}

TEST_CASE("without a similar name the columns are listed") {
  CHECK(suggest_name("weight", kKnown) == "the columns are age, lwt, smoke, race");
  CHECK(suggest_name("z", {"a", "b"}) == "the columns are a, b");
}

TEST_CASE("what is listed has its own name") {
  CHECK(suggest_name("9", {"0", "1"}, "levels") == "the levels are 0, 1");
  CHECK(suggest_name("smok", kKnown, "variables") == "did you mean \"smoke\"?");
}

TEST_CASE("columns that are called by numbers look like data without a header") {
  for (const char* name : {"low", "V1"}) {
    const std::string hint = suggest_name(name, {"black", "85", "0", "1"});
    CHECK(hint.find("numbers such as 85") != std::string::npos);
    CHECK(hint.find("--no-header") != std::string::npos);
  }
  CHECK(suggest_name("low", {"y", "income", "1990"}) == "the columns are y, income, 1990");
}

TEST_CASE("a long list is cut, and says so") {
  std::vector<std::string> many;
  for (int i = 100; i < 200; ++i) many.push_back("column" + std::to_string(i));
  const std::string hint = suggest_name("zzz", many);
  CHECK(hint.find("column100, column101") != std::string::npos);
  CHECK(hint.find("and 88 more") != std::string::npos);
  CHECK(hint.find("column112") == std::string::npos);
}

}  // namespace
}  // namespace odds
