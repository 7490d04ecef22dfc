#include "likelihood/firth.hpp"

#include "math/scaled_cholesky.hpp"
#include "math/sigmoid.hpp"
#include "parallel/block_reduce.hpp"

#include <limits>
#include <tuple>
#include <utility>

namespace odds {
namespace {

struct SummedVector {
  Vector values;
  SummedVector& operator+=(const SummedVector& other) {
    values += other.values;
    return *this;
  }
  auto fields() { return std::tie(values); }
};

}  // namespace

FirthLikelihood::FirthLikelihood(const LogisticLikelihood& likelihood, const DesignReader& reader,
                                 const Execution& execution, std::vector<Index> kept)
    : restricted_(likelihood, kept),
      reader_(reader),
      execution_(execution),
      kept_(std::move(kept)) {}

Evaluation FirthLikelihood::evaluate(VectorRef point, VectorRef step, Order order) const {
  Evaluation result = restricted_.evaluate(point, step, Order::information);
  const ScaledCholesky factor(result.information);
  if (!factor.ok()) {
    result.value = -std::numeric_limits<double>::infinity();
    return result;
  }
  result.value += 0.5 * factor.log_determinant();
  if (order >= Order::gradient) result.gradient += penalty_score(point, factor.inverse().core);
  return result;
}

Vector FirthLikelihood::penalty_score(VectorRef point, const Matrix& inverse_information) const {
  const Index p = reader_.plan().columns();
  Vector gamma = Vector::Zero(p);
  gamma(kept_) = point;
  Matrix inverse = Matrix::Zero(p, p);
  inverse(kept_, kept_) = inverse_information;
  const SummedVector sum =
      sum_over_blocks(reader_, execution_, SummedVector{Vector::Zero(p)}, [&](DesignRows& rows) {
        const Vector eta = linear_predictor(rows, gamma);
        Vector pull(rows.rows());
        std::vector<DesignEntry> entries;
        for (Index i = 0; i < rows.rows(); ++i) {
          const Sigmoid s = sigmoid_at(eta[i]);
          read_row(rows.x, i, entries);
          const double leverage = rows.weight[i] * s.slope * quadratic_form(entries, inverse);
          pull[i] = leverage * 0.5 * (s.miss - s.value);
        }
        SummedVector part{Vector::Zero(p)};
        add_transposed_product(rows.x, pull, part.values);
        return part;
      });
  return sum.values(kept_);
}

}  // namespace odds
