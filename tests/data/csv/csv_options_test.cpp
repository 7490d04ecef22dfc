#include "support/csv_cells.hpp"

#include <odds/csv.hpp>

#include <doctest/doctest.h>

namespace odds {
namespace {

TEST_CASE("options that cannot be honoured are usage errors") {
  const CsvOptions bad[] = {{.delimiter = 'x'},
                            {.decimal = ';'},
                            {.comment = '1'},
                            {.delimiter = ';', .comment = ';'},
                            {.skip = -1}};
  for (const CsvOptions& options : bad) {
    const Error error = test::error_of([&] { options.validate(); });
    CHECK(error.kind() == ErrorKind::usage);
  }
}

TEST_CASE("every separator is allowed with every decimal mark, which quotes may keep apart") {
  for (const char delimiter : {'\0', ',', ';', '\t', '|'}) {
    CsvOptions{.delimiter = delimiter}.validate();
    CsvOptions{.delimiter = delimiter, .decimal = ','}.validate();
  }
}

TEST_CASE("options are checked before a file is opened") {
  const Error error = test::error_of([] { open_csv("/does/not/exist", {.decimal = 'x'}); });
  CHECK(error.kind() == ErrorKind::usage);
}

}  // namespace
}  // namespace odds
