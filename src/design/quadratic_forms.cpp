#include "design/quadratic_forms.hpp"

#include <algorithm>

namespace odds {
namespace {

/// Rows that go through V together. Strips are always this wide, filled up with zeros, so that the
/// product treats every row alike.
constexpr Index kStripRows = 64;

double multiplier_of(const IndicatorGroup& group, std::size_t row) {
  return group.multiplier.empty() ? 1.0 : group.multiplier[row];
}

/// Calls visit(first, count) for each strip of the block.
template <class Visit>
void for_each_strip(const DesignBlock& x, Visit visit) {
  for (Index first = 0; first < x.rows; first += kStripRows) {
    visit(first, std::min(kStripRows, x.rows - first));
  }
}

/// z' V z for each column z of a strip.
void add_forms(const Matrix& v, const Matrix& strip, Matrix& carried, Eigen::Ref<Vector> forms) {
  if (strip.rows() == 0) return;
  carried.noalias() = v * strip;
  for (Index r = 0; r < forms.size(); ++r) {
    double form = 0.0;
    for (Index a = 0; a < strip.rows(); ++a) form += strip(a, r) * carried(a, r);
    forms[r] += form;
  }
}

bool are_all_columns(const std::vector<Index>& columns, const Matrix& v) {
  return std::ssize(columns) == v.cols() && std::ranges::is_sorted(columns);
}

/// What the indicators of row i add: with each other, and with the dense columns.
double indicator_form(const DesignBlock& x, const Matrix& v, Index i) {
  double form = 0.0;
  const auto r = static_cast<std::size_t>(i);
  for (std::size_t g = 0; g < x.indicators.size(); ++g) {
    const IndicatorGroup& group = x.indicators[g];
    if (group.code[r] < 0) continue;
    const auto column = v.col(group.first_column + group.code[r]);
    double cross = 0.0;
    for (std::size_t j = 0; j < x.dense_columns.size(); ++j) {
      cross += column[x.dense_columns[j]] * x.dense(i, static_cast<Index>(j));
    }
    for (std::size_t h = 0; h < g; ++h) {
      const IndicatorGroup& other = x.indicators[h];
      if (other.code[r] < 0) continue;
      cross += column[other.first_column + other.code[r]] * multiplier_of(other, r);
    }
    const double value = multiplier_of(group, r);
    form += value * (2.0 * cross + column[group.first_column + group.code[r]] * value);
  }
  return form;
}

Vector dense_forms(const DesignBlock& x, const Matrix& v) {
  const std::vector<Index>& columns = x.dense_columns;
  const Matrix part = are_all_columns(columns, v) ? Matrix() : Matrix(v(columns, columns));
  const Matrix& of_dense = are_all_columns(columns, v) ? v : part;
  Vector forms = Vector::Zero(x.rows);
  Matrix strip = Matrix::Zero(of_dense.cols(), kStripRows);
  Matrix carried;
  for_each_strip(x, [&](Index first, Index rows) {
    strip.rightCols(kStripRows - rows).setZero();
    strip.leftCols(rows) = x.dense_rows().middleRows(first, rows).transpose();
    add_forms(of_dense, strip, carried, forms.segment(first, rows));
  });
  return forms;
}

/// Row i as a column of the core, its level taken through the core; returns what the level adds.
double put_through_core(const DesignBlock& x, const ArrowInverse& v, Index i,
                        Eigen::Ref<Vector> out) {
  const auto r = static_cast<std::size_t>(i);
  out.setZero();
  for (std::size_t j = 0; j < x.dense_columns.size(); ++j) {
    out[x.dense_columns[j]] += x.dense(i, static_cast<Index>(j));
  }
  for (const IndicatorGroup& group : x.indicators) {
    if (group.code[r] >= 0) out[group.first_column + group.code[r]] += multiplier_of(group, r);
  }
  if (!x.eliminated || x.eliminated->met.place[r] < 0) return 0.0;
  const auto place = static_cast<std::size_t>(x.eliminated->met.place[r]);
  const Index level = x.eliminated->met.levels[place];
  out -= v.slope.col(level);
  return v.variance[level];
}

Vector arrow_forms(const DesignBlock& x, const ArrowInverse& v) {
  Vector forms(x.rows);
  Matrix strip = Matrix::Zero(v.core_size(), kStripRows);
  Matrix carried;
  for_each_strip(x, [&](Index first, Index rows) {
    strip.rightCols(kStripRows - rows).setZero();
    for (Index r = 0; r < rows; ++r) {
      forms[first + r] = put_through_core(x, v, first + r, strip.col(r));
    }
    add_forms(v.core, strip, carried, forms.segment(first, rows));
  });
  return forms;
}

}  // namespace

Vector quadratic_forms(const DesignBlock& x, const ArrowInverse& v) {
  if (v.levels() > 0) return arrow_forms(x, v);
  Vector forms = dense_forms(x, v.core);
  if (x.indicators.empty()) return forms;
  for (Index i = 0; i < x.rows; ++i) forms[i] += indicator_form(x, v.core, i);
  return forms;
}

}  // namespace odds
