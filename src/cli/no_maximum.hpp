// The end of a command whose fit has no maximum: an error that can also tell programs why.
#pragma once

#include <odds/report.hpp>

namespace odds::cli {

/// `failure(fit)` together with the object that programs are given for it.
class NoMaximum : public Error {
 public:
  explicit NoMaximum(const Fit& fit) : Error(failure(fit)), report_(failure_report(fit)) {}

  const Report& report() const { return report_; }

 private:
  Report report_;
};

}  // namespace odds::cli
