// How the data of a fit were read, in its model file.
#pragma once

#include "model_file/json.hpp"
#include "model_file/json_reader.hpp"

#include <odds/csv.hpp>

namespace odds {

/// The options that are not as by default; an empty object where all are.
Json reading_to_json(const CsvOptions& reading);

/// The options for other files. Fails for what CsvOptions::validate refuses.
CsvOptions reading_from_json(const JsonReader& json);

}  // namespace odds
