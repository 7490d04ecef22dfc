// The flags that say what is fitted, and how: one set for all commands that fit.
#pragma once

#include "cli/session.hpp"

#include <odds/fit.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace odds::cli {

/// The FitOptions of a command line.
class ModelFlags {
 public:
  /// The headings that the flags stand under in the help of a command.
  struct Groups {
    std::string model = "Model";
    std::string iteration = "Iteration";
  };

  /// Declares the flags that say the same in every command.
  void add(CLI::App& sub, const Groups& groups);

  /// Declares `--where`, in a command where no other rows can be meant.
  void add_where();

  /// Sets what `--where` would, in a command that has a flag of that name for more than the fit.
  void use_where(std::string where) { options_.where = std::move(where); }

  /// Declares `--vcov` and `--df`. Of the flags below those that also say something of a fitted
  /// model stand in another group than the model's.
  void add_variance(const std::string& group, const std::string& description);

  /// The seed of a bootstrap, which a command has a flag for.
  void use_seed(std::uint64_t seed) { seed_ = seed; }

  /// Whether `--vcov` names a bootstrap.
  bool draws_resamples() const;

  /// Declares `--het` with the use that is usual in the command.
  void add_heterogeneity(const std::string& group, const std::string& usual);

  /// Throws Error(usage) as `FitOptions::validate`, and for a `--guess` that is neither a number
  /// nor `estimate`.
  FitOptions options() const;

  /// The variance that `--vcov` names; none without it.
  std::optional<VarianceChoice> variance() const;
  HeterogeneityUse heterogeneity() const;

  /// The fit with the degrees of freedom that `--df` gives; as it is without it.
  Fit with_degrees(Fit fit) const;

  /// The first flag in the groups of the model that was given; empty: none was.
  std::string first_given() const;

 private:
  void add_column(const char* flag, std::string& value, const char* description);
  void add_weights();
  void add_response();
  void add_method();
  void add_bias_reduction();
  void add_iteration();
  Method method() const;
  SeparationUse separation() const;

  CLI::App* sub_ = nullptr;
  Groups groups_;
  FitOptions options_;
  std::string link_ = kLinkNames[0];
  std::string guess_;
  bool firth_ = false;
  bool flic_ = false;
  std::string bias_;
  std::string separation_;
  std::string solver_ = "newton";
  std::string variance_;
  std::uint64_t seed_ = 1;
  std::string degrees_;
  std::string heterogeneity_ = "off";
};

}  // namespace odds::cli
