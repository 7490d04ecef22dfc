#include "data/csv/head_rows.hpp"

#include "data/csv/dialect.hpp"
#include "data/csv/field_splitter.hpp"
#include "data/types/missing_codes.hpp"
#include "data/types/number.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <string_view>

namespace odds {

namespace {

HeadRow row_of(const std::string& record, char delimiter) {
  HeadRow row;
  std::string scratch;
  Index malformed = -1;
  for (const Field& field : all_fields(record, delimiter, malformed)) {
    row.push_back({std::string(text_of(field, scratch)), field.quoted});
  }
  return row;
}

// The number of fields of all records; 0 if they differ in it or there are none.
std::size_t common_width(const std::vector<HeadRow>& rows) {
  if (rows.empty()) return 0;
  const std::size_t width = rows.front().size();
  const bool common =
      std::ranges::all_of(rows, [&](const HeadRow& row) { return row.size() == width; });
  return common ? width : 0;
}

bool is_empty_column(const std::vector<HeadRow>& rows, std::size_t column) {
  return std::ranges::all_of(
      rows, [&](const HeadRow& row) { return column >= row.size() || row[column].text.empty(); });
}

double whole_number(const std::string& text) {
  const Number number = parse_number(trim_blanks(text), '.');
  const bool whole = number.kind == NumberKind::finite && number.value == std::trunc(number.value);
  return whole ? number.value : std::numeric_limits<double>::quiet_NaN();
}

// At least three: two numbers rise by chance.
bool are_rising_whole_numbers(const std::vector<HeadRow>& rows) {
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (!(whole_number(rows[i - 1][0].text) < whole_number(rows[i][0].text))) return false;
  }
  return rows.size() > 2;
}

bool are_distinct_texts(const std::vector<HeadRow>& rows) {
  std::set<std::string_view> texts;
  for (const HeadRow& row : rows) {
    const HeadCell& cell = row[0];
    const bool text = cell.quoted || parse_number(cell.text, '.').kind == NumberKind::none;
    if (!text || cell.text.empty() || !texts.insert(cell.text).second) return false;
  }
  return texts.size() > 1;
}

bool means_missing(const std::string& text, const MissingCodes& codes) {
  return codes.is_missing(text, /*quoted=*/false) || codes.is_missing_among_numbers(text);
}

// Whatever its decimal mark is.
bool looks_like_number(const std::string& text) {
  return parse_number(text, '.').kind != NumberKind::none;
}

/// A column of the records behind the first, which may hold units.
class Below {
 public:
  Below(const std::vector<HeadRow>& rows, std::size_t column, const MissingCodes& codes)
      : codes_(codes) {
    for (std::size_t i = 1; i < rows.size(); ++i) {
      if (column < rows[i].size()) take(rows[i][column].text);
    }
  }

  bool holds_numbers() const { return numbers_ > 1 && texts_.empty(); }

  /// Whether `text` may head a column of texts: no text of its own, among texts that recur.
  bool may_stand_above(const std::string& text) const {
    return recurring_ && texts_.find(text) == texts_.end();
  }

 private:
  void take(const std::string& text) {
    if (means_missing(text, codes_)) return;
    if (looks_like_number(text)) {
      ++numbers_;
    } else if (!texts_.insert(text).second) {
      recurring_ = true;
    }
  }

  const MissingCodes& codes_;
  Index numbers_ = 0;
  std::set<std::string, std::less<>> texts_;
  bool recurring_ = false;
};

// A dash and the like: there is no unit.
bool is_no_unit(const std::string& text) {
  return std::ranges::none_of(text, [](char byte) {
    const auto code = static_cast<unsigned char>(byte);
    return code >= 0x80 || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           byte == '%';
  });
}

// Whether the column holds numbers with this mark, and some that are none with the other one.
bool has_marked_numbers(const std::vector<HeadRow>& rows, std::size_t column, char mark,
                        const MissingCodes& codes) {
  const char other = mark == ',' ? '.' : ',';
  bool marked = false;
  for (const HeadRow& row : rows) {
    if (column >= row.size() || means_missing(row[column].text, codes)) continue;
    if (!is_usable(parse_number(row[column].text, mark).kind)) return false;
    const NumberKind kind = parse_number(row[column].text, other).kind;
    marked = marked || kind == NumberKind::other_mark;
  }
  return marked;
}

}  // namespace

char decimal_of(const std::vector<HeadRow>& rows, const CsvOptions& options) {
  const std::size_t width = rows.empty() ? 0 : rows.front().size();
  const MissingCodes codes(options);
  for (const char mark : {'.', ','}) {
    for (std::size_t column = 0; column < width; ++column) {
      if (has_marked_numbers(rows, column, mark, codes)) return mark;
    }
  }
  return '\0';
}

std::vector<HeadRow> head_rows(const InputBytes& bytes, const TextFormat& format) {
  std::vector<HeadRow> rows;
  std::vector<std::string> records =
      first_records(bytes, format, kHeadRecords + 1, Ending::lenient);
  for (std::size_t i = 1; i < records.size(); ++i) {
    rows.push_back(row_of(records[i], format.delimiter));
  }
  return rows;
}

Index empty_columns_at_end(const std::vector<std::string>& names,
                           const std::vector<HeadRow>& rows) {
  std::size_t width = std::max(names.size(), common_width(rows));
  const std::size_t all = width;
  while (width > 1 && (width > names.size() || names[width - 1].empty()) &&
         is_empty_column(rows, width - 1)) {
    --width;
  }
  return width > names.size() ? 0 : static_cast<Index>(all - width);
}

bool has_unnamed_row_names(const std::vector<std::string>& names,
                           const std::vector<HeadRow>& rows) {
  if (common_width(rows) != names.size() + 1) return false;
  return are_distinct_texts(rows) || are_rising_whole_numbers(rows);
}

bool begins_with_units(const std::vector<HeadRow>& rows, const CsvOptions& options) {
  if (rows.size() < 3) return false;
  const MissingCodes codes(options);
  Index units = 0;
  for (std::size_t column = 0; column < rows.front().size(); ++column) {
    const std::string& text = rows.front()[column].text;
    if (means_missing(text, codes)) continue;
    if (looks_like_number(text)) return false;
    const Below below(rows, column, codes);
    if (below.holds_numbers()) {
      units += is_no_unit(text) ? 0 : 1;
    } else if (!is_no_unit(text) && !below.may_stand_above(text)) {
      return false;
    }
  }
  return units > 0;
}

}  // namespace odds
