// Several processes read a part of the files each: together they have what one process has, and
// each of them knows of the whole what one process knows, or fails with the same words.
#include "support/csv_reading.hpp"
#include "support/sanitized.hpp"
#include "support/thread_ranks.hpp"

#include <doctest/doctest.h>

#include <random>

namespace odds {
namespace {

using std::string_literals::operator""s;
using test::Reading;
using test::results_of_ranks;
using test::WhatWasRead;

using Texts = std::vector<std::string>;
using Ints = std::vector<int>;

// Under AddressSanitizer each range costs its 3 MiB of the line reader, and a wrong access does not
// depend on how many processes there are.
const std::vector<int> kRankSizes = test::kUnderAddressSanitizer ? Ints{3} : Ints{2, 3, 5};

void check_ranks(const Texts& texts, const Reading& reading, int size, Index range) {
  const WhatWasRead whole = reading.read(texts, Index{1} << 20, 1);
  const auto parts = results_of_ranks(size, [&](Communicator& processes) {
    return reading.read(texts, range, 1 + static_cast<int>(range % 2), &processes);
  });
  CAPTURE(texts);
  CAPTURE(size);
  CAPTURE(range);
  std::string rows;
  for (const WhatWasRead& part : parts) {
    REQUIRE(part.table == whole.table);
    rows += part.rows;
  }
  REQUIRE(rows == whole.rows);
}

void check_ranks(const Texts& texts, const Reading& reading = {}) {
  for (Index range = 1; range <= 64; range += range < 4 ? 1 : 20) {
    for (const int size : kRankSizes) check_ranks(texts, reading, size, range);
  }
}

TEST_CASE("files of every spelling are the same for any number of processes") {
  const std::string mark = "\xEF\xBB\xBF";
  for (const Texts& texts :
       {Texts{"n,t\n1,a\n2,b\n3,c\n"}, Texts{"n,t\r\n1,a\r\n2,b\r\n"}, Texts{"n,t\n1,a"},
        Texts{mark + "\n\n  \n\"n\",t\n\n1,a\n\n\n2,b\n \n"},
        Texts{"n,t\n1,\"a\nb\n\"\n2,\"x,\"\"y\n\"\"\n\"\n3,c\n"},
        Texts{"n,t\n1,\"a\nn,t\n9,\"\"z\"\"\n9,z\nb\"\n2,c\n3,\"\"\n"},
        Texts{"n,t\n1," + std::string(300, 'x') + "\n2,\"" + std::string(200, '\n') + "\"\n3,c\n"},
        Texts{"n,t\n1,a\n\n2,b\n\n", "n,t\n\n3,c\n\n4,\"\n\"", "n,t\n5,a\n"},
        Texts{"n,t\n-1,NULL\n1e3,NA\n NA,NA\n,\n.,NULL\n9007199254740993,\"NA\"\n1e-999,2"}}) {
    check_ranks(texts);
  }
}

TEST_CASE("what is wrong is told by all processes as by one") {
  for (const Texts& texts :
       {Texts{"n,t\n"}, Texts{"\n\n"}, Texts{"n,t\n1,a\n2\n3,4,5\n"},
        Texts{"n,t\n1,a\n2,\"b\"x\n3,\xFF\n"}, Texts{"n,t\n1,\xE9t\xE9\n2\n"},
        Texts{"n,t\n1,a\n2,\"b\n3,c\n4,d\n"}, Texts{"n,t\n1,a\n2,x\ry\n3,\xF0\x9F\x98\n"},
        Texts{"n,t\n1,a\n\"2\n3\",4,\"5\n\"\n6\n"}, Texts{"n,t\n1,a\n", "n,t\n\n", "n,t\n1\n"},
        Texts{"n,t\n1,a\n", "n,t\n\n2,b\n\"\n\",c\n3"}, Texts{"n,t\n1,a\n", "n,t\n2,b\n\"\n"},
        Texts{"n,t\n1,a\n2,b\nx,c\n4,d\n1e999,e\ny,f\n5,\"\n\"\n",
              "n,t\nz,g\nu,h\nv,i\nw,i\n8,i\n9,i\n0,i\n7,j\n"}}) {
    check_ranks(texts);
  }
}

TEST_CASE("titles, comments, units, blanks and empty columns do not depend on the processes") {
  const Reading skipped{.head = "\"made\n\nn,t\n1,a\n", .options = {.skip = 2}};
  check_ranks({"\"made\n\nn,t\n1,a\n2,\"b\n\"\n3,c\n", "\"made\n\nn,t\n1,a\n"}, skipped);
  check_ranks({"\"made\n\nn,t\n1,a\n2,\"b\n\"\n3\n"}, skipped);
  const Reading comments{.options = {.delimiter = ',', .comment = '#'}};
  check_ranks({"# \"n\",\"t\nn,t\n1,a\n#,\"b\n2,\"#\n#\"\n3,c\n#", "n,t\n# x\n4,d\n"}, comments);
  const Reading blanks{.head = "n  t\n1  a\n", .options = {}};
  check_ranks({"n  t\n1  a\n\t2 \t \"b  \n c\" \n\n 3 c"}, blanks);
  const Reading units{.head = "n,t,\nkg,mg,\n1,a,\n2,b,\n3,a,\n", .options = {}};
  check_ranks({"n,t,\nkg,mg,\n1,a,\n2,b,x\nkg,mg,\n", "n,t,\nkg,mg,\n5,a,\n"}, units);
}

TEST_CASE("one column, no header, old line ends and short rows do not depend on the processes") {
  check_ranks({"\n\na\n1\n\n\n2\n\"\"\n"}, {.head = "a\n1\n"});
  const Reading without_header{.head = "1\n", .options = {.delimiter = ',', .header = false}};
  for (const char* text : {"\n\n1\n\n2\n", "\n\n\n", "1\n2", "\n\"\n\"\n\n3\n"}) {
    check_ranks({text, text}, without_header);
  }
  const Reading returns{.head = "n,t\r1,a\r"};
  for (const char* text : {"n,t\r1,a\r2,\"b\r\"\r3,c", "n,t\r1,a\r\n2,b\r\r3\r", "n,t\r1,\"a\r"}) {
    check_ranks({text}, returns);
  }
  const Reading padded{.options = {.delimiter = ',', .pad_ragged = true}};
  for (const char* text : {"n,t\n1\n2,b\n\"x\ny\"\n3\n", "n,t\n1\n2,b,c\n"}) {
    check_ranks({text, text}, padded);
  }
}

/// Rows enough for several blocks of 64, of every kind of cell.
std::string many_rows(int rows, const std::string& t) {
  std::mt19937 random(3);
  std::string text = "n,t\n";
  for (int row = 0; row < rows; ++row) {
    const auto dice = random() % 12;
    text += dice == 0 ? "NA" : dice == 1 ? "\"NA\"" : dice == 2 ? "NULL" : std::to_string(row);
    text += dice < 4 ? ",\"" + t + "\n" + std::to_string(dice) + "\"\n" : "," + t + "\n";
    if (dice == 11) text += "\n";
    if (dice == 10) text += std::to_string(row / 50) + ".50,1.5\n";
  }
  return text;
}

TEST_CASE("blocks of rows that begin in one process and end in others have all their cells") {
  Reading reading;
  reading.expected = {Expect::automatic, Expect::category, Expect::text};
  for (const Texts& texts : {Texts{many_rows(700, "a")},
                             Texts{many_rows(90, "x"), many_rows(1, "y"), many_rows(300, "7")},
                             Texts(8, many_rows(40, "z"))}) {
    for (const int size : {2, 3, 5, 11}) {
      for (const Index range : {50, 64, 701, 3000}) check_ranks(texts, reading, size, range);
    }
  }
}

TEST_CASE("numbers among the texts of a factor are levels of all processes") {
  std::string text = "n,t\n";
  for (int row = 0; row < 400; ++row) {
    text += fmt::format("{},{}\n", row % 3 == 0 ? fmt::format("{}.0", row) : "a", row);
  }
  Reading reading;
  reading.expected = {Expect::automatic};
  CHECK(reading.of({text}, 64, 1).find("read as a factor") != std::string::npos);
  for (const int size : {2, 5}) {
    for (const Index range : {100, 1000}) check_ranks({text}, reading, size, range);
  }
}

TEST_CASE("the texts of numbers are levels of all processes, whoever has read them") {
  Reading reading;
  reading.expected = {Expect::lenient, Expect::category, Expect::numbers_as_levels, Expect::text};
  for (const char* const several : {"01", "1.0", "1", "9007199254740993", "-0", "1e1"}) {
    std::string text = "n,t\n";
    for (int row = 0; row < 300; ++row) {
      text += fmt::format("{},{}\n", row % 10, row == 170 ? several : std::to_string(row % 7));
    }
    for (const int size : {2, 5}) {
      for (const Index range : {100, 1000}) check_ranks({text}, reading, size, range);
    }
  }
}

TEST_CASE("whatever bytes files are made of, the number of processes does not matter") {
  static const Texts kParts = {"\n",       "\n",    "\r\n",         "\r",   ",",   ",",
                               "\"",       "\"",    "\"\"",         "\n\"", "\",", ",\"",
                               "\"\n",     "1",     "-2.5",         "a",    " ",   "NA",
                               "\xC3\xA9", "1,a\n", "2,\"b\nc\"\n", "\n\n", "\xFF"};
  std::mt19937 random(12);
  for (int trial = 0; trial < 200; ++trial) {
    Texts texts(1 + random() % 2, "n,t\n");
    for (std::string& text : texts) {
      for (auto parts = random() % 30; parts > 0; --parts) {
        text += kParts[random() % (kParts.size() - (random() % 20 == 0 ? 0 : 1))];
      }
    }
    check_ranks(texts, {}, 2 + static_cast<int>(random() % 4),
                1 + static_cast<Index>(random() % 20));
  }
}

TEST_CASE("processes that find other files are told so") {
  for (const auto& unlike : std::vector<std::pair<Texts, std::string>>{
           {{"n,t\n1,a\n", "n,t\n1,a\n2,b\n"},
            "the processes do not find the same data: t0.csv has 8 bytes on host0 (rank 0), 12 on "
            "host1 (rank 1)"},
           {{"n,t\n1,a\n", "n,u\n1,a\n"},
            "the processes do not find the same data: t0.csv has another header on host1 (rank 1) "
            "than on host0 (rank 0)"}}) {
    const auto& texts = unlike.first;
    for (const auto& part : results_of_ranks(2, [&](Communicator& processes) {
           const std::string& text = texts[static_cast<std::size_t>(processes.rank())];
           return Reading{.head = text}.read({text}, 4, 1, &processes);
         })) {
      CHECK(part.table == unlike.second + "\n\nevery machine must have the same files");
    }
  }
}

}  // namespace
}  // namespace odds
