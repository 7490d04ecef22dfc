#include "design/design_block.hpp"

#include <algorithm>

namespace odds {
namespace {

bool has_multiplier(const IndicatorGroup& group) { return !group.multiplier.empty(); }

/// Calls visit(row, column of the group, value) for the rows that have an entry in the group.
template <class Visit>
void for_each_entry(const IndicatorGroup& group, Index rows, Visit visit) {
  const bool scaled = has_multiplier(group);
  for (Index i = 0; i < rows; ++i) {
    const auto r = static_cast<std::size_t>(i);
    const Index code = group.code[r];
    if (code >= 0) visit(i, code, scaled ? group.multiplier[r] : 1.0);
  }
}

double& lower(Matrix& gram, Index a, Index b) { return gram(std::max(a, b), std::min(a, b)); }

void add_dense_gram(const DesignBlock& x, VectorRef w, Matrix& scratch, Matrix& gram) {
  const auto dense = x.dense_rows();
  const Index q = dense.cols();
  if (q == 0) return;
  scratch.resize(x.rows, q);
  scratch.noalias() = w.cwiseSqrt().asDiagonal() * dense;
  Matrix product = Matrix::Zero(q, q);
  product.selfadjointView<Eigen::Lower>().rankUpdate(scratch.transpose());
  for (Index b = 0; b < q; ++b) {
    const Index column = x.dense_columns[static_cast<std::size_t>(b)];
    for (Index a = b; a < q; ++a) {
      lower(gram, x.dense_columns[static_cast<std::size_t>(a)], column) += product(a, b);
    }
  }
}

void add_dense_by_indicator(const DesignBlock& x, const IndicatorGroup& group, VectorRef w,
                            Matrix& gram) {
  const auto dense = x.dense_rows();
  Vector sums(group.columns);
  for (Index j = 0; j < dense.cols(); ++j) {
    sums.setZero();
    for_each_entry(group, x.rows, [&](Index i, Index code, double value) {
      sums[code] += w[i] * value * dense(i, j);
    });
    const Index column = x.dense_columns[static_cast<std::size_t>(j)];
    for (Index k = 0; k < group.columns; ++k) {
      lower(gram, group.first_column + k, column) += sums[k];
    }
  }
}

void add_indicator_diagonal(const DesignBlock& x, const IndicatorGroup& group, VectorRef w,
                            Matrix& gram) {
  for_each_entry(group, x.rows, [&](Index i, Index code, double value) {
    const Index column = group.first_column + code;
    gram(column, column) += w[i] * value * value;
  });
}

void add_indicator_pair(const DesignBlock& x, const IndicatorGroup& first,
                        const IndicatorGroup& second, VectorRef w, Matrix& gram) {
  const bool scaled = has_multiplier(second);
  for_each_entry(first, x.rows, [&](Index i, Index code, double value) {
    const auto r = static_cast<std::size_t>(i);
    if (second.code[r] < 0) return;
    const double other = scaled ? second.multiplier[r] : 1.0;
    lower(gram, first.first_column + code, second.first_column + second.code[r]) +=
        w[i] * value * other;
  });
}

}  // namespace

void add_linear_predictor(const DesignBlock& x, VectorRef beta, Eigen::Ref<Vector> eta) {
  // A plain loop, not a matrix product: equal rows must get equal bits wherever they stand in a
  // block, or ties of fitted values would break.
  for (std::size_t j = 0; j < x.dense_columns.size(); ++j) {
    const double weight = beta[x.dense_columns[j]];
    const double* column = x.dense.col(static_cast<Index>(j)).data();
    for (Index i = 0; i < x.rows; ++i) eta[i] += weight * column[i];
  }
  for (const IndicatorGroup& group : x.indicators) {
    for_each_entry(group, x.rows, [&](Index i, Index code, double value) {
      eta[i] += beta[group.first_column + code] * value;
    });
  }
}

void add_transposed_product(const DesignBlock& x, VectorRef r, Eigen::Ref<Vector> gradient) {
  const auto dense = x.dense_rows();
  if (dense.cols() > 0) gradient(x.dense_columns) += dense.transpose() * r;
  for (const IndicatorGroup& group : x.indicators) {
    for_each_entry(group, x.rows, [&](Index i, Index code, double value) {
      gradient[group.first_column + code] += r[i] * value;
    });
  }
}

void add_weighted_gram(const DesignBlock& x, VectorRef w, Matrix& scratch, Matrix& gram) {
  add_dense_gram(x, w, scratch, gram);
  for (std::size_t g = 0; g < x.indicators.size(); ++g) {
    add_dense_by_indicator(x, x.indicators[g], w, gram);
    add_indicator_diagonal(x, x.indicators[g], w, gram);
    for (std::size_t h = 0; h < g; ++h) {
      add_indicator_pair(x, x.indicators[g], x.indicators[h], w, gram);
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
