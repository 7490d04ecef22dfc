// The flags that ask what a fit is worth on rows it has not seen.
#pragma once

#include <odds/execution.hpp>
#include <odds/fit.hpp>
#include <odds/table.hpp>
#include <odds/validate.hpp>

#include <CLI/CLI.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace odds::cli {

class ValidationFlags {
 public:
  void add(CLI::App& sub, const std::string& group);

  /// Throws Error(usage) for a text that is no `N` or `N,ID`, numbers out of range, and
  /// `--repeats` without folds. To be called once, before `any` and `validations`.
  void read(std::uint64_t seed);

  bool any() const { return folds_ || resamples_; }

  /// Those that are asked for, folds first.
  std::vector<Validation> validations(const Fit& fit, const Table& table,
                                      const Execution& execution) const;

 private:
  std::string cv_;
  std::string optimism_;
  Index repeats_ = 1;
  const CLI::Option* repeats_flag_ = nullptr;
  std::optional<CrossValidationOptions> folds_;
  std::optional<OptimismOptions> resamples_;
};

}  // namespace odds::cli
