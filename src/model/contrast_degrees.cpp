#include "model/contrast_degrees.hpp"

#include <Eigen/Eigenvalues>

#include <algorithm>

namespace odds {
namespace {

Index pairs_of(Index p) { return p * (p + 1) / 2; }

/// The entries (i, j), i <= j, of a symmetric matrix, in the order of `products_of`.
Vector half(const Matrix& symmetric) {
  Vector entries(pairs_of(symmetric.rows()));
  Index k = 0;
  for (Index j = 0; j < symmetric.cols(); ++j) {
    for (Index i = 0; i <= j; ++i) entries[k++] = symmetric(i, j);
  }
  return entries;
}

/// The entries of F' b b' F as a linear form of the products of b: half(F' b b' F) = A products(b).
void add_outer(const Matrix& f, Matrix& outer) {
  Index row = 0;
  for (Index j = 0; j < f.cols(); ++j) {
    for (Index i = 0; i <= j; ++i) {
      const Matrix form = f.col(i) * f.col(j).transpose();
      outer.row(row++) += half(0.5 * (form + form.transpose())).transpose();
    }
  }
}

/// 1 for the entries of the diagonal, 2 for the others, which stand for two.
Vector multiplicity(Index p) {
  Matrix all = Matrix::Constant(p, p, 2.0);
  all.diagonal().setOnes();
  return half(all);
}

/// b_i c_j + b_j c_i for i < j, and b_i c_i: a symmetric form b' A c is a linear one of them.
Vector products_of(VectorRef b, VectorRef c) {
  Vector products(pairs_of(b.size()));
  Index k = 0;
  for (Index j = 0; j < b.size(); ++j) {
    for (Index i = 0; i < j; ++i) products[k++] = b[i] * c[j] + b[j] * c[i];
    products[k++] = b[j] * c[j];
  }
  return products;
}

/// Directions in which a matrix scaled to a largest eigenvalue of 1 has less than this have none.
constexpr double kNoDirection = 1e-10;

/// The eigenvectors of a symmetric matrix that span its range, each times its eigenvalue to a
/// power.
Matrix range_of(const Matrix& a, double power) {
  if (a.cols() == 0) return a;
  const Eigen::SelfAdjointEigenSolver<Matrix> eigen(a);
  const Vector& values = eigen.eigenvalues();
  const double largest = std::max(0.0, values.maxCoeff());
  const Index rank = largest > 0.0 ? (values.array() > kNoDirection * largest).count() : 0;
  return eigen.eigenvectors().rightCols(rank) *
         values.tail(rank).array().pow(power).matrix().asDiagonal();
}

/// An orthonormal basis of what the columns of b span; all of them count as equally long.
Matrix basis_of(Matrix b) {
  for (Index j = 0; j < b.cols(); ++j) b.col(j).stableNormalize();
  return range_of(b * b.transpose(), 0.0);
}

/// Hotelling's for a Wishart matrix with eta degrees of freedom.
JointReference hotelling(double eta, Index q) {
  const double denominator = eta - static_cast<double>(q) + 1.0;
  if (!(denominator > 0.0)) return {.scale = 1.0, .denominator = kNaN};
  return {.scale = denominator / eta, .denominator = denominator};
}

}  // namespace

double ContrastDegrees::of_direction(Vector b) const {
  const double size = b.lpNorm<Eigen::Infinity>();
  if (!(size > 0.0)) return kInfinity;
  b /= size;
  const Vector products = products_of(b, b);
  const double mean = trace_.dot(products);
  return mean * mean / products.dot((own_ + shared_) * products);
}

JointReference ContrastDegrees::of_directions(const Matrix& all) const {
  const Matrix b = with_unit_mean(basis_of(all));
  const Index q = b.cols();
  if (q == 0) return {};
  // Entry (s, t) of the covariance has the variance sum over g and h of P_gh(s, s) P_gh(t, t) +
  // P_gh(s, t) P_gh(t, s); the form of the shared ones has half of both.
  double variances = 0.0;
  Vector diagonal = Vector::Zero(trace_.size());
  for (Index s = 0; s < q; ++s) {
    diagonal += products_of(b.col(s), b.col(s));
    for (Index t = 0; t < q; ++t) {
      const Vector products = products_of(b.col(s), b.col(t));
      variances += products.dot((own_ + 2.0 * shared_) * products);
    }
  }
  variances += diagonal.dot(own_ * diagonal);
  return hotelling(static_cast<double>(q * (q + 1)) / variances, q);
}

/// Combinations of the columns of b whose estimated covariance has the mean I.
Matrix ContrastDegrees::with_unit_mean(const Matrix& b) const {
  Matrix mean(b.cols(), b.cols());
  for (Index s = 0; s < b.cols(); ++s) {
    for (Index t = 0; t < b.cols(); ++t) {
      mean(s, t) = trace_.dot(products_of(b.col(s), b.col(t)));
    }
  }
  return b * range_of(mean, -0.5);
}

ContrastDegreeSums::ContrastDegreeSums(Index p)
    : trace_(Vector::Zero(pairs_of(p))),
      own_(Matrix::Zero(pairs_of(p), pairs_of(p))),
      outer_(own_) {}

void ContrastDegreeSums::add(const Matrix& d, const Matrix& f) {
  const Vector own = half(d);
  const Vector taken = half(f * f.transpose());
  trace_ += own - taken;
  own_ += own * (own - taken).transpose() - taken * own.transpose();
  add_outer(f, outer_);
}

ContrastDegrees ContrastDegreeSums::degrees(Matrix to_whitened) const {
  const Index p = to_whitened.rows();
  const Matrix shared = outer_.transpose() * multiplicity(p).asDiagonal() * outer_;
  return {std::move(to_whitened), trace_, own_, shared};
}

}  // namespace odds
