// A line of the tables of certified measures that tools/certify*.py writes.
#pragma once

#include <odds/curve.hpp>

#include <string>

namespace odds::test {

/// A number of a model, by name.
struct CertifiedMeasure {
  const char* data;
  const char* formula;
  const char* event;
  Link link;
  std::string measure;
  double value;
};

}  // namespace odds::test
