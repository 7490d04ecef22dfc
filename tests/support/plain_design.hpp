// Designs as plain matrices, entry by entry: the slow reference for blocks and centring.
#pragma once

#include "design/design_reader.hpp"
#include "formula/expression.hpp"
#include "support/dense_objective.hpp"

#include <vector>

namespace odds::test {

using WideVector = Eigen::Vector<long double, Eigen::Dynamic>;
using WideMatrix = Eigen::Matrix<long double, Eigen::Dynamic, Eigen::Dynamic>;

/// The rows x p matrix that a block stands for.
inline Matrix dense(const DesignBlock& x, Index p) {
  Matrix result = Matrix::Zero(x.rows, p);
  for (Index j = 0; j < static_cast<Index>(x.dense_columns.size()); ++j) {
    result.col(x.dense_columns[static_cast<std::size_t>(j)]) = x.dense.col(j).head(x.rows);
  }
  for (const IndicatorGroup& group : x.indicators) {
    for (Index i = 0; i < x.rows; ++i) {
      const auto r = static_cast<std::size_t>(i);
      if (group.code[r] < 0) continue;
      result(i, group.first_column + group.code[r]) =
          group.multiplier.empty() ? 1.0 : group.multiplier[r];
    }
  }
  return result;
}

/// All rows of a reader on working columns.
inline DenseData working_data(const DesignReader& reader) {
  const Index p = reader.plan().columns();
  DenseData data{.x = Matrix(0, p), .y = {}, .weight = {}, .offset = {}};
  const auto append = [](Vector& to, const Vector& more) {
    to.conservativeResize(to.size() + more.size());
    to.tail(more.size()) = more;
  };
  for (Index b = 0; b < reader.block_count(); ++b) {
    DesignRows rows;
    reader.read(b, rows);
    data.x.conservativeResize(data.x.rows() + rows.rows(), p);
    data.x.bottomRows(rows.rows()) = dense(rows.x, p);
    append(data.y, rows.share);
    append(data.weight, rows.weight);
    append(data.offset, rows.offset);
  }
  return data;
}

/// The columns of one term, from the definition: the product of its numeric parts where the levels
/// of the row are those of the column (the first factor varies fastest), else 0.
inline void fill_plain_term(const DesignPlan& plan, const DesignTerm& term, const DesignRows& rows,
                            WideMatrix& x) {
  WideVector product = WideVector::Ones(rows.rows());
  for (const NumericPart& part : term.numeric) {
    const Vector value = evaluate(plan.expressions[static_cast<std::size_t>(part.expression)],
                                  rows.data.bindings, rows.rows());
    for (int k = 0; k < part.power; ++k) product.array() *= value.cast<long double>().array();
  }
  for (Index i = 0; i < rows.rows(); ++i) {
    Index column = 0;
    Index stride = 1;
    bool at_base = false;
    for (const FactorUse& use : term.factors) {
      const auto v = static_cast<std::size_t>(use.variable);
      const Index within = use.column(rows.levels[v][static_cast<std::size_t>(i)]);
      at_base = at_base || within < 0;
      column += within * stride;
      stride *= static_cast<Index>(plan.variables[v].levels.size()) - (use.base < 0 ? 0 : 1);
    }
    if (!at_base) x(i, term.first_column + column) = product[i];
  }
}

/// The design of the formula itself, as the user asked for it, for the first block of a reader.
inline WideMatrix plain_design(const DesignReader& reader) {
  DesignRows rows;
  reader.read(0, rows);
  WideMatrix x = WideMatrix::Zero(rows.rows(), reader.plan().columns());
  for (const DesignTerm& term : reader.plan().terms) {
    fill_plain_term(reader.plan(), term, rows, x);
  }
  return x;
}

}  // namespace odds::test
