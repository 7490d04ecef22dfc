// Delimited tables from other places than files.
#pragma once

#include "data/csv/checked_text.hpp"

#include <odds/csv.hpp>

#include <memory>
#include <string>

namespace odds {

/// Opens the text `bytes` as open_csv opens a file; `name` stands for the file in messages.
///
/// `piece` is how many bytes are treated at a time: a detail that no result depends on, which
/// tests vary to prove it.
std::unique_ptr<const Table> open_csv_bytes(std::string name, std::string bytes,
                                            const CsvOptions& options = {},
                                            Index piece = ReadPlan{}.piece);

}  // namespace odds
