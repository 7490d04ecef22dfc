#include "design/residual_columns.hpp"

#include "math/exact_product.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace odds {
namespace {

/// The weight of each of `columns` columns from `first` on in u / factor; empty if all are 0.
std::vector<double> weights_within(const ResidualColumn& residual, Index first, Index columns) {
  std::vector<double> weights;
  const auto set = [&](Index column, double weight) {
    if (column < first || column >= first + columns) return;
    weights.resize(static_cast<std::size_t>(columns), 0.0);
    weights[static_cast<std::size_t>(column - first)] = weight;
  };
  set(residual.column, 1.0);
  for (std::size_t k = 0; k < residual.others.size(); ++k) {
    set(residual.others[k], -residual.weights[static_cast<Index>(k)]);
  }
  return weights;
}

/// One residual column in the rows of a block, as its parts are added.
class ResidualSums {
 public:
  explicit ResidualSums(Index rows) : sums_(static_cast<std::size_t>(rows)) {}

  void add_dense(const DesignBlock& block, const ResidualColumn& residual) {
    for (std::size_t d = 0; d < block.dense_columns.size(); ++d) {
      const std::vector<double> weight = weights_within(residual, block.dense_columns[d], 1);
      if (weight.empty()) continue;
      const auto column = block.dense.col(static_cast<Index>(d));
      for (std::size_t i = 0; i < sums_.size(); ++i) {
        add_exact_product(sums_[i], weight.front(), column[static_cast<Index>(i)]);
      }
      any_ = true;
    }
  }

  void add_indicators(const IndicatorGroup& group, const ResidualColumn& residual) {
    const std::vector<double> weights = weights_within(residual, group.first_column, group.columns);
    if (weights.empty()) return;
    for (std::size_t i = 0; i < sums_.size(); ++i) {
      if (group.code[i] < 0) continue;
      const double value = group.multiplier.empty() ? 1.0 : group.multiplier[i];
      add_exact_product(sums_[i], weights[static_cast<std::size_t>(group.code[i])], value);
    }
    any_ = true;
  }

  /// factor times the sums; nothing if the block has no part of the column.
  std::optional<Vector> column(double factor) const {
    if (!any_) return std::nullopt;
    Vector result(static_cast<Index>(sums_.size()));
    for (std::size_t i = 0; i < sums_.size(); ++i) {
      result[static_cast<Index>(i)] = factor * sums_[i].value();
    }
    return result;
  }

 private:
  std::vector<CompensatedSum> sums_;
  bool any_ = false;
};

std::optional<Vector> residual_of(const DesignBlock& block, const ResidualColumn& residual) {
  ResidualSums sums(block.rows);
  sums.add_dense(block, residual);
  for (const IndicatorGroup& group : block.indicators) sums.add_indicators(group, residual);
  return sums.column(residual.factor);
}

/// Takes the entries of `column` out of the indicators.
void clear_indicator(DesignBlock& block, Index column) {
  for (IndicatorGroup& group : block.indicators) {
    if (column < group.first_column || column >= group.first_column + group.columns) continue;
    const auto code = static_cast<std::int32_t>(column - group.first_column);
    std::ranges::replace(group.code, code, std::int32_t{-1});
  }
}

void set_dense(DesignBlock& block, Index column, const Vector& values) {
  const auto place = std::ranges::find(block.dense_columns, column);
  const Index d = place - block.dense_columns.begin();
  if (place == block.dense_columns.end()) {
    block.dense_columns.push_back(column);
    if (block.dense.cols() <= d) block.dense.conservativeResize(Eigen::NoChange, d + 1);
  }
  block.dense.col(d).head(block.rows) = values;
}

}  // namespace

void take_residuals(const std::vector<ResidualColumn>& residuals, DesignBlock& block) {
  std::vector<std::optional<Vector>> columns;
  for (const ResidualColumn& residual : residuals) columns.push_back(residual_of(block, residual));
  for (std::size_t r = 0; r < residuals.size(); ++r) {
    if (!columns[r]) continue;
    clear_indicator(block, residuals[r].column);
    set_dense(block, residuals[r].column, *columns[r]);
  }
}

void take_residuals(const std::vector<ResidualColumn>& residuals, Vector& row) {
  const Vector centred = row;
  for (const ResidualColumn& residual : residuals) {
    CompensatedSum sum(centred[residual.column]);
    for (std::size_t k = 0; k < residual.others.size(); ++k) {
      add_exact_product(sum, -residual.weights[static_cast<Index>(k)], centred[residual.others[k]]);
    }
    row[residual.column] = residual.factor * sum.value();
  }
}

}  // namespace odds
