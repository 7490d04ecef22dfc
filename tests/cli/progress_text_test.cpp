#include "cli/progress_text.hpp"

#include <doctest/doctest.h>

namespace odds::cli {
namespace {

using std::chrono::milliseconds;

const ProgressText::Time kStart{};

TEST_CASE("a pass tells its share, the rows, and the time left once it is known") {
  ProgressText text;
  const auto told = [&](Index done, int at) {
    return text.tell({.task = "fitting", .done = done, .total = 200, .rows = 1'234'567},
                     kStart + milliseconds(at));
  };
  CHECK(told(0, 0) == "fitting: 0 % of 1 234 567 rows");
  CHECK(told(2, 100) == "fitting: 1 % of 1 234 567 rows");
  CHECK(told(50, 500) == "fitting: 25 % of 1 234 567 rows, 2 s left");
  CHECK(told(10, 2000) == "fitting, pass 2: 5 % of 1 234 567 rows");
  CHECK(told(11, 12'000) == "fitting, pass 2: 6 % of 1 234 567 rows, 32 min left");
}

TEST_CASE("another task begins with its first pass; what has no end has no share") {
  ProgressText text;
  const auto told = [&](std::string_view task, Index done, Index total) {
    return text.tell({.task = task, .done = done, .total = total}, kStart);
  };
  CHECK(told("reading", 90, 100) == "reading: 90 %");
  CHECK(told("reading", 10, 100) == "reading, pass 2: 10 %");
  CHECK(told("scanning", 20, 100) == "scanning: 20 %");
  CHECK(told("waiting", 0, 0) == "waiting ...");
}

TEST_CASE("a line is cut to a narrow terminal") {
  CHECK(cut("fitting: 25 %", 7) == "fitting");
  CHECK(cut("fitting: 25 %", 13) == "fitting: 25 %");
  CHECK(cut("fitting: 25 %", 80) == "fitting: 25 %");
  CHECK(cut("fitting: 25 %", 0) == "fitting: 25 %");
}

}  // namespace
}  // namespace odds::cli
