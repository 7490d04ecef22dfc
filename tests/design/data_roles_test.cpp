#include "design/data_roles.hpp"

#include "model/roles.hpp"
#include "support/error_of.hpp"
#include "support/header_table.hpp"
#include "support/options.hpp"

#include <doctest/doctest.h>

namespace odds {
namespace {

using test::error_of;
using test::with;

const std::vector<std::string> kHeader = {"y", "n", "x", "z", "g", "w", "o", "f"};

DataRoles roles_of(const std::string& formula, const FitOptions& options = {}) {
  return assign_roles(parse_formula(formula), options, test::header_table(kHeader));
}

Expect expectation(const DataRoles& roles, const std::string& name) {
  for (const ColumnRequest& request : roles.requests()) {
    if (request.name == name) return request.expect;
  }
  throw std::logic_error("no request for " + name);
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("columns that must be complete: response, predictors, offsets, weights, each once") {
  FitOptions options;
  options.offset = "o";
  options.frequency_weights = "w";
  options.where = "f > 1 & x > 0";
  const DataRoles roles = roles_of("y/n ~ x*g + I(x*z)", options);
  CHECK(roles.predictors() == Names{"x", "g", "z", "o"});
  CHECK(roles.complete() == Names{"y", "n", "x", "g", "z", "o", "w"});
  Names requested;
  for (const ColumnRequest& request : roles.requests()) requested.push_back(request.name);
  CHECK(requested == Names{"y", "n", "x", "g", "z", "o", "w", "f"});
}

TEST_CASE("each column is expected to be what its strongest use needs") {
  const DataRoles roles = roles_of("y ~ x + log(z) + C(g)", with(&FitOptions::where, "f == 'a'"));
  CHECK(expectation(roles, "y") == Expect::automatic);
  CHECK(expectation(roles, "x") == Expect::automatic);
  CHECK(expectation(roles, "z") == Expect::number);
  CHECK(expectation(roles, "g") == Expect::category);
  CHECK(expectation(roles, "f") == Expect::text);
  CHECK(expectation(roles_of("y ~ x + log(x)"), "x") == Expect::number);
  CHECK(expectation(roles_of("y ~ C(x) + log(x)"), "x") == Expect::numbers_as_levels);
  CHECK(expectation(roles_of("y ~ f", with(&FitOptions::where, "f == 'a'")), "f") ==
        Expect::category);
  const auto where = [](const char* text) {
    return roles_of("y ~ x", with(&FitOptions::where, text));
  };
  CHECK(expectation(where("missing(f)"), "f") == Expect::category);
  CHECK(expectation(where("f > '2021-04-30'"), "f") == Expect::category);
  CHECK(expectation(where("missing(f) | f > 3"), "f") == Expect::number);
  CHECK(expectation(where("missing(x)"), "x") == Expect::automatic);
  CHECK(expectation(where("x == '2021-04-30'"), "x") == Expect::automatic);
  CHECK(expectation(where("f == '2021-04-30' | f == 'a'"), "f") == Expect::text);
  CHECK(expectation(roles_of("y == '01' ~ x"), "y") == Expect::category);
  CHECK(expectation(roles_of("y == 1 ~ x"), "y") == Expect::automatic);
  CHECK(expectation(roles_of("y/n ~ x"), "y") == Expect::number);
  CHECK(expectation(roles_of("y ~ x", with(&FitOptions::importance_weights, "w")), "w") ==
        Expect::number);
}

TEST_CASE("without a response its columns are not asked for") {
  DataRoles roles = roles_of("y/n ~ x");
  roles.use_response = false;
  CHECK(roles.complete() == Names{"x"});
}

TEST_CASE("a column that the header does not have is refused with a suggestion") {
  const Error error = error_of([] { require_column("G", test::header_table({"g", "h"})); });
  CHECK(error.kind() == ErrorKind::usage);
  CHECK(error.text().what == "there is no column \"G\"");
  CHECK(error.text().hint == "did you mean \"g\"?");
  require_column("h", test::header_table({"g", "h"}));
}

}  // namespace odds
