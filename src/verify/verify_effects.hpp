// The questions about effects that certified values answer, and how their answers are found.
#pragma once

#include "model_file/json_reader.hpp"

#include <odds/margins.hpp>

#include <map>
#include <string>
#include <vector>

namespace odds {

/// The options of `odds margins` that a question of tools/certify_effects.py stands for.
MarginsOptions effect_options(const JsonReader& words);

/// All rows that answer a question. One that asks of several variables asks of one after the other.
std::vector<MarginRow> answers(const MarginsOptions& options, const Fit& fit, const Table& table,
                               const Execution& execution);

/// Which row a certified value belongs to.
struct CertifiedPlace {
  std::string variable;
  std::string contrast;
  std::map<std::string, std::string> at;

  std::string text() const;
};

CertifiedPlace certified_place(const JsonReader& row);
bool is_at(const MarginRow& row, const CertifiedPlace& place);

}  // namespace odds
