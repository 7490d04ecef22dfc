#include "report/build.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace odds {
namespace {

/// The numbers of one model, by quantity.
struct ModelAccuracy {
  std::string dataset;
  std::string formula;
  Index numbers = 0;
  std::map<std::string, double> least;  ///< smallest LRE of each quantity
};

std::vector<ModelAccuracy> by_model(const Verification& verification) {
  std::vector<ModelAccuracy> models;
  for (const VerifiedNumber& number : verification.numbers) {
    const bool next = models.empty() || models.back().dataset != number.dataset ||
                      models.back().formula != number.formula;
    if (next) models.push_back({number.dataset, number.formula, 0, {}});
    ModelAccuracy& model = models.back();
    ++model.numbers;
    const auto [least, first] = model.least.try_emplace(number.quantity, number.lre);
    if (!first) least->second = std::min(least->second, number.lre);
  }
  return models;
}

std::vector<std::string> quantities(const Verification& verification) {
  std::vector<std::string> names;
  for (const VerifiedNumber& number : verification.numbers) {
    if (std::find(names.begin(), names.end(), number.quantity) == names.end()) {
      names.push_back(number.quantity);
    }
  }
  return names;
}

Grid models_grid(const Verification& verification) {
  const std::vector<std::string> names = quantities(verification);
  Grid grid{.id = "models",
            .title = "Least log relative error of each kind of number",
            .columns = {{"dataset", {}}, {"formula", {}}, {"numbers", {}}},
            .rows = {}};
  for (const std::string& name : names) grid.columns.push_back({name, {}});
  for (const ModelAccuracy& model : by_model(verification)) {
    std::vector<Cell> row = {model.dataset, model.formula,
                             Count{static_cast<double>(model.numbers)}};
    for (const std::string& name : names) {
      const auto least = model.least.find(name);
      row.push_back(least == model.least.end() ? Cell() : Cell(Statistic{least->second}));
    }
    grid.rows.push_back(std::move(row));
  }
  return grid;
}

Grid numbers_grid(const Verification& verification) {
  Grid grid{.id = "numbers",
            .title = {},
            .columns = {{"dataset", {}},
                        {"formula", {}},
                        {"quantity", {}},
                        {"term", {}},
                        {"value", {}},
                        {"certified", {}},
                        {"lre", {}}},
            .rows = {},
            .audience = Audience::programs};
  for (const VerifiedNumber& number : verification.numbers) {
    grid.rows.push_back({number.dataset, number.formula, number.quantity, text_or_null(number.term),
                         Estimate{number.value}, Estimate{number.certified},
                         Statistic{number.lre}});
  }
  return grid;
}

}  // namespace

Report report(const Verification& verification, const std::vector<std::string>& command) {
  Report report{.schema = "odds.verify/1",
                .title = fmt::format("{} numbers against certified values of 50 digits",
                                     verification.numbers.size()),
                .sections = {},
                .table = "numbers"};
  const Lines explanation{
      {{"LRE", {"-log10 of the relative error: digits that agree, at most 15 (McCullough 1998)"}},
       {"Least", {Statistic{verification.least}, " over all well-conditioned models"}}}};
  const Facts least{.id = {}, .facts = {{"least", Cell(Statistic{verification.least})}}};
  report.sections = {
      explanation, manifest(command), least, models_grid(verification), numbers_grid(verification),
      Notes{}};
  return report;
}

}  // namespace odds
