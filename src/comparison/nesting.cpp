#include "comparison/nesting.hpp"

#include "comparison/column_identity.hpp"
#include "math/compensated_sum.hpp"
#include "math/scaled_cholesky.hpp"
#include "model/coordinates.hpp"
#include "model/model.hpp"
#include "parallel/block_reduce.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace odds {
namespace {

/// What a regression leaves of a column that lies in the span of others, over the size of the
/// column: rounding, times the condition of the columns.
constexpr double kSameSpan = 1e-8;

/// The columns of all designs that are not aliased, side by side in one row.
struct JointColumns {
  std::vector<std::vector<Index>> kept;  ///< by model; in its design
  std::vector<Index> first;              ///< by model; where they begin, and behind the last one
  Index columns() const { return first.back(); }

  auto of(Index model) const {
    const auto m = static_cast<std::size_t>(model);
    return Eigen::seq(first[m], first[m + 1] - 1);
  }
};

JointColumns joint_columns(std::span<const NamedFit> models) {
  JointColumns joint{.kept = {}, .first = {0}};
  for (const NamedFit& model : models) {
    const bool is_dense = model.fit.eliminated() == 0;
    joint.kept.push_back(is_dense ? kept_columns(model.fit.model()) : std::vector<Index>());
    joint.first.push_back(joint.first.back() + static_cast<Index>(joint.kept.back().size()));
  }
  return joint;
}

/// n x P: the kept columns of all models in the used rows of a block.
Matrix joint_rows(const AlignedRows::Block& block, const JointColumns& joint) {
  const Index n = used_rows(block.front());
  Matrix rows = Matrix::Zero(n, joint.columns());
  std::vector<DesignEntry> entries;
  for (std::size_t m = 0; m < block.size(); ++m) {
    if (joint.kept[m].empty()) continue;
    const Index p = joint.kept[m].back() + 1;
    std::vector<Index> place(static_cast<std::size_t>(p), -1);
    for (std::size_t k = 0; k < joint.kept[m].size(); ++k) {
      place[static_cast<std::size_t>(joint.kept[m][k])] = joint.first[m] + static_cast<Index>(k);
    }
    Index r = 0;
    for (const DesignRows& part : block[m]) {
      for (Index i = 0; i < part.rows(); ++i, ++r) {
        read_row(part.x, i, entries);
        for (const DesignEntry& entry : entries) {
          if (entry.column >= p || place[static_cast<std::size_t>(entry.column)] < 0) continue;
          rows(r, place[static_cast<std::size_t>(entry.column)]) += entry.value;
        }
      }
    }
  }
  return rows;
}

/// Of P columns: their products, lower triangle.
struct Products {
  Matrix lower;

  Products& operator+=(const Products& other) {
    lower += other.lower;
    return *this;
  }
  auto fields() { return std::tie(lower); }
};

Matrix products_of(const AlignedRows& rows, const JointColumns& joint, const Execution& execution) {
  const Index p = joint.columns();
  Products sums = sum_over_blocks(
      rows, execution, Products{.lower = Matrix::Zero(p, p)},
      [&](AlignedRows::Block& block) {
        Products part{.lower = Matrix::Zero(p, p)};
        const Matrix values = joint_rows(block, joint);
        part.lower.selfadjointView<Eigen::Lower>().rankUpdate(values.transpose());
        return part;
      },
      "comparing");
  return sums.lower.selfadjointView<Eigen::Lower>();
}

/// The regression of the columns of one design on those of another.
struct Regression {
  Index small = 0;
  Index large = 0;
  Matrix weights;  ///< columns of large x columns of small
};

/// Sums of squares of what regressions leave of each column; one vector after the other.
struct Squares {
  Vector sums;

