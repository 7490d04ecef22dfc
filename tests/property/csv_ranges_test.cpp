// A file is read in ranges, by several threads: what comes out, or why nothing does, is the same
// for all of them, and for ranges of any size.
#include "data/csv/local_scan.hpp"
#include "support/csv_reading.hpp"
#include "support/sanitized.hpp"

#include <odds/csv.hpp>
#include <odds/error.hpp>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <random>
#include <string>
#include <vector>

namespace odds {
namespace {

using test::Reading;
using Numbers = std::vector<int>;
using std::string_literals::operator""s;

// Under AddressSanitizer each range costs its 3 MiB of the line reader, and a wrong access does not
// depend on how many threads there are, if there are several.
const std::vector<int> kThreads = test::kUnderAddressSanitizer ? Numbers{3} : Numbers{1, 2, 3, 7};

/// Calls check(range, k) for ranges from one byte to some lines, k counting them.
void for_each_range(const std::function<void(Index, std::size_t)>& check) {
  std::size_t k = 0;
  const auto next = [](Index range) {
    if (test::kUnderAddressSanitizer) return 2 * range;
    return range + (range < 12 ? 1 : 13);
  };
  for (Index range = 1; range <= 64; range = next(range)) check(range, k++);
}

void check_parts(const std::string& text, const Reading& reading, const std::string& whole,
                 Index range, int threads) {
  const std::string parts = reading.of({text}, range, threads);
  if (parts == whole) return;
  CAPTURE(text);
  CAPTURE(range);
  CAPTURE(threads);
  REQUIRE(parts == whole);
}

std::string read_whole(const std::string& text, const Reading& reading) {
  return reading.of({text}, Index{1} << 20, 1);
}

void check_ranges(const std::string& text, const Reading& reading = {}) {
  const std::string whole = read_whole(text, reading);
  for_each_range([&](Index range, std::size_t) {
    for (const int threads : kThreads) check_parts(text, reading, whole, range, threads);
  });
}

TEST_CASE("good files of every spelling are read the same in ranges of any size") {
  const std::string mark = "\xEF\xBB\xBF";
  for (const std::string& text :
       {"n,t\n1,a\n2,b\n3,c\n"s, "n,t\r\n1,a\r\n2,b\r\n"s, "n,t\n1,a\r\n2,b\n3,c"s,
        mark + mark + "n,t\n1,a\n", mark + "\n\n  \n\"n\",t\n\n1,a\n\n\n2,b\n \n"s,
        "n,t\n1,\"a\nb\n\"\n2,\"x,\"\"y\n\"\"\n\"\n3,c\n"s,
        "n,t\n1,\"a\nn,t\n9,\"\"z\"\"\n9,z\nb\"\n2,c\n3,\"\"\n"s,
        "n,t\n1,\"a\r\n\r\nb\"\r\n2,\"\r\"\r\n"s,
        "n,t\n" + mark + "1,a\n" + mark + ",b\n"s + mark + "2,c\n",
        "n,t\n1,5\" pipe\n2,6\"\n3,\"\"\"\"\n"s,
        "n,t\n-1.5,\xC3\xA9\n1e3,\xF0\x9F\x98\x80\n NA,NA\n,\n.,NULL"s,
        "n,t\n1," + std::string(300, 'x') + "\n2,\"" + std::string(200, '\n') + "\"\n3,c\n"}) {
    check_ranges(text);
  }
}

TEST_CASE("of several things that are wrong the first is told, in ranges of any size") {
  for (
      const std::string& text :
      {""s, "n,t\n"s, "\n\n"s, "n,t\n\n\n"s, "n,t\n1,a\n2\n3,4,5\n"s,
       "n,t\n1,a\n2,\"b\"x\n3,\xFF\n"s, "n,t\n1,\xE9t\xE9\n2\n"s, "n,t\n1,a\n2,\"b\n3,c\n4,d\n"s,
       "n,t\n1,a\n2,\"b\n\xFF\n3\n"s, "n,t\n1,\0\n2\n"s, "n,t\n1,a\n2,x\ry\n3,\xF0\x9F\x98\n"s,
       "n,t\n1,a\n2,\xF0\x9F\x98"s, "n,t\n1,a\n\"2\n3\",4,\"5\n\"\n6\n"s,
       "n,t\n1,a\n2,b\nx,c\n4,d\n1e999,e\ny,f\n5,\"\n\"\nz,g\nu,h\nv,i\nw,i\n8,i\n9,i\n0,i\n7,j\n"s}) {
    check_ranges(text);
  }
}

TEST_CASE("one column, no header, old line ends and short rows do not depend on the ranges") {
  check_ranges("\n\na\n1\n\n\n2\n\"\"\n", {.head = "a\n1\n"});
  const Reading without_header{.head = "1\n", .options = {.delimiter = ',', .header = false}};
  for (const char* text : {"\n\n1\n\n2\n", "\n\n\n", "1\n2", "\n\"\n\"\n\n3\n"}) {
    check_ranges(text, without_header);
  }
  const Reading returns{.head = "n,t\r1,a\r"};
  for (const char* text : {"n,t\r1,a\r2,\"b\r\"\r3,c", "n,t\r1,a\r\n2,b\r\r3\r", "n,t\r1,\"a\r"}) {
    check_ranges(text, returns);
  }
  const Reading padded{.options = {.delimiter = ',', .pad_ragged = true}};
  for (const char* text : {"n,t\n1\n2,b\n\"x\ny\"\n3\n", "n,t\n1\n2,b,c\n"}) {
    check_ranges(text, padded);
  }
}

/// Readings with what a table may be surrounded by, and texts for each.
struct Surrounded {
  Reading reading;
  std::vector<std::string> texts;
};

std::vector<Surrounded> surrounded() {
  return {{{.head = "sep=;\nn;t\n1;a\n", .options = {}}, {"sep=;\nn;t\n1;a\n2;\"b\n\"\n3\n"}},
          {{.head = "\"made\n\nn,t\n1,a\n", .options = {.skip = 2}},
           {"\"made\n\nn,t\n1,a\n2,b\n", "\"made\n\n\nn,t\n1,\"a\n\"\n2,b,c\n"}},
          {{.options = {.delimiter = ',', .comment = '#'}},
           {"# \"n\",\"t\nn,t\n1,a\n#,\"b\n\n # c\n2,\"#\n#\"\n3,c\n#", "n,t\n1,a\n#\n2\n"}},
          {{.head = "n  t\n1  a\n", .options = {}},
           {"n  t\n1  a\n\t2 \t \"b  \n c\" \n\n 3 c", "n t\n1 a\n2 b c\n"}},
          {{.head = "n,t,,\n1,a,,\n", .options = {}},
           {"n,t,,\n1,a,,\n2,\"b\n\",,\n3,c,4,\n5,d\n", "n,t,,\n1,a,,\n2,b,,,\n"}},
          {{.head = "n,t\nkg,mg\n1,a\n2,b\n3,a\n", .options = {}},
           {"n,t\nkg,mg\n1,a\n2,b\nkg,mg\n", "n,t\nkg,mg\n1,a\n2\n"}}};
}

TEST_CASE("titles, comments, units, blanks and empty columns do not depend on the ranges") {
  for (const Surrounded& each : surrounded()) {
    for (const std::string& text : each.texts) check_ranges(text, each.reading);
  }
  const Surrounded comments = surrounded()[2];
  CHECK(comments.reading.of({comments.texts[0]}, 8, 2).starts_with("3 rows"));
}

TEST_CASE("whatever bytes a file is made of, ranges and threads do not change what comes of it") {
  static const std::vector<std::string> kParts = {
      "\n",       "\n",    "\r\n",         "\r",   ",",   ",",    "\"", "\"", "\"\"",
      "\n\"",     "\",",   ",\"",          "\"\n", "1",   "-2.5", "a",  " ",  "NA",
      "\xC3\xA9", "1,a\n", "2,\"b\nc\"\n", "\n\n", "\xFF"};
  std::mt19937 random(11);
  for (std::size_t trial = 0; trial < 150; ++trial) {
    std::string text = "n,t\n";
    // Most files get far enough to have rows: the last part, which is never valid, is rare.
    for (auto parts = random() % 40; parts > 0; --parts) {
      text += kParts[random() % (kParts.size() - (random() % 20 == 0 ? 0 : 1))];
    }
    // One number of threads a range, another one for the next file: starting threads is what takes
    // the time of this test when they are instrumented.
    const std::string whole = read_whole(text, {});
    for_each_range([&](Index range, std::size_t k) {
      check_parts(text, {}, whole, range, kThreads[(k + trial) % kThreads.size()]);
    });
  }
}

TEST_CASE("a range that began within quotes is read again, however many do") {
  std::string text = "n,t\n";
  for (int row = 0; row < 40; ++row) {
    text += fmt::format("{},\"line\n{},x\n\n\"\"{}\"\"\n\"\n", row, row + 1000, row);
  }
  check_ranges(text);
  const std::string read = Reading{}.of({text}, 16, 2);
  CHECK(read.starts_with("40 rows"));
}

TEST_CASE("numbers that become levels by their texts do not depend on ranges and threads") {
  Reading reading;
  reading.expected = {Expect::lenient, Expect::category, Expect::numbers_as_levels, Expect::text};
  for (const char* const several : {"01", "1.0", "1", "7A", "\"NA\""}) {
    std::string text = "n,t\n";
    for (int row = 0; row < 200; ++row) {
      text += fmt::format("{},{}\n", row % 10, row == 110 ? several : std::to_string(row % 7));
    }
    const std::string whole = reading.of({text}, Index{1} << 20, 1);
    for (const Index range : {64, 100, 701}) CHECK(reading.of({text}, range, 2) == whole);
  }
}

TEST_CASE("progress is told by one thread at a time and ends at the size of the file") {
  std::string text = "n,t\n";
  while (text.size() < (std::size_t{9} << 20)) text += "123456,some text of some length\n";
  std::vector<Index> done;
  Execution execution{.threads = 3,
                      .progress = [&](const Progress& progress) { done.push_back(progress.done); }};
  const CsvOptions options;
  std::vector<CsvFile> files;
  files.push_back({.bytes = InputBytes("t.csv", text),
                   .layout = find_layout(InputBytes("t.csv", text), options)});
  const std::vector<ScanColumn> columns{{0, Expect::automatic}};
  scan_csv({.files = files, .options = options, .columns = columns}, execution);
  CHECK(std::ranges::is_sorted(done));
  CHECK(done.back() == static_cast<Index>(text.size()));
}

}  // namespace
}  // namespace odds
