// A model put to every use that it has, on data of its own making.
#pragma once

#include "model/model.hpp"

#include <odds/dose.hpp>
#include <odds/error.hpp>
#include <odds/margins.hpp>
#include <odds/memory_table.hpp>
#include <odds/predict.hpp>
#include <odds/sensitivity.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

namespace odds::test {

/// Rows with the columns that a model reads: its variables over their range and a little beyond,
/// all their levels and one that it does not know, and the number 1 in all other columns.
inline MemoryTable table_for(const Model& model) {
  constexpr std::size_t kRows = 9;
  MemoryTable table;
  for (const ColumnRequest& request : model.roles.requests()) {
    const auto found = model.plan.find_variable(request.name);
    const DesignVariable* variable = found ? &model.plan.variable(*found) : nullptr;
    std::vector<double> numbers(kRows, 1.0);
    std::vector<std::string> texts(kRows, "no level");
    for (std::size_t i = 0; variable != nullptr && i + 1 < kRows; ++i) {
      const Moments& range = variable->moments;
      const double share = 0.25 * static_cast<double>(i) - 0.5;
      const std::vector<double>& values = variable->level_values;
      numbers[i] =
          values.empty() ? range.min + share * (range.max - range.min) : values[i % values.size()];
      if (!std::isfinite(numbers[i])) numbers[i] = 0.0;
      if (!variable->levels.empty()) texts[i] = variable->levels[i % variable->levels.size()];
    }
    const bool number = variable == nullptr || variable->type == ColumnType::number;
    if (number) {
      table.add(request.name, numbers);
    } else {
      table.add(request.name, texts);
    }
  }
  return table;
}

/// Throws std::logic_error for a prediction that is called good and is no number.
inline void require_numbers(const std::vector<Prediction>& predictions) {
  for (const Prediction& row : predictions) {
    if (row.status != Prediction::Status::ok) continue;
    for (const double number : {row.probability, row.conf_low, row.conf_high}) {
      if (!(number >= 0.0 && number <= 1.0)) throw std::logic_error("a prediction is no share");
    }
    for (const double number : {row.eta, row.eta_std_error, row.std_error}) {
      if (!std::isfinite(number)) throw std::logic_error("a prediction is not finite");
    }
  }
}

template <class Use>
void try_to(Use use) {
  try {
    use();
  } catch (const Error&) {
    // What cannot be answered, such as the dose of a model without numbers.
  }
}

/// Predictions, effects, sensitivities and doses; what is not an answer is an Error. Throws
/// std::logic_error as above.
inline void use_model(const Fit& fit, const Table& table) {
  Execution one;
  one.threads = 1;
  PredictOptions whatever_comes;
  whatever_comes.unseen = Unseen::missing;
  MarginsOptions at_means;
  at_means.point = MarginPoint::means;
  try_to([&] { require_numbers(predict(fit, table, whatever_comes, one)); });
  try_to([&] { margins(fit, table, {}, one); });
  try_to([&] { margins(fit, table, at_means, one); });
  try_to([&] { sensitivity(fit, table, {}, one); });
  try_to([&] { dose(fit); });
}

}  // namespace odds::test