  Squares& operator+=(const Squares& other) {
    sums += other.sums;
    return *this;
  }
  auto fields() { return std::tie(sums); }
};

/// What each regression leaves, row by row: sums of products would lose half of the digits.
Vector squares_left(const AlignedRows& rows, const JointColumns& joint,
                    const std::vector<Regression>& regressions, const Execution& execution) {
  Index size = 0;
  for (const Regression& regression : regressions) size += regression.weights.cols();
  return sum_over_blocks(
             rows, execution, Squares{.sums = Vector::Zero(size)},
             [&](AlignedRows::Block& block) {
               Squares part{.sums = Vector(size)};
               const Matrix values = joint_rows(block, joint);
               Index at = 0;
               for (const Regression& regression : regressions) {
                 const Matrix left =
                     values(Eigen::all, joint.of(regression.small)) -
                     values(Eigen::all, joint.of(regression.large)) * regression.weights;
                 part.sums.segment(at, left.cols()) = left.colwise().squaredNorm().transpose();
                 at += left.cols();
               }
               return part;
             },
             "comparing")
      .sums;
}

std::set<std::string> identities_of(const Fit& fit) {
  const std::vector<std::string> all = column_identities(fit.model().plan);
  return {all.begin(), all.end()};
}

}  // namespace

bool on_same_curve(const Fit& a, const Fit& b) {
  return a.link() == b.link() && a.asymptotes().guess == b.asymptotes().guess &&
         a.asymptotes().lapse == b.asymptotes().lapse && a.guess_rate() == GuessRate::given &&
         b.guess_rate() == GuessRate::given;
}

bool is_curve_within(const Fit& small, const Fit& large) {
  return on_same_curve(small, large) ||
         (small.link() == large.link() && small.asymptotes().lapse == large.asymptotes().lapse &&
          large.guess_rate() != GuessRate::given);
}

Nesting::Nesting(std::span<const NamedFit> models) {
  const auto count = static_cast<Index>(models.size());
  contained_ = Eigen::MatrixXi::Zero(count, count);
  std::vector<std::set<std::string>> identities;
  for (const NamedFit& model : models) identities.push_back(identities_of(model.fit));
  for (Index a = 0; a < count; ++a) {
    for (Index b = 0; b < count; ++b) {
      const auto& small = identities[static_cast<std::size_t>(a)];
      const auto& large = identities[static_cast<std::size_t>(b)];
      contained_(a, b) = std::ranges::includes(large, small) ? 1 : 0;
    }
  }
}

void Nesting::look_at(const AlignedRows& rows, std::span<const NamedFit> models,
                      const Execution& execution) {
  const JointColumns joint = joint_columns(models);
  const auto count = static_cast<Index>(models.size());
  std::vector<std::pair<Index, Index>> open;  // small and large
  for (Index a = 0; a < count; ++a) {
    for (Index b = 0; b < count; ++b) {
      const auto small = static_cast<std::size_t>(a);
      const auto large = static_cast<std::size_t>(b);
      const bool known = contains(b, a) || joint.kept[small].empty() || joint.kept[large].empty() ||
                         joint.kept[small].size() > joint.kept[large].size() ||
                         !is_curve_within(models[small].fit, models[large].fit);
      if (!known) open.emplace_back(a, b);
    }
  }
  if (open.empty()) return;
  const Matrix products = products_of(rows, joint, execution);
  std::vector<Regression> regressions;
  for (const auto& [small, large] : open) {
    const ScaledCholesky factor(ArrowMatrix(products(joint.of(large), joint.of(large))));
    if (!factor.ok()) continue;
    const Matrix right = products(joint.of(large), joint.of(small));
    Regression regression{.small = small, .large = large, .weights = right};
    for (Index c = 0; c < right.cols(); ++c) regression.weights.col(c) = factor.solve(right.col(c));
    regressions.push_back(std::move(regression));
  }
  const Vector left = squares_left(rows, joint, regressions, execution);
  Index at = 0;
  for (const Regression& regression : regressions) {
    const Vector sizes = products.diagonal()(joint.of(regression.small));
    const auto own = left.segment(at, sizes.size());
    at += sizes.size();
    const bool inside = (own.array() <= kSameSpan * kSameSpan * sizes.array()).all();
    contained_(regression.small, regression.large) = inside ? 1 : 0;
  }
}

}  // namespace odds
