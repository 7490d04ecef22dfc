#include "comparison/model_rows.hpp"

#include <odds/error.hpp>

#include <utility>

namespace odds {

std::unique_ptr<FittedRows> rows_of_model(const NamedFit& model, const Table& table,
                                          const Execution& execution,
                                          const std::vector<std::string>& clusters) {
  try {
    return std::make_unique<FittedRows>(model.fit, table, execution, clusters);
  } catch (const Error& error) {
    Error::Text text = error.text();
    text.what = model.name + ": " + text.what;
    throw Error(error.kind(), std::move(text));
  }
}

}  // namespace odds
