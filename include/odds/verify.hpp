// The program's own accuracy, measured on data sets with 50-digit answers.
#pragma once

#include <odds/execution.hpp>
#include <odds/export.hpp>
#include <odds/types.hpp>

#include <string>
#include <vector>

namespace odds {

/// One number against its certified value.
struct VerifiedNumber {
  std::string dataset;  ///< "lbw.csv"
  std::string formula;
  std::string quantity;  ///< "estimate", "std.error", "logLik", "margin", "margin std.error", ...
  std::string term;      ///< or variable and contrast; empty for the log-likelihood
  double value = 0.0;
  double certified = 0.0;
  bool well_conditioned = true;  ///< condition number of the scaled information below 1e6
  double lre = 0.0;  ///< -log10(|value - certified| / |certified|), at most 15 (McCullough 1998)
};

struct Verification {
  std::vector<VerifiedNumber> numbers;
  double least = 15.0;  ///< smallest lre over all well-conditioned models
};

/// Refits every data set that is built into the library and compares with 50-digit values computed
/// by an independent program (tools/certify.py).
ODDS_EXPORT Verification verify(const Execution& execution = {});

}  // namespace odds
