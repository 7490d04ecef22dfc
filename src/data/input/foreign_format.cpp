#include "data/input/foreign_format.hpp"

#include <algorithm>
#include <array>

namespace odds {

namespace {

using std::string_view_literals::operator""sv;

struct Mark {
  std::string_view bytes;
  ForeignFormat format;
  bool letters = false;  // a text could begin so too
};

constexpr std::string_view kExport = "export the data as CSV from the program that wrote it"sv;
constexpr std::string_view kUtf16 = "convert it with iconv -f utf-16 -t utf-8"sv;

constexpr std::array kMarks = {
    Mark{"\xFF\xFE\0\0"sv, {"UTF-32 text", "convert it with iconv -f utf-32 -t utf-8"}},
    Mark{"\0\0\xFE\xFF"sv, {"UTF-32 text", "convert it with iconv -f utf-32 -t utf-8"}},
    Mark{"\xFF\xFE"sv, {"UTF-16 text", kUtf16}},
    Mark{"\xFE\xFF"sv, {"UTF-16 text", kUtf16}},
    Mark{"\x1F\x8B"sv, {"compressed with gzip", "unpack it: gzip -dc FILE | odds COMMAND - ..."}},
    Mark{"\xFD"
         "7zXZ\0"sv,
         {"compressed with xz", "unpack it: xz -dc FILE | odds COMMAND - ..."}},
    Mark{"\x28\xB5\x2F\xFD"sv,
         {"compressed with zstd", "unpack it: zstd -dc FILE | odds COMMAND - ..."}},
    Mark{
        "BZh"sv, {"compressed with bzip2", "unpack it: bzip2 -dc FILE | odds COMMAND - ..."}, true},
    Mark{"PK\x03\x04"sv,
         {"a zip archive, as are .xlsx and .ods workbooks",
          "unpack it, or save the worksheet as CSV"}},
    Mark{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv,
         {"an Excel .xls workbook", "save the worksheet as CSV"}},
    Mark{"PAR1"sv, {"a Parquet file", kExport}, true},
    Mark{"ARROW1\0"sv, {"an Arrow file", kExport}},
    Mark{"SQLite format 3\0"sv, {"an SQLite database", kExport}},
    Mark{"<stata_dta>"sv, {"a Stata data set", kExport}, true},
    Mark{"$FL2"sv, {"an SPSS data set", kExport}, true},
};

// A control character other than white space.
bool is_binary(char byte) {
  const auto code = static_cast<unsigned char>(byte);
  return code < 0x20 && !(code >= '\t' && code <= '\r');
}

// Every other byte of English text in UTF-16 is zero.
bool alternates_with_nul(std::string_view head) {
  return head.size() >= 4 && (head[0] == '\0') != (head[1] == '\0') &&
         (head[0] == '\0') == (head[2] == '\0') && (head[1] == '\0') == (head[3] == '\0');
}

}  // namespace

ForeignFormat foreign_format(std::string_view head) {
  const bool binary = std::any_of(head.begin(), head.end(), is_binary);
  for (const Mark& mark : kMarks) {
    if (head.starts_with(mark.bytes) && (binary || !mark.letters)) return mark.format;
  }
  if (alternates_with_nul(head)) return {"UTF-16 text", kUtf16};
  return {};
}

}  // namespace odds
