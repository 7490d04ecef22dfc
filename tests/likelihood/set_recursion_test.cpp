#include "likelihood/set_recursion.hpp"

#include "support/random_data.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <utility>

namespace odds {
namespace {

struct Terms {
  double log_likelihood = 0.0;
  Vector residual;
  Matrix information;
};

Terms by_recursion(const Vector& eta, Index events, const Matrix& x) {
  Terms terms;
  SetRecursion recursion;
  OuterProducts information(x.rows());
  terms.log_likelihood = recursion.log_likelihood(eta, events);
  terms.residual.resize(eta.size());
  recursion.residuals(terms.residual);
  recursion.add_information(x, information);
  terms.information = information.take().selfadjointView<Eigen::Lower>();
  return terms;
}

/// From the definition: every subset of `events` members.
Terms by_enumeration(const Vector& eta, Index events, const Matrix& x) {
  const Index n = eta.size();
  double total = 0.0;
  Vector in = Vector::Zero(n);
  Matrix both = Matrix::Zero(n, n);
  for (unsigned subset = 0; subset < (1U << n); ++subset) {
    const Vector is_in =
        Vector::NullaryExpr(n, [&](Index i) { return static_cast<double>((subset >> i) & 1U); });
    if (static_cast<Index>(is_in.sum()) != events) continue;
    const double weight = std::exp(is_in.dot(eta));
    total += weight;
    in += weight * is_in;
    both += weight * is_in * is_in.transpose();
  }
  Terms terms;
  terms.log_likelihood = eta.head(events).sum() - std::log(total);
  terms.residual = -in / total;
  terms.residual.head(events).array() += 1.0;
  terms.information = x * (both / total - in * in.transpose() / (total * total)) * x.transpose();
  return terms;
}

/// log of the binomial coefficient.
double log_choose(double n, double m) {
  return std::lgamma(n + 1.0) - std::lgamma(m + 1.0) - std::lgamma(n - m + 1.0);
}

}  // namespace

TEST_CASE("a set of any numbers of events and non-events is the sum over its subsets") {
  test::Random random(1);
  for (Index n = 2; n <= 9; ++n) {
    for (Index events = 1; events < n; ++events) {
      CAPTURE(n);
      CAPTURE(events);
      const Vector eta = Vector::NullaryExpr(n, [&] { return 3.0 * random.normal(); });
      const Matrix x = Matrix::NullaryExpr(3, n, [&] { return random.normal(); });
      const Terms known = by_enumeration(eta, events, x);
      const Terms found = by_recursion(eta, events, x);
      CHECK(found.log_likelihood == doctest::Approx(known.log_likelihood).epsilon(1e-13));
      CHECK((found.residual - known.residual).cwiseAbs().maxCoeff() < 1e-13);
      const double size = known.information.diagonal().maxCoeff();
      CHECK((found.information - known.information).cwiseAbs().maxCoeff() < 1e-12 * size);
    }
  }
}

TEST_CASE("members that are alike are drawn without replacement, however many there are") {
  for (const auto& set : {std::pair<Index, Index>{40, 5}, {300, 150}, {1000, 990}}) {
    const Index n = set.first;
    const Index events = set.second;
    CAPTURE(n);
    const Matrix x = Matrix::NullaryExpr(
        1, n, [](Index, Index i) { return std::sin(static_cast<double>(i + 1)); });
    const Terms found = by_recursion(Vector::Constant(n, 3.0), events, x);
    const double members = static_cast<double>(n);
    const double m = static_cast<double>(events);
    CHECK(found.log_likelihood == doctest::Approx(-log_choose(members, m)).epsilon(1e-13));
    CHECK(found.residual[0] == doctest::Approx(1.0 - m / members).epsilon(1e-12));
    CHECK(found.residual[n - 1] == doctest::Approx(-m / members).epsilon(1e-12));
    // The variance of a sum of m of n numbers.
    const double squares = (x.array() - x.mean()).square().sum();
    const double variance = m * (members - m) / (members * (members - 1.0)) * squares;
    CHECK(found.information(0, 0) == doctest::Approx(variance).epsilon(1e-11));
  }
}

TEST_CASE("next to certainty every result keeps its digits") {
  // Of two members: l = -log(1 + exp(-d)), the residual of the event exp(-d) / (1 + exp(-d)).
  const Matrix x{{0.0, 2.0}};
  for (const double difference : {40.0, 300.0, 700.0}) {
    CAPTURE(difference);
    const Terms found = by_recursion(Vector{{difference, 0.0}}, 1, x);
    const double other = std::exp(-difference);
    CHECK(found.log_likelihood == doctest::Approx(-other).epsilon(1e-12));
    CHECK(found.residual[0] == doctest::Approx(other).epsilon(1e-12));
    CHECK(found.residual[1] == doctest::Approx(-other).epsilon(1e-12));
    CHECK(found.information(0, 0) == doctest::Approx(4.0 * other).epsilon(1e-12));
  }
  const Terms against = by_recursion(Vector{{-500.0, 0.0}}, 1, x);
  CHECK(against.log_likelihood == doctest::Approx(-500.0).epsilon(1e-14));
}

TEST_CASE("a shift of all linear predictors, and of all columns, changes nothing") {
  test::Random random(5);
  const Vector eta = Vector::NullaryExpr(12, [&] { return random.normal(); });
  const Matrix x = Matrix::NullaryExpr(2, 12, [&] { return random.normal(); });
  const Terms here = by_recursion(eta, 5, x);
  const Terms there = by_recursion(eta.array() + 1000.0, 5, x.colwise() + Vector{{100.0, -7.0}});
  CHECK(there.log_likelihood == doctest::Approx(here.log_likelihood).epsilon(1e-12));
  CHECK((there.residual - here.residual).cwiseAbs().maxCoeff() < 1e-12);
  CHECK((there.information - here.information).cwiseAbs().maxCoeff() < 1e-11);
}

}  // namespace odds
