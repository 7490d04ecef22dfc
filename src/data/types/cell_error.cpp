#include "data/types/cell_error.hpp"

#include "base/failure.hpp"
#include "data/types/calendar.hpp"
#include "data/types/column_type.hpp"
#include "data/types/flag_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <vector>

namespace odds {

namespace {

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

bool is_truth_value(std::string_view text) {
  std::string lower(text);
  for (char& byte : lower) byte = static_cast<char>(std::tolower(static_cast<unsigned char>(byte)));
  return lower == "true" || lower == "false" || lower == "yes" || lower == "no";
}

NumberKind kind_of(const CellFacts& facts, const CellFacts::Offender& offender) {
  return facts.abouts[static_cast<std::size_t>(offender.code)].kind;
}

/// What can be done about a cell.
enum class Remedy { other_mark, ungroup, date, other_unit, correct, zero_one, missing };

Remedy remedy_for(std::string_view text, NumberKind kind) {
  switch (kind) {
    case NumberKind::other_mark:
      return Remedy::other_mark;
    case NumberKind::grouped:
      return Remedy::ungroup;
    case NumberKind::overflow:
      return Remedy::other_unit;
    case NumberKind::infinite:
      return Remedy::missing;
    default:
      break;
  }
  if (looks_like_date(text)) return Remedy::date;
  if (std::ranges::any_of(text, is_digit)) return Remedy::correct;
  return is_truth_value(text) ? Remedy::zero_one : Remedy::missing;
}

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  return fmt::format("{}", fmt::join(parts, between));
}

/// The hint: what can be done about the cells of all columns, and about the columns.
class Repair {
 public:
  explicit Repair(char decimal) : other_(decimal == '.' ? ',' : '.') {}

  void add(const FailedColumn& column) {
    for (const CellFacts::Offender& offender : column.facts.offenders) {
      add(column, column.facts.texts.text(offender.code), kind_of(column.facts, offender));
    }
    add_column(column);
  }

  std::string text() const {
    std::vector<std::string> parts;
    if (!missing_.empty()) {
      parts.push_back("if " + std::string(missing_texts_.size() == 1 ? "it means" : "they mean") +
                      " a missing value, pass --na " + shell_word(joined(missing_, ",")));
    }
    for (const auto& [remedy, first] : first_) parts.push_back(sentence(remedy, first));
    if (!factors_.empty()) {
      parts.push_back(fmt::format("if {} categories, write {} in the formula or pass --types {}",
                                  factors_.size() == 1 ? "the column holds" : "they are",
                                  joined(calls_, ", "), shell_word(joined(factors_, ","))));
    }
    if (numbers_wanted_) {
      parts.emplace_back(
          "the column is used as numbers, in the formula or by a flag such as --types, --where or "
          "--offset: leave that out if it holds categories");
    }
    return joined(parts, "; ");
  }

 private:
  void add(const FailedColumn& column, const std::string& text, NumberKind kind) {
    const std::string trimmed(trim_blanks(text));
    const Remedy remedy = remedy_for(trimmed, kind);
    if (remedy != Remedy::missing) {
      first_.try_emplace(remedy, trimmed);
    } else if (column.facts.number_cells() > 0 &&  // else nothing would be left
               missing_texts_.emplace(column.name, trimmed).second) {
      missing_.push_back(code_in_column(column.name, trimmed));
    }
  }

  // Numbers in another form are to be read as such, no matter what else the column might be.
  void add_column(const FailedColumn& column) {
    if (column.facts.plain_texts == 0) return;
    if (wants_numbers(column.expect)) {
      numbers_wanted_ = true;
      return;
    }
    calls_.push_back(fmt::format("C({})", in_formula(column.name)));
    factors_.push_back(in_list(column.name) + "=factor");
  }

  std::string sentence(Remedy remedy, const std::string& text) const {
    switch (remedy) {
      case Remedy::other_mark:
        return fmt::format("if \"{0}\" is the decimal mark, pass --decimal {0}", other_);
      case Remedy::ungroup:
        return fmt::format(
            "if \"{0}\" is the decimal mark, pass --decimal {0}; if it stands between thousands, "
            "pass --decimal {1}",
            other_, other_ == ',' ? '.' : ',');
      case Remedy::date:
        return "write dates as 2021-04-30, which are read as days";
      case Remedy::other_unit:
        return fmt::format("write \"{}\" and its column in another unit", shown(text));
      case Remedy::correct:
        return fmt::format("if \"{}\" is to be a number, correct it in the file", shown(text));
      default:
        return fmt::format("write 1 and 0 for values such as \"{}\" in the file", shown(text));
    }
  }

  char other_;
  std::map<Remedy, std::string> first_;  // text
  std::set<std::pair<std::string, std::string>> missing_texts_;
  std::vector<std::string> missing_;
  std::vector<std::string> calls_;
  std::vector<std::string> factors_;
  bool numbers_wanted_ = false;
};

std::string list_of_cells(std::span<const FailedColumn> columns) {
  const CellFacts::Offender& first = columns.front().facts.offenders.front();
  std::vector<std::string> lines;
  for (const auto& [name, facts, expect] : columns) {
    for (const CellFacts::Offender& offender : facts.offenders) {
      const std::string& file = offender.place.file;
      lines.push_back(fmt::format(
          "{}{}line {}: {}", columns.size() > 1 ? fmt::format("column \"{}\", ", shown(name)) : "",
          file == first.place.file ? "" : file + " ", offender.place.line,
          shown(facts.texts.text(offender.code))));
    }
    const Index cells = facts.plain_texts + facts.unusable;
    const auto listed = static_cast<Index>(facts.offenders.size());
    if (cells > listed) lines.push_back("and " + counted(cells - listed, "more cell"));
  }
  return lines.size() > 1 ? joined(lines, "\n") : std::string();
}

std::string complaint(std::span<const FailedColumn> columns) {
  const CellFacts& facts = columns.front().facts;
  const std::int32_t first = facts.offenders.front().code;
  std::string what =
      what_is_wrong(shown(facts.texts.text(first)), kind_of(facts, facts.offenders.front()));
  const Index cells = facts.plain_texts + facts.unusable;
  if (cells > 1) {
    what += fmt::format(" ({} such values in {})", cells, counted(facts.rows, "row"));
  }
  if (columns.size() > 1) {
    what += fmt::format("; {} {} such cells",
                        counted(static_cast<Index>(columns.size()) - 1, "more column"),
                        columns.size() == 2 ? "has" : "have");
  }
  return what;
}

}  // namespace

std::string what_is_wrong(std::string_view cell, NumberKind kind) {
  if (kind == NumberKind::infinite) return fmt::format("\"{}\" is infinite", cell);
  if (kind == NumberKind::overflow) {
    return fmt::format("\"{}\" is out of range: the largest number is about 1.8e308", cell);
  }
  return fmt::format("\"{}\" is not a number", cell);
}

Error cell_error(std::span<const FailedColumn> columns, char decimal) {
  Repair repair(decimal);
  for (const FailedColumn& column : columns) repair.add(column);
  return {ErrorKind::data,
          {.what = complaint(columns),
           .where = columns.front().facts.offenders.front().place,
           .hint = repair.text(),
           .excerpt = list_of_cells(columns)}};
}

}  // namespace odds
