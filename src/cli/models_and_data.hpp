// Words that name one or more models and, behind them, data.
#pragma once

#include <string>
#include <vector>

namespace odds::cli {

/// Whether a word names data: what is there and is no JSON, or is called like data.
bool names_data(const std::string& word);

/// Takes the data from behind the models; empty if there are none. Throws Error(usage) for data
/// that stand elsewhere.
std::string take_data(std::vector<std::string>& words);

}  // namespace odds::cli
