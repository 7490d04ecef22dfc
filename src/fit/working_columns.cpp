#include "fit/working_columns.hpp"

#include "design/learn.hpp"
#include "design/moments.hpp"
#include "math/scaled_cholesky.hpp"
#include "parallel/block_reduce.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace odds {
namespace {

constexpr double kNearlyAliased = 1e-5;
constexpr double kNearlyAliasedIfIll = 0.1;
constexpr double kIllReciprocalCondition = 1e-6;

/// The largest difference in a used row between each dropped column and the combination of kept
/// ones that stands for it: what is left of working columns, whose typical size is 1.
std::vector<double> dependency_gaps(const DesignReader& reader, const Aliasing& aliasing,
                                    const Execution& execution) {
  struct Gaps {
    Vector each;
    Gaps& operator+=(const Gaps& other) {
      each = each.cwiseMax(other.each);
      return *this;
    }
    auto fields() { return std::tie(each); }
  };
  std::vector<Vector> relations;
  for (const Aliasing::Dropped& dropped : aliasing.dropped) {
    Vector relation = Vector::Zero(reader.plan().columns());
    relation[dropped.column] = 1.0;
    relation(aliasing.kept) = -dropped.weights;
    relations.push_back(std::move(relation));
  }
  const Gaps none{Vector::Zero(static_cast<Index>(relations.size()))};
  const Gaps gaps = sum_over_blocks(reader, execution, none, [&](DesignRows& rows) {
    Gaps part = none;
    for (std::size_t k = 0; k < relations.size(); ++k) {
      Vector left = Vector::Zero(rows.rows());
      add_linear_predictor(rows.x, relations[k], left);
      if (left.size() > 0) part.each[static_cast<Index>(k)] = left.cwiseAbs().maxCoeff();
    }
    return part;
  });
  return {gaps.each.begin(), gaps.each.end()};
}

/// Moments of some dense columns of the design.
std::vector<Moments> column_moments(const DesignReader& reader, const std::vector<Index>& columns,
                                    const Execution& execution) {
  struct Sums {
    std::vector<MomentSums> each;
    Sums& operator+=(const Sums& other) {
      for (std::size_t k = 0; k < each.size(); ++k) each[k] += other.each[k];
      return *this;
    }
    auto fields() { return std::tie(each); }
  };
  const Sums none{std::vector<MomentSums>(columns.size())};
  const Sums sums = sum_over_blocks(reader, execution, none, [&](DesignRows& rows) {
    Sums part = none;
    for (std::size_t k = 0; k < columns.size(); ++k) {
      const auto place = std::ranges::find(rows.x.dense_columns, columns[k]);
      part.each[k] = MomentSums::of(rows.x.dense_rows().col(place - rows.x.dense_columns.begin()));
    }
    return part;
  });
  std::vector<Moments> result;
  for (const MomentSums& each : sums.each) result.push_back(each.moments());
  return result;
}

/// A power of two near 1 over the root mean square.
double factor_for(const Moments& moments) {
  const double variance = moments.std_dev * moments.std_dev * (moments.count - 1.0) / moments.count;
  return std::exp2(-std::floor(std::log2(std::hypot(moments.mean, std::sqrt(variance)))));
}

/// A centred column as a combination of centred columns before it, and the rest.
struct Form {
  Vector weights;       ///< p
  double factor = 1.0;  ///< of the rest, where it is a working column
};

/// The search of `find_working_columns` without eliminated levels.
class ColumnSearch {
 public:
  ColumnSearch(const DesignReader& reader, DesignPlan& plan, const Vector& rounding,
               const Execution& execution)
      : reader_(reader), plan_(plan), rounding_(rounding), execution_(execution) {
    for (const ResidualColumn& residual : plan.centring.residuals) {
      Form& form = residuals_[residual.column];
      form = {.weights = Vector::Zero(plan.columns()), .factor = residual.factor};
      form.weights(residual.others) = residual.weights;
    }
  }

