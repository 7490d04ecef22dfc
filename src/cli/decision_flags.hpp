// The flags of `diagnose` that ask for thresholds and parts of curves.
#pragma once

#include <odds/diagnose.hpp>
#include <odds/fit.hpp>
#include <odds/report.hpp>

#include <CLI/CLI.hpp>

#include <string>

namespace odds::cli {

class DecisionFlags {
 public:
  void add(CLI::App& sub, DiagnoseOptions& options, const std::string& group);

  /// Sets what the flags say as texts. Throws Error(usage) for texts that say nothing.
  void read(DiagnoseOptions& options);

  /// Throws Error(usage) if tables are asked for of a model that has none of them.
  void require_outcomes(const Fit& fit) const;

  const DiagnoseDetail& detail() const { return detail_; }

 private:
  std::string costs_;
  std::string partial_;
  std::string shown_;
  DiagnoseDetail detail_;
};

}  // namespace odds::cli
