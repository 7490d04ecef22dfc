// Small tables for tests, written as the text of a CSV file.
#pragma once

#include "data/csv/csv_table.hpp"

#include <odds/table.hpp>

#include <memory>
#include <string>
#include <utility>

namespace odds::test {

/// A table called "data.csv" with this text, header first.
inline std::unique_ptr<const Table> csv(std::string text) {
  return open_csv_bytes("data.csv", std::move(text));
}

}  // namespace odds::test
