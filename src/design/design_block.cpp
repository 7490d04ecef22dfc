#include "design/design_block.hpp"

#include "math/dense_products.hpp"
#include "math/row_panel.hpp"
#include "math/weighted_gram.hpp"

#include <algorithm>

namespace odds {
namespace {

bool has_multiplier(const IndicatorGroup& group) { return !group.multiplier.empty(); }

Columns dense_columns(const DesignBlock& x) {
  return {.data = x.dense.data(),
          .rows = x.rows,
          .count = static_cast<Index>(x.dense_columns.size()),
          .stride = x.dense.rows()};
}

/// Whether these are the first columns of the design, so that vectors have their entries side by
/// side.
bool are_first(const std::vector<Index>& columns) {
  for (std::size_t j = 0; j < columns.size(); ++j) {
    if (columns[j] != static_cast<Index>(j)) return false;
  }
  return true;
}

Indicators indicators(const IndicatorGroup& group) {
  return {.columns = group.columns,
          .code = group.code.data(),
          .multiplier = has_multiplier(group) ? group.multiplier.data() : nullptr};
}

/// The same group from row `first` on.
Indicators from_row(Indicators group, Index first) {
  group.code += first;
  if (group.multiplier != nullptr) group.multiplier += first;
  return group;
}

double& lower(Matrix& gram, Index a, Index b) { return gram(std::max(a, b), std::min(a, b)); }

void add_dense_gram(const DesignBlock& x, VectorRef w, Matrix& scratch, Matrix& gram) {
  const Columns dense = dense_columns(x);
  if (dense.count == gram.cols() && std::ranges::is_sorted(x.dense_columns)) {
    return add_lower_gram(dense, w.data(), gram.data());
  }
  scratch.setZero(dense.count, dense.count);
  add_lower_gram(dense, w.data(), scratch.data());
  for (Index b = 0; b < dense.count; ++b) {
    const Index column = x.dense_columns[static_cast<std::size_t>(b)];
    for (Index a = b; a < dense.count; ++a) {
      lower(gram, x.dense_columns[static_cast<std::size_t>(a)], column) += scratch(a, b);
    }
  }
}

/// Rows whose panel stays in first-level cache while all groups sum it.
constexpr Index kPanelRows = 512;

/// Sums of panels by level, one table after the other for all indicator groups of a block.
class PanelSums {
 public:
  explicit PanelSums(const DesignBlock& x)
      : x_(x), dense_(dense_columns(x)), panel_(kPanelRows * kPanelColumns) {
    for (const IndicatorGroup& group : x.indicators) {
      first_row_.push_back(rows_);
      rows_ += group.columns + 1;
    }
  }

  /// Adds what the columns from `first` on of w, w x_0, w x_1, ... have in common with each group.
  void add(VectorRef w, Index first, Matrix& gram) {
    table_.setZero(kPanelColumns, rows_);
    for (Index row = 0; row < x_.rows; row += kPanelRows) {
      Columns strip = dense_;
      if (strip.count > 0) strip.data += row;
      strip.rows = std::min(kPanelRows, x_.rows - row);
      write_panel(strip, w.data() + row, first, panel_.data());
      for (std::size_t g = 0; g < first_row_.size(); ++g) {
        add_panel_sums(from_row(indicators(x_.indicators[g]), row), panel_.data(), strip.rows,
                       table_.col(first_row_[g]).data());
      }
    }
    for (Index k = 0; k < kPanelColumns; ++k) add_column(k, first + k, gram);
  }

 private:
  void add_column(Index k, Index position, Matrix& gram) const {
    if (position > dense_.count) return;
    for (std::size_t g = 0; g < first_row_.size(); ++g) {
      const IndicatorGroup& group = x_.indicators[g];
      if (position == 0 && has_multiplier(group)) continue;  // w times it is no entry of X'WX
      for (Index j = 0; j < group.columns; ++j) {
        const Index row = group.first_column + j;
        const Index column =
            position == 0 ? row : x_.dense_columns[static_cast<std::size_t>(position - 1)];
        lower(gram, row, column) += table_(k, first_row_[g] + 1 + j);
      }
    }
  }

