#include "cli/reading_flags.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <string_view>

namespace odds::cli {
namespace {

char single_character(const std::string& text, const char* flag) {
  if (text == "tab" || text == "\\t") return '\t';
  if (text == "blank") return ' ';
  if (text.size() == 1) return text.front();
  throw usage_error(fmt::format("{} {}: one character is needed", flag, text));
}

/// `race=factor`
std::pair<std::string, ColumnType> column_type(const std::string& text) {
  const std::size_t equals = text.rfind('=');
  const std::string type = equals == std::string::npos ? std::string() : text.substr(equals + 1);
  if (type == "factor") return {text.substr(0, equals), ColumnType::factor};
  if (type == "number") return {text.substr(0, equals), ColumnType::number};
  throw usage_error(fmt::format("--types {}: the form is COLUMN=factor or COLUMN=number", text),
                    "for example: --types race=factor,age=number");
}

/// Codes of missing values, `-9,smoke=8,9,edu=99`: those before the first column are for all of
/// them, the others for the column that was named last, as in --at.
void add_missing(const std::string& list, CsvOptions& options) {
  std::string column;
  for (const auto& [name, code] : split_pairs(list)) {
    if (!name.empty()) column = name;
    (column.empty() ? options.missing : options.missing_in[column]).push_back(code);
  }
}

void set_missing(const GlobalFlags& flags, CsvOptions& options) {
  options.usual_missing = !flags.only_missing;
  options.missing.clear();
  options.missing_in.clear();
  for (const auto& list : {flags.only_missing, flags.missing}) {
    if (list) add_missing(*list, options);
  }
}

/// The power of 1024 that a letter stands for; 0 for none.
double unit_of(char letter) {
  constexpr std::string_view kUnits = "KMGT";
  const std::size_t power =
      kUnits.find(letter >= 'a' ? static_cast<char>(letter - 'a' + 'A') : letter);
  return power == std::string_view::npos ? 0.0 : std::exp2(10.0 * static_cast<double>(power + 1));
}

}  // namespace

CsvOptions csv_options(const GlobalFlags& flags, const CsvOptions& usual) {
  CsvOptions options = usual;
  if (!flags.delimiter.empty()) options.delimiter = single_character(flags.delimiter, "--delim");
  if (!flags.decimal.empty()) options.decimal = single_character(flags.decimal, "--decimal");
  if (flags.no_header) options.header = false;
  if (flags.skip) options.skip = *flags.skip;
  if (!flags.comment.empty()) options.comment = single_character(flags.comment, "--comment");
  if (!flags.ragged.empty()) options.pad_ragged = flags.ragged == "na";
  if (flags.missing || flags.only_missing) set_missing(flags, options);
  if (!flags.types.empty()) {
    options.types.clear();
    for (const std::string& entry : split(flags.types)) options.types.insert(column_type(entry));
  }
  if (flags.fold_levels) options.fold_levels = true;
  options.validate();
  return options;
}

void require_named_columns(const GlobalFlags& flags, const Table& table) {
  const CsvOptions named = csv_options(flags);
  const auto require = [&](const std::string& column) {
    if (table.has_column(column)) return;
    throw usage_error(fmt::format("there is no column \"{}\"", column),
                      suggest_name(column, table.header()));
  };
  for (const auto& coded : named.missing_in) require(coded.first);
  for (const auto& told : named.types) require(told.first);
}

void add_reading_flags(CLI::App& app, GlobalFlags& flags) {
  const std::string group = "Reading data";
  app.add_option("--delim", flags.delimiter, "Separator: , ; | tab or blank [default: found]")
      ->type_name("C")
      ->group(group);
  app.add_option("--decimal", flags.decimal, "Decimal mark: . or , [default: found]")
      ->type_name("C")
      ->group(group);
  app.add_option("--skip", flags.skip, "Lines before the header, such as titles")
      ->type_name("N")
      ->group(group);
  app.add_option("--comment", flags.comment, "Lines that begin with it are left out")
      ->type_name("C")
      ->group(group);
  app.add_option("--na", flags.missing,
                 "Codes of missing values beside NA and the like: -9,smoke=8,9,edu=99")
      ->type_name("LIST")
      ->group(group);
  app.add_option("--na-only", flags.only_missing,
                 "The same, instead of NA and the like; --na-only '': none but empty cells")
      ->type_name("LIST")
      ->group(group);
  app.add_option("--types", flags.types, "Types of columns: race=factor,age=number")
      ->type_name("LIST")
      ->group(group);
  add_choice(app, "--ragged", flags.ragged, {"error", "na"},
             "Short rows: refused, or filled with missing cells [default: error]")
      ->group(group);
  app.add_flag("--fold-levels", flags.fold_levels,
               "One level of texts that differ in case, blanks or invisible characters only")
      ->group(group);
  app.add_flag("--no-header", flags.no_header, "The first line holds data; columns are V1, V2, ...")
      ->group(group);
}

Index memory_size(const std::string& text) {
  if (text.empty()) return 0;
  constexpr double kMost = 0x1p60;
  double amount = 0.0;
  const char* const end = text.data() + text.size();
  const char* stop = std::from_chars(text.data(), end, amount).ptr;
  if (stop != end && unit_of(*stop) > 0.0) amount *= unit_of(*stop++);
  for (const std::string_view rest : {"iB", "B"}) {  // MiB, MB
    if (std::string_view(stop, static_cast<std::size_t>(end - stop)) == rest) stop = end;
  }
  if (stop != end || !(amount >= 1.0 && amount <= kMost)) {
    throw usage_error(fmt::format("--memory {}: this is no size of at least one byte", text),
                      "for example: --memory 500M, or 2G; K, M, G and T are powers of 1024");
  }
  return static_cast<Index>(amount);
}

}  // namespace odds::cli