  WorkingColumns run(const CrossProducts& products) {
    ArrowMatrix cross_products = products.start;
    for (Index j = 0; j < plan_.columns(); ++j) {
      const bool is_nothing = std::isinf(rounding_[j]) || !(cross_products.core(j, j) > 0.0);
      if (is_nothing) aliased_[j] = {.weights = Vector::Zero(plan_.columns())};
    }
    for (;; ++rounds_) {
      const Aliasing near = nearly_aliased(cross_products);
      if (near.dropped.empty() || rounds_ > 2 * plan_.columns() + kMostRounds)
        return result(near, cross_products.core);
      refine(near);
      cross_products = products.again();
    }
  }

 private:
  static constexpr Index kMostRounds = 8;

  /// Columns known to be aliased count neither as kept nor as dropped.
  Aliasing nearly_aliased(const ArrowMatrix& products) const {
    std::vector<Index> others;
    others.reserve(static_cast<std::size_t>(plan_.columns()));
    for (Index j = 0; j < plan_.columns(); ++j) {
      if (!aliased_.contains(j)) others.push_back(j);
    }
    const ArrowMatrix of_others = products.restricted(others);
    Aliasing near = find_aliasing(of_others, kNearlyAliased);
    const ScaledCholesky of_kept(of_others.restricted(near.kept));
    if (of_kept.reciprocal_condition() < kIllReciprocalCondition) {
      near = find_aliasing(of_others, kNearlyAliasedIfIll);
    }
    for (Index& kept : near.kept) kept = others[static_cast<std::size_t>(kept)];
    for (Aliasing::Dropped& dropped : near.dropped) {
      dropped.column = others[static_cast<std::size_t>(dropped.column)];
    }
    return near;
  }

  /// Working column j as a combination of centred ones.
  Vector combination(Index j) const {
    const auto known = residuals_.find(j);
    if (known == residuals_.end()) return Vector::Unit(plan_.columns(), j);
    Vector result = -known->second.weights;
    result[j] = 1.0;
    return known->second.factor * result;
  }

  /// Takes off each nearly aliased column what it has in common with kept ones before it.
  void refine(const Aliasing& near) {
    std::map<Index, Form> finer;
    for (const Aliasing::Dropped& dropped : near.dropped) {
      Vector rest = combination(dropped.column);
      for (std::size_t k = 0; k < near.kept.size(); ++k) {
        const double weight = dropped.weights[static_cast<Index>(k)];
        if (weight != 0.0) rest -= weight * combination(near.kept[k]);
      }
      Vector weights = -rest / rest[dropped.column];
      weights[dropped.column] = 0.0;
      finer[dropped.column] = {.weights = std::move(weights)};
    }
    for (auto& [column, form] : finer) residuals_[column] = form;
    settle(finer);
  }

  /// Looks at the rows: a rest that rounding explains is none.
  void settle(const std::map<Index, Form>& finer) {
    std::vector<Index> columns;
    for (const auto& [column, form] : finer) columns.push_back(column);
    write_residuals();
    const std::vector<Moments> moments = column_moments(reader_, columns, execution_);
    for (std::size_t k = 0; k < columns.size(); ++k) {
      Form& form = residuals_[columns[k]];
      const double largest = std::max(std::abs(moments[k].min), std::abs(moments[k].max));
      gaps_[columns[k]] = largest;
      if (largest > rounding_of(columns[k], form)) {
        form.factor = factor_for(moments[k]);
      } else {
        aliased_[columns[k]] = std::move(form);
        residuals_.erase(columns[k]);
      }
    }
    write_residuals();
  }

  double rounding_of(Index column, const Form& form) const {
    double sum = rounding_[column];
    for (Index k = 0; k < form.weights.size(); ++k) {
      if (form.weights[k] != 0.0) sum += std::abs(form.weights[k]) * rounding_[k];
    }
    return sum;
  }