  const DesignBlock& x_;
  Columns dense_;
  std::vector<double> panel_;
  std::vector<Index> first_row_;  // of each group in the table
  Index rows_ = 0;
  Matrix table_;  // kPanelColumns x rows_
};

/// Products of dense columns with indicators, and the squares of indicators that are 0 or 1: their
/// sums of weights.
void add_dense_by_indicators(const DesignBlock& x, VectorRef w, Matrix& gram) {
  PanelSums sums(x);
  const auto columns = static_cast<Index>(x.dense_columns.size()) + 1;  // the weights come first
  for (Index first = 0; first < columns; first += kPanelColumns) sums.add(w, first, gram);
}

void add_squares(const IndicatorGroup& group, VectorRef w, Matrix& gram) {
  Vector sums = Vector::Zero(group.columns);
  add_indicator_squares(indicators(group), w.data(), w.size(), sums.data());
  gram.diagonal().segment(group.first_column, group.columns) += sums;
}

void add_indicator_pair(const IndicatorGroup& first, const IndicatorGroup& second, VectorRef w,
                        Matrix& gram) {
  const bool in_order = first.first_column > second.first_column;
  const IndicatorGroup& row = in_order ? first : second;
  const IndicatorGroup& column = in_order ? second : first;
  add_indicator_pairs(indicators(row), indicators(column), w.data(), w.size(),
                      {.corner = gram.data() + column.first_column * gram.rows() + row.first_column,
                       .stride = gram.rows()});
}

}  // namespace

void add_linear_predictor(const DesignBlock& x, VectorRef beta, Eigen::Ref<Vector> eta) {
  if (are_first(x.dense_columns)) {
    add_product(dense_columns(x), beta.data(), eta.data());
  } else {
    const Vector dense_beta = beta(x.dense_columns);
    add_product(dense_columns(x), dense_beta.data(), eta.data());
  }
  for (const IndicatorGroup& group : x.indicators) {
    add_indicator_product(indicators(group), beta.data() + group.first_column, x.rows, eta.data());
  }
  if (!x.eliminated) return;
  const ObservedLevels& met = x.eliminated->met;
  if (met.levels.empty()) return;
  std::vector<double> of_levels;
  for (const std::int32_t level : met.levels) {
    of_levels.push_back(beta[x.eliminated->first_column + level]);
  }
  add_indicator_product({.columns = static_cast<Index>(met.levels.size()),
                         .code = met.place.data(),
                         .multiplier = nullptr},
                        of_levels.data(), x.rows, eta.data());
}

void add_transposed_product(const DesignBlock& x, VectorRef r, Eigen::Ref<Vector> gradient) {
  if (are_first(x.dense_columns)) {
    add_transposed_product(dense_columns(x), r.data(), gradient.data());
  } else {
    Vector sums = Vector::Zero(static_cast<Index>(x.dense_columns.size()));
    add_transposed_product(dense_columns(x), r.data(), sums.data());
    gradient(x.dense_columns) += sums;
  }
  for (const IndicatorGroup& group : x.indicators) {
    add_indicator_sums(indicators(group), r.data(), x.rows, gradient.data() + group.first_column);
  }
}

void add_weighted_gram(const DesignBlock& x, VectorRef w, Matrix& scratch, Matrix& gram) {
  add_dense_gram(x, w, scratch, gram);
  if (x.indicators.empty()) return;
  add_dense_by_indicators(x, w, gram);
  for (std::size_t g = 0; g < x.indicators.size(); ++g) {
    if (has_multiplier(x.indicators[g])) add_squares(x.indicators[g], w, gram);
    for (std::size_t h = 0; h < g; ++h) {
      add_indicator_pair(x.indicators[g], x.indicators[h], w, gram);
    }
  }
}

LevelSums level_sums(const DesignBlock& x, Index width) {
  return x.eliminated ? LevelSums(x.eliminated->met.levels, width) : LevelSums();
}

void add_level_products(const DesignBlock& x, VectorRef r, Index row, LevelSums& sums) {
  if (!x.eliminated) return;
  const std::vector<std::int32_t>& place = x.eliminated->met.place;
  for (Index i = 0; i < x.rows; ++i) {
    const std::int32_t at = place[static_cast<std::size_t>(i)];
    if (at >= 0) sums.values(row, at) += r[i];
  }
}

void add_level_gram(const DesignBlock& x, VectorRef w, Index row, LevelSums& sums) {
  if (!x.eliminated) return;
  add_level_products(x, w, row, sums);
  const Index border = row + 1;
  for (std::size_t j = 0; j < x.dense_columns.size(); ++j) {
    const Vector product = w.cwiseProduct(x.dense_rows().col(static_cast<Index>(j)));
    add_level_products(x, product, border + x.dense_columns[j], sums);
  }
  for (const IndicatorGroup& group : x.indicators) {
    for (Index i = 0; i < x.rows; ++i) {
      const auto r = static_cast<std::size_t>(i);
      const std::int32_t at = x.eliminated->met.place[r];
      if (at < 0 || group.code[r] < 0) continue;
      const double value = has_multiplier(group) ? group.multiplier[r] : 1.0;
      sums.values(border + group.first_column + group.code[r], at) += w[i] * value;
    }
  }
}

void read_row(const DesignBlock& x, Index i, std::vector<DesignEntry>& entries) {
  entries.clear();
  for (std::size_t j = 0; j < x.dense_columns.size(); ++j) {
    entries.push_back({x.dense_columns[j], x.dense(i, static_cast<Index>(j))});
  }
  const auto r = static_cast<std::size_t>(i);
  for (const IndicatorGroup& group : x.indicators) {
    if (group.code[r] < 0) continue;
    const double value = has_multiplier(group) ? group.multiplier[r] : 1.0;
    entries.push_back({group.first_column + group.code[r], value});
  }
  if (!x.eliminated || x.eliminated->met.place[r] < 0) return;
  const auto place = static_cast<std::size_t>(x.eliminated->met.place[r]);
  entries.push_back({x.eliminated->first_column + x.eliminated->met.levels[place], 1.0});
}

double quadratic_form(const std::vector<DesignEntry>& row, const ArrowInverse& v) {
  if (v.levels() == 0) return quadratic_form(row, v.core);
  Vector through = Vector::Zero(v.core_size());
  double variance = 0.0;
  for (const DesignEntry& entry : row) {
    const Index level = entry.column - v.core_size();
    if (level < 0) {
      through[entry.column] += entry.value;
    } else {
      through -= entry.value * v.slope.col(level);
      variance += entry.value * entry.value * v.variance[level];
    }
  }
  return variance + through.dot(v.core * through);
}

double quadratic_form(const std::vector<DesignEntry>& row, const Matrix& v) {
  double sum = 0.0;
  for (std::size_t a = 0; a < row.size(); ++a) {
    double cross = 0.0;
    for (std::size_t b = 0; b < a; ++b) cross += v(row[a].column, row[b].column) * row[b].value;
    sum += row[a].value * (2.0 * cross + v(row[a].column, row[a].column) * row[a].value);
  }
  return sum;
}

}  // namespace odds
