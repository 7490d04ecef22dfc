#include "design/centring.hpp"

#include "support/laid_out.hpp"
#include "support/plain_design.hpp"
#include "support/random_data.hpp"

#include <odds/memory_table.hpp>

#include <doctest/doctest.h>

#include <limits>

namespace odds {
namespace {

using test::LaidOut;
using test::Random;
using test::WideMatrix;
using test::WideVector;

/// Numbers x, z around `offset`, factors g, h, a response y.
MemoryTable random_table(std::uint64_t seed, double offset) {
  Random random(seed);
  std::vector<double> y, x, z;
  std::vector<std::string> g, h;
  for (int i = 0; i < 60; ++i) {
    y.push_back(i % 2);
    x.push_back(offset + random.normal());
    z.push_back(3.0 * offset + 0.01 * random.normal());
    g.push_back(std::string(1, static_cast<char>('a' + random.whole(0, 2))));
    h.push_back(random.whole(0, 1) == 0 ? "u" : "v");
  }
  MemoryTable table;
  table.add("y", y).add("x", x).add("z", z).add("g", g).add("h", h);
  return table;
}

const std::vector<std::string> kFormulas = {
    "y ~ x + z",
    "y ~ x + I(x^2) + I(x^3)",
    "y ~ I(x^2) + z",
    "y ~ x*z",
    "y ~ x:z",
    "y ~ g*x",
    "y ~ g:x",
    "y ~ g + x:z",
    "y ~ 0 + g + x + I(x^2)",
    "y ~ 0 + x + g",
    "y ~ 0 + x + I(x^2)",
    "y ~ 0 + g + g:x",
    "y ~ g*h*x + I(x^2):z",
    "y ~ g*x + g:I(x^2)",
    "y ~ x*z + I(x^2) + I(z^2) + I(x^2):z + I(x^2):I(z^2) + x:I(z^2)",
};

WideMatrix wide(const SparseMatrix& sparse) { return Matrix(sparse).cast<long double>(); }

bool is_shifted(const LaidOut& design, const std::string& name) {
  const auto& names = design.plan().names;
  const Index j = std::ranges::find(names, name) - names.begin();
  return design.plan().centring.shift[j] != 0.0;
}

std::string recentred_terms(const LaidOut& design) {
  std::string names;
  for (const DesignTerm& term : design.plan().terms) {
    if (!term.recentred) continue;
    names += " " + design.plan().names[static_cast<std::size_t>(term.first_column)];
  }
  return names;
}

}  // namespace

TEST_CASE("Z gamma = X B gamma for working columns Z and the formula's own columns X") {
  for (const double offset : {0.0, 1.0, -30.0, 1000.0}) {
    const MemoryTable table = random_table(21, offset);
    for (const std::string& formula : kFormulas) {
      CAPTURE(offset);
      CAPTURE(formula);
      const LaidOut design(table, formula);
      const WideMatrix x = test::plain_design(design.reader());
      const WideMatrix z = test::working_data(design.reader()).x.cast<long double>();
      const WideMatrix b = wide(to_original_coordinates(design.plan()));
      // Entries of Z and of B come out of at most 8 roundings of what adds up to them. In B a shift
      // may cancel with what the expansion of a product gives to the constant.
      const Centring& centring = design.plan().centring;
      const Vector shift = centring.shift.cwiseAbs().cwiseQuotient(centring.scale);
      const WideMatrix size =
          (x.cwiseAbs() * b.cwiseAbs()).rowwise() + shift.cast<long double>().transpose();
      const WideMatrix error = (z - x * b).cwiseAbs();
      CHECK((error.array() <= 8 * std::numeric_limits<double>::epsilon() * size.array()).all());
    }
  }
}

TEST_CASE("the change of coordinates is triangular with a positive diagonal") {
  const MemoryTable table = random_table(22, 5.0);
  for (const std::string& formula : kFormulas) {
    CAPTURE(formula);
    const LaidOut design(table, formula);
    const Matrix b = to_original_coordinates(design.plan());
    CHECK(b.isUpperTriangular(0.0));
    CHECK((b.diagonal().array() > 0.0).all());
  }
}

TEST_CASE(
    "columns are measured from short numbers near their means where the design can represent a "
    "constant") {
  const MemoryTable table = random_table(23, 1e6);
  for (const std::string formula : {"y ~ x + z", "y ~ g + x", "y ~ 0 + g + x", "y ~ x*z"}) {
    CAPTURE(formula);
    const LaidOut design(table, formula);
    const Matrix z = test::working_data(design.reader()).x;
    const auto& names = design.plan().names;
    for (Index j = 0; j < z.cols(); ++j) {
      const std::string& name = names[static_cast<std::size_t>(j)];
      CAPTURE(name);
      if (name != "x" && name != "z" && name != "x:z") continue;
      CHECK(std::abs(z.col(j).mean()) <= 1.0 / 32.0);  // half a grid of a 16th
      const double rms = z.col(j).norm() / std::sqrt(static_cast<double>(z.rows()));
      CHECK(rms >= 1.0);
      CHECK(rms < 2.0);
    }
  }
}

TEST_CASE("no column moves where nothing before it represents a constant") {
  const MemoryTable table = random_table(24, 50.0);
  CHECK(recentred_terms(LaidOut(table, "y ~ 0 + x + z")).empty());
  CHECK(recentred_terms(LaidOut(table, "y ~ 0 + g:x")).empty());
  CHECK(recentred_terms(LaidOut(table, "y ~ 0 + x + g")).empty());
  CHECK_FALSE(is_shifted(LaidOut(table, "y ~ 0 + x:z + x"), "x:z"));
  CHECK_FALSE(is_shifted(LaidOut(table, "y ~ g:x"), "g[a]:x"));
}

TEST_CASE("a product is recentred only when everything that its expansion needs is there") {
  const MemoryTable table = random_table(25, 50.0);
  CHECK(recentred_terms(LaidOut(table, "y ~ x + I(x^2)")) == " x I(x^2)");
  CHECK(recentred_terms(LaidOut(table, "y ~ x + z + x:z")) == " x z x:z");
  CHECK(recentred_terms(LaidOut(table, "y ~ x + x:z")) == " x");
  CHECK(recentred_terms(LaidOut(table, "y ~ g*x")) == " x g[b]:x");
  CHECK(recentred_terms(LaidOut(table, "y ~ 0 + g + g:x")) == " g[a]:x");
  // x^2 alone has no x to give away, but its mean can go into the intercept.
  const LaidOut square(table, "y ~ I(x^2)");
  CHECK(recentred_terms(square).empty());
  CHECK(is_shifted(square, "I(x^2)"));
}

TEST_CASE("columns of unity are the intercept, or all levels of a factor") {
  const MemoryTable table = random_table(26, 0.0);
  CHECK(columns_of_unity(LaidOut(table, "y ~ x + g").plan()) == std::vector<Index>{0});
  CHECK(columns_of_unity(LaidOut(table, "y ~ 0 + x + g").plan()) == std::vector<Index>{1, 2, 3});
  CHECK(columns_of_unity(LaidOut(table, "y ~ 0 + x + g:x").plan()).empty());
}

}  // namespace odds
