#include "cli/session.hpp"

#include "cli/data_files.hpp"
#include "cli/launch_notes.hpp"
#include "cli/reading_flags.hpp"
#include "cli/standard_error.hpp"
#include "cli/terminal.hpp"

#include <odds/notes.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <sys/stat.h>
#include <unistd.h>

namespace odds::cli {
namespace {

constexpr int kStatusOfWarnings = 6;

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

/// What can be read once only cannot be read by several processes.
void refuse_streams(const std::vector<std::string>& files) {
  constexpr const char* kHint = "name a file that all of them can read";
  for (const std::string& file : files) {
    if (file == "-") throw usage_error("standard input reaches one process only", kHint);
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0 || !S_ISFIFO(status.st_mode)) continue;
    throw usage_error(fmt::format("{} is a pipe, which one process only can read", file), kHint);
  }
}

/// `json` of `out/fit.JSON`; empty if there is no ending.
std::string ending_of(const std::string& path) {
  const std::size_t name = path.find_last_of('/') + 1;  // 0 without a slash
  const std::size_t point = path.find_last_of('.');
  if (point == std::string::npos || point <= name) return {};
  return CLI::detail::to_lower(path.substr(point + 1));
}

Format format_named(const std::string& name) {
  if (name == "json") return Format::json;
  if (name == "csv") return Format::csv;
  if (name == "md" || name == "markdown") return Format::markdown;
  return Format::text;
}

/// A text in a file of this ending would not open.
void refuse_foreign(const std::string& ending) {
  constexpr std::string_view kForeign[] = {"html", "htm",   "docx", "doc", "xlsx",    "xls", "pdf",
                                           "tex",  "latex", "svg",  "png", "parquet", "dta", "rds"};
  if (std::ranges::find(kForeign, ending) == std::end(kForeign)) return;
  throw usage_error(fmt::format("a result cannot be written as .{}", ending),
                    "the formats are text, json, csv and md; --format text writes text to a file "
                    "of any name");
}

/// `report` without remarks.
Report with_warnings_only(Report report) {
  const auto is_remark = [](const Note& note) { return note.kind == NoteKind::remark; };
  std::erase_if(report.sections, [&](Section& section) {
    auto* const notes = std::get_if<Notes>(&section);
    return notes != nullptr && std::erase_if(notes->notes, is_remark) > 0 && notes->notes.empty();
  });
  return report;
}

}  // namespace

Format Session::format() const {
  if (!flags.format.empty()) return format_named(flags.format);
  const std::string ending = ending_of(flags.output);
  refuse_foreign(ending);
  return format_named(ending);
}

RenderOptions Session::look() const {
  RenderOptions look = flags.look;
  // Where mpirun carries the output on, what looks like a terminal is mpirun's.
  const bool on_terminal = is_alone() && flags.output.empty() && ::isatty(STDOUT_FILENO) == 1;
  look.color = wants_color(flags, on_terminal);
  look.width = on_terminal ? terminal_width(STDOUT_FILENO) : 0;
  look.terminal = on_terminal;
  look.validate();
  return look;
}

std::unique_ptr<const Table> Session::open_data(const std::string& path, bool hash) const {
  CsvOptions options = csv_options(flags);
  options.hash = hash;
  return open_files(path, std::move(options));
}

std::unique_ptr<const Table> Session::open_data_for(const Fit& fit, const std::string& path) const {
  const CsvOptions* fitted = fit.reading();
  CsvOptions options = csv_options(flags, fitted == nullptr ? CsvOptions() : *fitted);
  options.hash = !fit.sha256().empty();
  auto table = open_files(path, options);
  require_named_columns(flags, *table);
  return table;
}

std::unique_ptr<const Table> Session::open_files(const std::string& path,
                                                 CsvOptions options) const {
  options.memory = memory_size(flags.memory);
  const std::vector<std::string> files = data_files(path);
  if (processes_.size() > 1) refuse_streams(files);
  return files.size() == 1 ? open_csv(files.front(), options) : open_csv(files, path, options);
}

Execution Session::execution() {
  if (!progress_) {
    const bool shown = !flags.quiet && speaks();
    progress_ =
        std::make_unique<ProgressLine>(shown ? progress_terminal(!is_alone()) : kNoTerminal);
    if (is_alone()) remark(launch_notes());
  }
  Execution execution{.threads = flags.threads,
                      .memory = memory_size(flags.memory),
                      .progress = progress_->observer(),
                      .processes = &processes_};
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
  format();
  Execution{.threads = flags.threads, .memory = memory_size(flags.memory), .progress = {}}
      .validate();
  std::vector<Destination> all = {{flags.output.empty() ? "the result" : "-o", flags.output}};
  for (const Destination& other : others) {
    if (!other.path.empty()) all.push_back(other);
  }
  for (const Destination& output : all) {
    for (const std::string& input : inputs) refuse_input(output, input);
  }
  refuse_shared_place(all);
  return create(flags.output);
}

