// The part that all commands share: the global flags and the way results leave the program.
#pragma once

#include "cli/list_text.hpp"
#include "cli/output.hpp"
#include "cli/output_conflicts.hpp"
#include "cli/progress.hpp"

#include <odds/communicator.hpp>
#include <odds/csv.hpp>
#include <odds/execution.hpp>
#include <odds/fit.hpp>
#include <odds/report.hpp>
#include <odds/table.hpp>

#include <CLI/CLI.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace odds::cli {

/// The values of the global flags, as typed.
struct GlobalFlags {
  std::string format;  ///< empty: by the ending of `output`
  std::string output;  ///< empty: standard output
  RenderOptions look;
  std::string color = "auto";
  bool quiet = false;
  bool strict = false;
  int threads = 0;
  std::string memory;  ///< empty: half of what is free

  std::string delimiter;  ///< empty: found from the file
  std::string decimal;    ///< empty: found from the file
  std::optional<Index> skip;
  std::string comment;  ///< empty: there are no comments
  std::optional<std::string> missing;
  std::optional<std::string> only_missing;
  std::string ragged;  ///< empty: error
  std::string types;
  bool no_header = false;
  bool fold_levels = false;
};

/// One run of the command.
class Session {
 public:
  /// `words`: the command line as typed, the name of the program first.
  Session(std::vector<std::string> words, Communicator& processes)
      : words_(std::move(words)), processes_(processes) {}

  GlobalFlags flags;

  const std::vector<std::string>& words() const { return words_; }

  /// Whether this is the one process that writes and says things.
  bool speaks() const { return processes_.rank() == 0; }

  /// Whether this is the command odds, and not odds-mpi.
  bool is_alone() const { return &processes_ == &single_process(); }

  /// The format of the result: --format or, without it, by the ending of -o; else text.
  Format format() const;

  /// The flags and what the terminal allows. Throws Error(usage).
  RenderOptions look() const;

  /// Opens DATA, all files that it stands for. With `hash` their SHA-256 is computed. Throws as
  /// `data_files` and `open_csv`, and Error(usage) for the standard input of several processes,
  /// which only one of them has.
  std::unique_ptr<const Table> open_data(const std::string& path, bool hash = false) const;

  /// The same of data for a model: what no flag says is as it was for the data of the fit.
  std::unique_ptr<const Table> open_data_for(const Fit& fit, const std::string& path) const;

  /// Threads, processes, and a progress line that lives as long as the session.
  Execution execution();

  /// A place for a result; nowhere in a process that does not speak. Throws as `Output`.
  std::unique_ptr<Output> create(const std::string& path) const;

  /// Where -o says. Throws Error(usage) if that or one of `others` that have a path is one of
  /// `inputs`, or if two of them are one place.
  std::unique_ptr<Output> open_output(const std::vector<std::string>& inputs,
                                      const std::vector<Destination>& others = {}) const;

  /// Completes all of `outputs`, null ones aside, or none (`odds::cli::complete`), and tells what
  /// has become of the files that they replace.
  void complete(const std::vector<Output*>& outputs);

  /// Renders `report` to `output` and completes it with `others`. Its warnings count for --strict.
  void print(const Report& report, Output& output, std::vector<Output*> others = {});

  /// Notes that no report shows: to standard error, with --quiet the warnings among them. Warnings
  /// count for --strict.
  void remark(const std::vector<Note>& notes);

  /// Removes the progress line, before anything else is written to the terminal.
  void clear_progress();

  /// The exit status so far: 0; 6 with --strict and warnings; what `fail_with` said.
  int status() const;
  void fail_with(ErrorKind kind) { failure_ = kind; }

 private:
  std::unique_ptr<const Table> open_files(const std::string& path, CsvOptions options) const;
  void count_warnings(const std::vector<Note>& notes);

  std::vector<std::string> words_;
  Communicator& processes_;
  std::unique_ptr<ProgressLine> progress_;
  bool warned_ = false;
  std::optional<ErrorKind> failure_;
};

/// Declares the global flags, valid before and after the command.
void add_global_flags(CLI::App& app, GlobalFlags& flags);

/// An option whose value is one of `choices`; help and completion show them.
CLI::Option* add_choice(CLI::App& app, const std::string& names, std::string& value,
                        const std::vector<std::string>& choices, const std::string& description);

/// The warning that `failed` of `rows` rows hold a NaN where a number was to be.
Note nan_rows_note(Index failed, Index rows);

/// An Error(usage) without a place.
Error usage_error(std::string what, std::string hint = {});

}  // namespace odds::cli
