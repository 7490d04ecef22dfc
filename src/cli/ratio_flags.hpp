// Which ratios a table of coefficients shows in their place.
#pragma once

#include <odds/curve.hpp>

#include <CLI/CLI.hpp>

#include <string>

namespace odds::cli {

class RatioFlags {
 public:
  void add(CLI::App& sub, const std::string& group = {});

  /// Whether exp(coefficient) is asked for. Throws a usage error if that is something else on this
  /// link.
  bool wanted(Link link) const;

 private:
  bool odds_ = false;
  bool hazards_ = false;
};

}  // namespace odds::cli
