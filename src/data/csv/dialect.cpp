#include "data/csv/dialect.hpp"

#include "data/csv/field_splitter.hpp"
#include "data/csv/line_source.hpp"
#include "data/types/number.hpp"

#include <algorithm>
#include <limits>

namespace odds {

namespace {

constexpr Index kHeadBytes = Index{1} << 18;
constexpr Index kGrowth = 16;
constexpr std::string_view kCandidates = "\t;|,";  // in order of preference

std::vector<std::string> records_within(const InputBytes& bytes, const TextFormat& format,
                                        Index count, Index limit) {
  LineSource lines(bytes, format, {.begin = format.begin, .limit = limit});
  std::vector<std::string> records;
  std::string_view record;
  while (static_cast<Index>(records.size()) <= count && lines.next(record)) {
    if (is_blank(record, format.delimiter) || is_comment(record, format.comment)) continue;
    records.emplace_back(record);
  }
  const bool last_may_be_cut = limit < bytes.size();
  const bool one_too_many = static_cast<Index>(records.size()) > count;
  if (!records.empty() && (one_too_many || last_may_be_cut)) records.pop_back();
  return records;
}

// How well a delimiter explains the first records.
struct Agreement {
  Index header_fields = 1;
  double share = 0.0;  // of the records that have as many fields as the header
};

Agreement agreement(const std::vector<std::string>& records, char delimiter) {
  Agreement result;
  Index agreeing = 0;
  for (const std::string& record : records) {
    Index malformed = -1;
    const auto fields = static_cast<Index>(all_fields(record, delimiter, malformed).size());
    if (&record == &records.front()) result.header_fields = malformed < 0 ? fields : 1;
    if (malformed < 0 && fields == result.header_fields) ++agreeing;
  }
  result.share = static_cast<double>(agreeing) / static_cast<double>(records.size());
  return result;
}

// Whether runs of blanks cut all records into as many fields as the header, or into one more, the
// name of a row. A text of some words each is no table: the first row holds a number.
bool agree_on_blanks(const std::vector<std::string>& records) {
  if (records.size() < 2) return false;
  std::vector<std::size_t> widths;
  bool has_number = false;
  for (const std::string& record : records) {
    Index malformed = -1;
    const std::vector<Field> fields = all_fields(record, ' ', malformed);
    if (malformed >= 0) return false;
    widths.push_back(fields.size());
    if (widths.size() != 2) continue;
    has_number = std::ranges::any_of(fields, [](const Field& field) {
      return parse_number(field.raw(), '.').kind != NumberKind::none;
    });
  }
  const auto [least, most] = std::minmax_element(widths.begin() + 1, widths.end());
  const std::size_t header = widths.front();
  return has_number && header > 1 && *least == *most && (*most == header || *most == header + 1);
}

}  // namespace

std::vector<std::string> first_records(const InputBytes& bytes, const TextFormat& format,
                                       Index count, Ending ending) {
  for (Index size = kHeadBytes; format.begin + size < bytes.size(); size *= kGrowth) {
    std::vector<std::string> records = records_within(bytes, format, count, format.begin + size);
    if (!records.empty()) return records;
  }
  // Text that is cut off by a limit is not complained about.
  const bool lenient = ending == Ending::lenient;
  const Index limit = lenient ? bytes.size() : std::numeric_limits<Index>::max();
  return records_within(bytes, format, count, limit);
}

bool has_lone_returns(const InputBytes& bytes) {
  std::string head(static_cast<std::size_t>(std::min(kHeadBytes, bytes.size())), '\0');
  bytes.read(0, head.data(), static_cast<Index>(head.size()));
  const std::size_t first = head.find('\r');
  if (first == std::string::npos || head.find('\n') != std::string::npos) return false;
  // A '\n' may follow a '\r' at the very end of what was looked at.
  return first + 1 < head.size() || static_cast<Index>(head.size()) == bytes.size();
}

char find_delimiter(const InputBytes& bytes, TextFormat format) {
  char best = ',';
  double best_share = 0.0;
  for (const char delimiter : kCandidates) {
    format.delimiter = delimiter;
    const auto records = first_records(bytes, format, kHeadRecords + 1, Ending::lenient);
    if (records.empty()) continue;
    const Agreement found = agreement(records, delimiter);
    if (found.header_fields < 2 || found.share <= best_share) continue;
    best = delimiter;
    best_share = found.share;
  }
  if (best_share > 0.0) return best;
  format.delimiter = ' ';
  const auto records = first_records(bytes, format, kHeadRecords + 1, Ending::lenient);
  return agree_on_blanks(records) ? ' ' : best;
}

std::string_view plural_name(char delimiter) {
  switch (delimiter) {
    case ';':
      return "semicolons";
    case '\t':
      return "tabs";
    case '|':
      return "vertical bars";
    case ' ':
      return "blanks";
    default:
      return "commas";
  }
}

}  // namespace odds
