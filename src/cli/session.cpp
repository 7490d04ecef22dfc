#include "cli/session.hpp"

#include "cli/standard_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <sys/ioctl.h>
#include <unistd.h>

namespace odds::cli {
namespace {

constexpr int kStatusOfWarnings = 6;

int terminal_width() {
  struct winsize size {};
  return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

bool set_in_environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

bool wants_color(const GlobalFlags& flags, bool on_terminal) {
  if (flags.color != "auto") return flags.color == "always";
  const char* terminal = std::getenv("TERM");
  const bool dumb = terminal != nullptr && std::string(terminal) == "dumb";
  return on_terminal && !dumb && !set_in_environment("NO_COLOR");
}

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

}  // namespace

Format Session::format() const {
  if (flags.format == "json") return Format::json;
  if (flags.format == "csv") return Format::csv;
  if (flags.format == "md") return Format::markdown;
  return Format::text;
}

RenderOptions Session::look() const {
  RenderOptions look = flags.look;
  // Where mpirun carries the output on, what looks like a terminal is mpirun's.
  const bool direct = &processes_ == &single_process();
  const bool on_terminal = direct && flags.output.empty() && ::isatty(STDOUT_FILENO) == 1;
  look.color = wants_color(flags, on_terminal);
  look.width = on_terminal ? terminal_width() : 0;
  look.validate();
  return look;
}

std::unique_ptr<const Table> Session::open_data(const std::string& path, bool hash) const {
  if (path == "-" && processes_.size() > 1) {
    throw usage_error("standard input reaches one process only",
                      "name a file that all of them can read");
  }
  CsvOptions options = csv_options(flags);
  options.hash = hash;
  return open_csv(path, options);
}

Execution Session::execution() {
  if (!progress_) progress_ = std::make_unique<ProgressLine>(!flags.quiet && speaks());
  Execution execution{
      .threads = flags.threads, .progress = progress_->observer(), .processes = &processes_};
  execution.validate();
  return execution;
}

std::unique_ptr<Output> Session::create(const std::string& path) const {
  return std::make_unique<Output>(speaks() ? path : "/dev/null");
}

std::unique_ptr<Output> Session::open_output(const std::vector<std::string>& inputs,
                                             const std::vector<Destination>& others) const {
  // What is out of range is reported before the work, not after it.
  look();
  Execution{.threads = flags.threads, .progress = {}}.validate();
  for (const std::string& input : inputs) refuse_same_file(flags.output, input, "-o");
  std::vector<Destination> all = {{flags.output.empty() ? "the result" : "-o", flags.output}};
  for (const Destination& other : others) {
    if (!other.path.empty()) all.push_back(other);
  }
  refuse_shared_place(all);
  return create(flags.output);
}

void Session::print(const Report& report, Output& output) {
  clear_progress();
  render(report, format(), look(), output.stream());
  output.commit();
  const std::vector<Note> all = notes(report);
  count_warnings(all);
  if (format() == Format::csv) remark(all);
}

void Session::remark(const std::vector<Note>& notes) {
  clear_progress();
  count_warnings(notes);
  if (flags.quiet || !speaks()) return;
  for (const Note& note : notes) tell(fmt::format("note: {}\n", visible(note.text)));
}

void Session::count_warnings(const std::vector<Note>& notes) {
  for (const Note& note : notes) warned_ = warned_ || note.kind == NoteKind::warning;
}

void Session::clear_progress() {
  if (progress_) progress_->clear();
}

int Session::status() const {
  if (failure_) return static_cast<int>(*failure_);
  return warned_ && flags.strict ? kStatusOfWarnings : 0;
}

void add_global_flags(CLI::App& app, GlobalFlags& flags) {
  const std::string group = "Output";
  add_choice(app, "--format", flags.format, {"text", "json", "csv", "md"}, "Form of the result")
      ->group(group);
  app.add_option("-o,--output", flags.output, "File for the result [default: standard output]")
      ->type_name("FILE")
      ->group(group);
  app.add_option("--digits", flags.look.digits, "Decimals of ordinary numbers in text")
      ->type_name("N")
      ->capture_default_str()
      ->group(group);
  app.add_flag("--quiet", flags.quiet,
               "No progress, and no notes beside the result, on standard error")
      ->group(group);
  app.add_flag("--strict", flags.strict,
               "Exit with status 6 if a note is a warning, no mere remark")
      ->group(group);
  add_choice(app, "--color", flags.color, {"auto", "always", "never"}, "Color; NO_COLOR counts")
      ->group(group);
  app.add_flag("--ascii", flags.look.ascii, "Nothing but ASCII in the result")->group(group);
  add_reading_flags(app, flags);
  app.add_option("--threads", flags.threads, "Threads; 0: one for each core. Changes no result")
      ->type_name("N")
      ->capture_default_str()
      ->group("Work");
}

CLI::Option* add_choice(CLI::App& app, const std::string& names, std::string& value,
                        const std::vector<std::string>& choices, const std::string& description) {
  const std::string list = fmt::format("{}", fmt::join(choices, "|"));
  const auto refusal = [choices, list](const std::string& text) {
    const bool known = std::find(choices.begin(), choices.end(), text) != choices.end();
    return known ? std::string() : fmt::format("\"{}\" is none of {}", text, list);
  };
  return app.add_option(names, value, description)
      ->type_name(list)
      ->capture_default_str()
      ->check(refusal);
}

std::string visible(const std::string& text) {
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    result += byte < 0x20 || byte == 0x7F ? fmt::format("\\x{:02x}", byte) : std::string(1, c);
  }
  return result;
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts;
  if (text.empty()) return parts;
  for (std::size_t begin = 0;;) {
    const std::size_t comma = text.find(',', begin);
    parts.push_back(text.substr(begin, comma - begin));
    if (comma == std::string::npos) return parts;
    begin = comma + 1;
  }
}

Error usage_error(std::string what, std::string hint) {
  return {ErrorKind::usage,
          {.what = std::move(what), .where = {}, .hint = std::move(hint), .excerpt = {}}};
}

}  // namespace odds::cli
