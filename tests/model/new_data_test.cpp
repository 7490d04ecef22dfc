#include "model/new_data.hpp"

#include "model/fit_parts.hpp"
#include "support/error_of.hpp"
#include "support/table.hpp"

#include <doctest/doctest.h>

namespace odds {
namespace {

using test::csv;
using test::error_of;

/// A model with every role: groups, weights, an offset, a filter.
std::shared_ptr<const Model> full_model() {
  FitOptions options;
  options.importance_weights = "w";
  options.offset = "o";
  options.where = "f > 0";
  const auto table =
      csv("k,n,x,g,w,o,f\n1,4,1,a,1,0,1\n2,4,2,b,2,0.1,1\n3,5,3,a,1,0,1\n2,6,2,b,1,0.2,1\n9,9,9,z,"
          "1,0,0\n");
  return fit(*table, parse_formula("k/n ~ x + g"), options).parts().model;
}

}  // namespace

TEST_CASE("a prediction needs the right-hand side and the offset only") {
  const DataRoles roles = prediction_roles(*full_model());
  CHECK(roles.complete() == std::vector<std::string>{"x", "g", "o"});
  CHECK(roles.requests().size() == 3);
}

TEST_CASE("averages use response and filter where the table has them, weights always") {
  const auto model = full_model();
  const DataRoles all = averaging_roles(*model, {"k", "n", "x", "g", "w", "o", "f"});
  CHECK(all.use_response);
  CHECK(all.where.has_value());
  CHECK(all.importance_weights == "w");
  const DataRoles some = averaging_roles(*model, {"k", "x", "g", "w", "o"});
  CHECK_FALSE(some.use_response);
  CHECK_FALSE(some.where.has_value());
  const Error error = error_of([&] {
    const auto table = csv("x,g,o\n1,a,0\n");
    scan_for(*model, averaging_roles(*model, table->header()), *table, {});
  });
  CHECK(error.kind() == ErrorKind::usage);
  CHECK(error.text().what == "there is no column \"w\"");
}

TEST_CASE("a column that the model knows as numbers is read as numbers, text in it is an error") {
  const auto model = full_model();
  const DataRoles roles = prediction_roles(*model);
  const Error error =
      error_of([&] { scan_for(*model, roles, *csv("x,g,o\n1,a,0\noops,b,0\n"), {}); });
  CHECK(error.kind() == ErrorKind::data);
  CHECK(error.text().where.text() == "data.csv:3, column \"x\"");
}

TEST_CASE("columns to keep come last, as text, those of the model once more") {
  const auto model = full_model();
  const auto table = csv("id,x,g,o\n007,1,a,0\n008,2,b,0\n");
  const auto source = scan_to_predict(*model, prediction_roles(*model), *table, {}, {"id", "x"});
  REQUIRE(source->columns().size() == 5);
  CHECK(source->columns()[0].type == ColumnType::number);
  CHECK(source->columns()[4].levels == std::vector<std::string>{"1", "2"});
  CHECK(source->columns()[3].name == "id");
  CHECK(source->columns()[3].levels == std::vector<std::string>{"007", "008"});
  CHECK(error_of([&] {
          scan_to_predict(*model, prediction_roles(*model), *table, {}, {"nobody"});
        }).kind() == ErrorKind::usage);
}

}  // namespace odds
