// The model that a command asks its questions to: a saved one and data, or data and a formula.
#pragma once

#include "cli/model_flags.hpp"
#include "cli/session.hpp"

#include <odds/fit.hpp>
#include <odds/table.hpp>

#include <CLI/CLI.hpp>

#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace odds::cli {

/// A fit and the data that it is asked about.
struct FitAndTable {
  Fit fit;
  std::unique_ptr<const Table> table;  ///< null: of a saved model, without data
};

/// The words `MODEL DATA` or `DATA FORMULA`, and the flags of `odds fit` that belong to the latter.
class AskedFit {
 public:
  /// Differences of a command from the others.
  struct Habits {
    bool own_where = false;          ///< its `--where` is for saved models, too
    bool own_heterogeneity = false;  ///< its `--het` is for saved models, too
    bool needs_data = true;
    bool has_variance = true;  ///< its numbers depend on `--vcov` and `--df`

    /// What the second word may be beside data or a formula, for help.
    std::string other_words = {};
  };

  /// Declares words and flags, and `--vcov` in a group of the command, or in none.
  void add(CLI::App& sub, const Habits& habits, const std::string& variance_group = "Options");

  ModelFlags& model() { return model_; }
  const ModelFlags& model() const { return model_; }

  /// Whether the words are DATA FORMULA.
  bool has_formula() const;

  /// The file of the model, or the data.
  const std::string& first() const { return first_; }

  /// The word behind it, and how a command takes it for itself where it is neither data nor a
  /// formula.
  const std::string& second() const { return second_; }
  std::string take_second() { return std::exchange(second_, {}); }

  /// What is read. Throws Error(usage) for flags of a fit that are out of range, or stand beside a
  /// model.
  std::vector<std::string> inputs() const;

  /// Loads the model, or fits the formula, with the variance that `--vcov` names. Throws NoMaximum
  /// and what `fit` and `with_variance` throw.
  FitAndTable open(Session& session) const;

  /// Notes of a formula's fit that are not among those `shown`.
  void tell_notes(const Fit& fit, std::span<const Note> shown, Session& session) const;

  /// The same of warnings, where remarks on coefficients would tell nothing of the answer.
  void tell_warnings(const Fit& fit, std::span<const Note> shown, Session& session) const;

 private:
  std::vector<Note> notes_beside(const Fit& fit, std::span<const Note> shown) const;
  FitAndTable open_model(Session& session) const;

  const CLI::App* sub_ = nullptr;
  std::string first_;
  std::string second_;
  ModelFlags model_;
};

}  // namespace odds::cli
