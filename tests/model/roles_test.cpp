#include "model/roles.hpp"

#include "support/error_of.hpp"
#include "support/header_table.hpp"
#include "support/options.hpp"

#include <doctest/doctest.h>

namespace odds {
namespace {

using test::error_of;
using test::with;

DataRoles roles_of(const std::string& formula, const FitOptions& options = {}) {
  return assign_roles(parse_formula(formula), options,
                      test::header_table({"y", "n", "x", "z", "g", "w", "o", "f"}));
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a dot stands for every other column") {
  CHECK(
      assign_roles(parse_formula("y ~ ."), {}, test::header_table({"x", "y", "g"})).predictors() ==
      Names{"x", "g"});
}

TEST_CASE("offsets of the formula and of the options are both kept") {
  const DataRoles roles = roles_of("y ~ x + offset(log(z))", with(&FitOptions::offset, "o"));
  REQUIRE(roles.offsets.size() == 2);
  CHECK(spelling(roles.offsets[0]) == "log(z)");
  CHECK(spelling(roles.offsets[1]) == "o");
}

TEST_CASE("unknown names are refused, wherever they stand") {
  for (const std::string formula :
       {"Y ~ x", "y/m ~ x", "y ~ x + age", "y ~ log(age)", "y ~ x + offset(age)"}) {
    CAPTURE(formula);
    CHECK(error_of([&] { roles_of(formula); }).kind() == ErrorKind::usage);
  }
}

TEST_CASE("a text that was compared without quotes is known by the column beside it") {
  const auto hint = [](const std::string& formula, const std::string& where) {
    return error_of([&] { roles_of(formula, with(&FitOptions::where, where)); }).text().hint;
  };
  CHECK(hint("y ~ x", "x > 1 & g == black").ends_with("quotes: g == 'black'"));
  CHECK(hint("y ~ x", "black != g").ends_with("quotes: g != 'black'"));
  CHECK(hint("y ~ I(g == black)", "").ends_with("quotes: g == 'black'"));
  CHECK(hint("y ~ x", "black > g").starts_with("the columns are"));
  CHECK(hint("y ~ x", "black == brown").starts_with("the columns are"));
}

TEST_CASE("a filter cannot hold constants that depend on the rows it leaves") {
  for (const std::string where : {"scale(x) > 1", "center(x) > 0 | z > 1"}) {
    CAPTURE(where);
    CHECK(error_of([&] { roles_of("y ~ x", with(&FitOptions::where, where)); }).kind() ==
          ErrorKind::usage);
  }
}

TEST_CASE("weights and filter are those of the options") {
  FitOptions options;
  options.frequency_weights = "w";
  options.importance_weights = "o";
  options.where = "f > 1";
  const DataRoles roles = roles_of("y ~ x", options);
  CHECK(roles.frequency_weights == "w");
  CHECK(roles.importance_weights == "o");
  REQUIRE(roles.where.has_value());
  CHECK(spelling(*roles.where) == "f>1");
  CHECK(roles.use_response);
  CHECK_FALSE(roles_of("y ~ x").where.has_value());
}

TEST_CASE("the response is no term of its own") {
  for (const std::string formula :
       {"y ~ x + y", "y ~ x + y:g", "y ~ C(y)", "y == 2 ~ y", "log(y) ~ x + log(y)"}) {
    CAPTURE(formula);
    CHECK(error_of([&] { roles_of(formula); }).kind() == ErrorKind::usage);
  }
  CHECK_NOTHROW(roles_of("y/n ~ n"));
  CHECK_NOTHROW(roles_of("y == 2 ~ ."));
  CHECK_NOTHROW(roles_of("I(y > 3) ~ log(y)"));
}

}  // namespace odds
