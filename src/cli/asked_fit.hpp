// What a command asks its questions to: a saved model and data, or data and a formula.
#pragma once

#include "cli/session.hpp"

#include <odds/fit.hpp>
#include <odds/table.hpp>

#include <CLI/CLI.hpp>

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace odds::cli {

/// A fit and the data that it is asked about.
struct FitAndTable {
  Fit fit;
  std::unique_ptr<const Table> table;
};

/// The words `MODEL DATA` or `DATA FORMULA`, and the flags of `odds fit` that belong to the latter.
class AskedFit {
 public:
  /// Declares words and flags; `where` is the flag of `fit` only where a command has none itself.
  void add(CLI::App& sub, bool where);

  /// What is read. Throws Error(usage) for flags of a fit beside a model.
  std::vector<std::string> inputs() const;

  /// Loads the model, or fits the formula, with the variance that `--vcov` names. Throws NoMaximum
  /// and what `fit` and `with_named_variance` throw.
  FitAndTable open(const std::string& variance, Session& session) const;

  /// Notes of a formula's fit that are not among those `shown`.
  void tell_notes(const Fit& fit, std::span<const Note> shown, Session& session) const;

 private:
  bool has_formula() const { return second_.find('~') != std::string::npos; }
  void add_flags(CLI::App& sub, bool where);
  void refuse_flags_of_fit() const;

  std::string first_;
  std::string second_;
  FitOptions options_;
  bool firth_ = false;
};

}  // namespace odds::cli
