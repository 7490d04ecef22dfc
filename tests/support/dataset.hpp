// The project's data sets, opened and fitted by name.
#pragma once

#include <odds/csv.hpp>
#include <odds/fit.hpp>

#include <memory>
#include <string>

namespace odds::test {

/// The path of a file in datasets/.
inline std::string dataset_path(const std::string& name) { return ODDS_DATASETS "/" + name; }

inline std::unique_ptr<const Table> open_dataset(const std::string& name) {
  return open_csv(dataset_path(name));
}

inline Fit fit_dataset(const std::string& name, const std::string& formula,
                       const FitOptions& options = {}) {
  return fit(*open_dataset(name), parse_formula(formula), options);
}

}  // namespace odds::test
