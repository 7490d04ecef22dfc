#include "cli/reading_flags.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <string_view>

namespace odds::cli {
namespace {

char single_character(const std::string& text, const char* flag) {
  if (text == "tab" || text == "\\t") return '\t';
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

/// The power of 1024 that a letter stands for; 0 for none.
double unit_of(char letter) {
  constexpr std::string_view kUnits = "KMGT";
  const std::size_t power =
      kUnits.find(letter >= 'a' ? static_cast<char>(letter - 'a' + 'A') : letter);
  return power == std::string_view::npos ? 0.0 : std::exp2(10.0 * static_cast<double>(power + 1));
}

}  // namespace

CsvOptions csv_options(const GlobalFlags& flags) {
  CsvOptions options;
  if (!flags.delimiter.empty()) options.delimiter = single_character(flags.delimiter, "--delim");
  options.decimal = single_character(flags.decimal, "--decimal");
  options.header = !flags.no_header;
  options.pad_ragged = flags.ragged == "na";
  if (flags.missing) options.missing = split(*flags.missing);
  for (const std::string& entry : split(flags.types)) options.types.insert(column_type(entry));
  options.validate();
  return options;
}

void add_reading_flags(CLI::App& app, GlobalFlags& flags) {
  const std::string group = "Reading data";
  app.add_option("--delim", flags.delimiter, "Separator: , ; | or tab [default: found]")
      ->type_name("C")
      ->group(group);
  app.add_option("--decimal", flags.decimal, "Decimal mark: . or ,")
      ->type_name("C")
      ->capture_default_str()
      ->group(group);
  app.add_option("--na", flags.missing, "Missing values, instead of ,NA,NaN,nan,N/A,NULL,null,.")
      ->type_name("LIST")
      ->group(group);
  app.add_option("--types", flags.types, "Types of columns: race=factor,age=number")
      ->type_name("LIST")
      ->group(group);
  add_choice(app, "--ragged", flags.ragged, {"error", "na"},
             "Short rows: refused, or filled with missing cells")
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