  void write_residuals() {
    plan_.centring.residuals.clear();
    for (const auto& [column, form] : residuals_) {
      ResidualColumn residual{.column = column, .others = {}, .weights = {}, .factor = form.factor};
      for (Index k = 0; k < form.weights.size(); ++k) {
        if (form.weights[k] != 0.0) residual.others.push_back(k);
      }
      residual.weights = form.weights(residual.others);
      plan_.centring.residuals.push_back(std::move(residual));
    }
  }

  /// `near` has dropped columns only where the rounds came to no end: they count as aliased.
  WorkingColumns result(const Aliasing& near, const Matrix& products) {
    for (const Aliasing::Dropped& dropped : near.dropped) {
      aliased_[dropped.column] = residuals_[dropped.column];
      residuals_.erase(dropped.column);
    }
    write_residuals();
    WorkingColumns columns;
    columns.rounds = rounds_;
    columns.aliasing.kept = near.kept;
    for (const auto& [column, form] : aliased_) {
      const Vector weights = on_kept(form.weights);
      columns.aliasing.dropped.push_back({.column = column, .weights = weights(near.kept)});
      columns.gaps.push_back(gaps_[column]);
    }
    columns.rounding = largest_rounding(products);
    return columns;
  }

  /// Beside residual columns where the rows have weight: where they have most of it, a column may
  /// be far smaller than its root mean square.
  double largest_rounding(const Matrix& products) const {
    const double most = products.diagonal().maxCoeff();
    double largest = 0.0;
    for (const auto& [column, form] : residuals_) {
      const double size = std::sqrt(products(column, column) / most) / form.factor;
      largest = std::max(largest, rounding_of(column, form) / kCellRounding * 0x1p-53 / size);
    }
    return largest;
  }

  /// A combination of centred columns as one of working columns that are kept.
  Vector on_kept(Vector weights) const {
    for (Index j = weights.size() - 1; j >= 0; --j) {
      if (weights[j] == 0.0) continue;
      const double weight = weights[j];
      if (const auto aliased = aliased_.find(j); aliased != aliased_.end()) {
        weights[j] = 0.0;
        weights += weight * aliased->second.weights;
      } else if (const auto known = residuals_.find(j); known != residuals_.end()) {
        weights[j] = weight / known->second.factor;
        weights += weight * known->second.weights;
      }
    }
    return weights;
  }

  const DesignReader& reader_;
  DesignPlan& plan_;
  const Vector& rounding_;
  const Execution& execution_;
  std::map<Index, Form> residuals_;
  std::map<Index, Form> aliased_;
  std::map<Index, double> gaps_;
  int rounds_ = 0;
};

}  // namespace

WorkingColumns find_working_columns(const DesignReader& reader, DesignPlan& plan,
                                    const Vector& rounding, const CrossProducts& products,
                                    const Execution& execution) {
  if (plan.eliminated == 0) {
    return ColumnSearch(reader, plan, rounding, execution).run(products);
  }
  WorkingColumns columns;
  columns.aliasing = find_aliasing(products.start);
  if (!columns.aliasing.dropped.empty()) {
    columns.gaps = dependency_gaps(reader, columns.aliasing, execution);
  }
  return columns;
}

Vector on_working_columns(const DesignPlan& plan, const std::vector<ResidualColumn>& before,
                          Vector gamma) {
  for (const ResidualColumn& residual : before) {
    gamma[residual.column] *= residual.factor;
    gamma(residual.others) -= gamma[residual.column] * residual.weights;
  }
  const std::vector<ResidualColumn>& now = plan.centring.residuals;
  for (auto residual = now.rbegin(); residual != now.rend(); ++residual) {
    gamma(residual->others) += gamma[residual->column] * residual->weights;
    gamma[residual->column] /= residual->factor;
  }
  return gamma;
}

}  // namespace odds
