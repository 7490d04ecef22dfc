#include "model/contrast_degrees.hpp"

#include "base/special_values.hpp"

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

}  // namespace

Vector products_of(VectorRef b) {
  Vector products(pairs_of(b.size()));
  Index k = 0;
  for (Index j = 0; j < b.size(); ++j) {
    for (Index i = 0; i < j; ++i) products[k++] = 2.0 * b[i] * b[j];
    products[k++] = b[j] * b[j];
  }
  return products;
}

double ContrastDegrees::of(VectorRef c) const {
  Vector b = to_whitened_ * c;
  const double size = b.lpNorm<Eigen::Infinity>();
  if (!(size > 0.0)) return kInfinity;
  b /= size;
  const Vector products = products_of(b);
  const double mean = trace_.dot(products);
  return mean * mean / products.dot(square_ * products);
}

ContrastDegreeSums::ContrastDegreeSums(Index p)
    : trace_(Vector::Zero(pairs_of(p))),
      square_(Matrix::Zero(pairs_of(p), pairs_of(p))),
      outer_(square_) {}

void ContrastDegreeSums::add(const Matrix& d, const Matrix& f) {
  const Vector own = half(d);
  const Vector taken = half(f * f.transpose());
  trace_ += own - taken;
  square_ += own * (own - taken).transpose() - taken * own.transpose();
  add_outer(f, outer_);
}

ContrastDegrees ContrastDegreeSums::degrees(Matrix to_whitened) const {
  const Index p = to_whitened.rows();
  const Matrix shared = outer_.transpose() * multiplicity(p).asDiagonal() * outer_;
  return {std::move(to_whitened), trace_, square_ + shared};
}

}  // namespace odds
