#include "data/csv/record_reader.hpp"

#include "support/csv_cells.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

namespace odds {
namespace {

using std::string_literals::operator""s;

// All records from `begin` on, each as LINE[TEXT]; what was refused in the end.
std::string records_of(const std::string& bytes, const ReadPlan& plan = {}, Index line = 1) {
  const InputBytes input("t.csv", bytes);
  std::vector<char> memory;
  RecordReader reader(input, {}, plan, line, memory);
  std::string result;
  std::string_view record;
  try {
    while (reader.next(record)) {
      result += std::to_string(reader.line()) + "[" + std::string(record) + "]";
    }
  } catch (const Error& error) {
    result += error.what();
  }
  return result;
}

TEST_CASE("records come with the line of the file in which they begin, in pieces of any size") {
  for (const Index piece : {1, 2, 3, 7, 1000}) {
    CAPTURE(piece);
    const ReadPlan plan{.piece = piece};
    CHECK(records_of("a\nb\n", plan) == "1[a]2[b]");
    CHECK(records_of("a\r\nb\nc\r\n", plan) == "1[a]2[b]3[c]");
    CHECK(records_of("a\n\nb", plan) == "1[a]2[]3[b]");
    CHECK(records_of("\"a\n\na\"\nb\n\"c\nc\"\nd", plan) ==
          "1[\"a\xFF\xFF"
          "a\"]4[b]5[\"c\xFF"
          "c\"]7[d]");
    CHECK(records_of("", plan) == "");
    CHECK(records_of("\xEF\xBB\xBF"
                     "a",
                     plan) == "1[a]");
  }
}

TEST_CASE("reading may begin at any record; a mark at its beginning is text") {
  const std::string bytes =
      "a\nb\n\xEF\xBB\xBF"
      "c\n";
  CHECK(records_of(bytes, {.begin = 2}, 2) ==
        "2[b]3[\xEF\xBB\xBF"
        "c]");
  CHECK(records_of(bytes, {.begin = 4}, 3) ==
        "3[\xEF\xBB\xBF"
        "c]");
  CHECK(records_of(bytes, {.begin = 9}) == "");
}

TEST_CASE("the place of the next record is known after every record") {
  const InputBytes input("t.csv",
                         "\xEF\xBB\xBF"
                         "ab\r\n\"c\nd\"\ne");
  std::vector<char> memory;
  RecordReader reader(input, {}, {.piece = 2}, 1, memory);
  std::string_view record;
  std::string places;
  do {
    places += std::to_string(reader.next_offset()) + "/" + std::to_string(reader.next_line()) + " ";
  } while (reader.next(record));
  CHECK(places == "3/1 7/2 13/4 15/5 ");  // with the line end that was added
}

TEST_CASE("behind every record there are a line end and bytes that can be read") {
  const InputBytes input("t.csv", "1234567,1\r\n7");
  std::vector<char> memory;
  RecordReader reader(input, {}, {}, 1, memory);
  for (std::string_view record; reader.next(record);) {
    const char* const end = record.data() + record.size();
    CHECK((*end == '\n' || *end == '\r'));
    CHECK(end + kRecordPadding <= memory.data() + memory.size());
  }
}

TEST_CASE("what cannot be read is refused once all records before have been returned") {
  for (const Index piece : {1, 3, 1000}) {
    CAPTURE(piece);
    const ReadPlan plan{.piece = piece};
    CHECK(records_of("a\nb\nc\0\nd\n"s, plan) ==
          "1[a]2[b]t.csv:3: byte 2 of the line is NUL, which no text contains");
    CHECK(records_of("a\nb\n\xE9\n", plan) ==
          "1[a]2[b]t.csv:3: byte 1 of the line, 0xE9, begins no UTF-8 character");
    CHECK(records_of("a\n\"b\"\n\"c\nd\n", plan) ==
          "1[a]2[\"b\"]t.csv:3: the quote that opens on this line is never closed");
  }
}

TEST_CASE("input 19: a line that is too long is refused with its number") {
  const std::string longest(16'777'215, 'x');
  const std::string text = "a\n\"b\nb\"\n" + longest + "\n" + longest + "x\n";
  const std::string records = records_of(text);
  CHECK(test::contains(records, "x]t.csv:5: the line exceeds 16 777 215 bytes"));
  CHECK(records.size() < text.size() - longest.size() + 100);
}

}  // namespace
}  // namespace odds