void Session::complete(const std::vector<Output*>& outputs) {
  clear_progress();
  for (const std::string& text : cli::complete(outputs)) {
    remark({make_note(NoteCode::output_place, text)});
  }
}

void Session::print(const Report& report, Output& output, std::vector<Output*> others) {
  clear_progress();
  try {
    const bool for_people = format() == Format::text || format() == Format::markdown;
    if (flags.quiet && for_people) {
      render(with_warnings_only(report), format(), look(), output.stream());
    } else {
      render(report, format(), look(), output.stream());
    }
  } catch (const ClosedPipe&) {
    // The other files are none the worse for it: `complete` throws it again behind them.
  }
  others.push_back(&output);
  complete(others);
  const std::vector<Note> all = notes(report);
  count_warnings(all);
  if (format() == Format::csv) remark(all);
}

void Session::remark(const std::vector<Note>& notes) {
  clear_progress();
  count_warnings(notes);
  if (!speaks()) return;
  for (const Note& note : notes) {
    if (flags.quiet && note.kind == NoteKind::remark) continue;
    const std::string text = "note: " + printable_sentence(note.text);
    tell(wrapped(text, terminal_width(STDERR_FILENO), 6) + '\n');
  }
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
  add_choice(app, "--format", flags.format, {"text", "json", "csv", "md"},
             "Form of the result [default: by the ending of -o, else text]")
      ->group(group);
  app.add_option("-o,--output", flags.output, "File for the result [default: standard output]")
      ->type_name("FILE")
      ->group(group);
  app.add_option(
         "--digits", flags.look.digits,
         "Decimals in text, more where a standard error would not show two digits [default: "
         "4; 2 of odds ratios]")
      ->type_name("N")
      ->group(group);
  app.add_flag("--quiet", flags.quiet, "No progress and no remarks; notes that are warnings stay")
      ->group(group);
  app.add_flag("--strict", flags.strict,
               "Exit with status 6 if a note is a warning, no mere remark")
      ->group(group);
  add_choice(app, "--color", flags.color, {"auto", "always", "never"}, "Color; NO_COLOR counts")
      ->group(group);
  app.add_flag("--ascii", flags.look.ascii, "Nothing but ASCII in the result")->group(group);
  app.add_flag("--csv-safe", flags.look.csv_safe,
               "In CSV, an apostrophe before texts that a spreadsheet would run as formulas")
      ->group(group);
  add_reading_flags(app, flags);
  app.add_option("--threads", flags.threads, "Threads; 0: one for each core. Changes no result")
      ->type_name("N")
      ->capture_default_str()
      ->group("Work");
  app.add_option(
         "--memory", flags.memory,
         "For the data, as in 500M or 4G; the rest lies in $TMPDIR [default: half of what is free]")
      ->type_name("SIZE")
      ->group("Work");
}

CLI::Option* add_choice(CLI::App& app, const std::string& names, std::string& value,
                        const std::vector<std::string>& choices, const std::string& description) {
  const std::string list = fmt::format("{}", fmt::join(choices, "|"));
  const auto lower = [](const std::string& text) { return CLI::detail::to_lower(text); };
  // R writes HC0 where Stata writes hc0.
  const auto settle = [choices, list, lower](std::string& text) {
    const auto known = std::ranges::find(choices, lower(text), lower);
    if (known == choices.end()) return fmt::format("\"{}\" is none of {}", text, list);
    text = *known;
    return std::string();
  };
  return app.add_option(names, value, description)
      ->type_name(list)
      ->capture_default_str()
      ->transform(CLI::Validator(settle, {}));
}

Note nan_rows_note(Index failed, Index rows) {
  return make_note(NoteCode::rows_not_a_number,
                   fmt::format("of {} of {} rows something could not be computed (NaN; null in "
                               "JSON, empty in CSV)",
                               failed, rows));
}

Error usage_error(std::string what, std::string hint) {
  return {ErrorKind::usage,
          {.what = std::move(what), .where = {}, .hint = std::move(hint), .excerpt = {}}};
}

}  // namespace odds::cli
