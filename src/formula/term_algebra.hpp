// The algebra of model terms: what `* / : ^ -` make of sets of products.
#pragma once

#include <odds/formula.hpp>
#include <odds/types.hpp>

#include <map>
#include <string>
#include <vector>

namespace odds {

/// A product of factors, as increasing numbers of a FactorTable: `a:a` is `a`, `b:a` is `a:b`.
using Product = std::vector<Index>;

/// Distinct products in the order in which they came.
///
/// Throws Error(usage) when it would hold more than 10 000.
class TermSet {
 public:
  static constexpr Index kMostTerms = 10'000;

  TermSet() = default;
  explicit TermSet(Product product) { add(std::move(product)); }

  /// A product that is there already keeps its place.
  void add(Product product);
  void add(const TermSet& other);

  /// Products that are not there are ignored.
  void remove(const TermSet& other);

  Index size() const { return static_cast<Index>(positions_.size()); }
  bool contains(const Product& product) const { return positions_.contains(product); }
  std::vector<Product> in_order() const;

 private:
  std::map<Product, Index> positions_;
  Index next_position_ = 0;
};

/// The distinct factors of a formula, numbered by first appearance, which is the order of factors
/// within a term.
class FactorTable {
 public:
  /// The number of `factor`; factors are the same if their spelling is.
  Index number_of(const Factor& factor);

  /// The number of Stata's `c.x`; as an operand of `#` it grows to powers of x.
  Index number_of_continuous(const std::string& variable);

  const Factor& operator[](Index number) const {
    return factors_[static_cast<std::size_t>(number)];
  }

  /// `c.x#c.x`: replaces factors of `left` and `right` that are powers of one continuous variable
  /// by the power that is their product.
  void multiply_powers(Product& left, Product& right);

 private:
  struct Power {
    std::string variable;
    int exponent = 1;
  };

  Index number_of_power(const Power& power);

  std::vector<Factor> factors_;
  std::map<std::string, Index> numbers_;  // by spelling
  std::map<Index, Power> powers_;
};

/// Operators on sets of terms, with the results and the order of R's `terms.formula`.
///
/// Throws Error(usage) when the formula multiplies out to more than 10 000 terms, or takes too
/// long to multiply out.
class TermAlgebra {
 public:
  explicit TermAlgebra(FactorTable& factors) : factors_(factors) {}

  /// `left:right`, every product of one with one of the other.
  TermSet interact(const TermSet& left, const TermSet& right);

  /// Stata's `left#right`: as `:`, but `c.x#c.x` is `I(x^2)`.
  TermSet interact_continuous(const TermSet& left, const TermSet& right);

  /// `left*right` = left + right + left:right.
  TermSet cross(const TermSet& left, const TermSet& right);

  /// Stata's `left##right` = left + right + left#right.
  TermSet cross_continuous(const TermSet& left, const TermSet& right);

  /// `left/right` = left + right within all of left: `a/b` is a + a:b.
  TermSet nest(const TermSet& left, const TermSet& right);

  /// `terms^exponent`: the products of up to `exponent` terms.
  TermSet power(const TermSet& terms, double exponent);

 private:
  Product merge(const Product& left, const Product& right);

  FactorTable& factors_;
  Index work_ = 0;  // factors written so far
};

}  // namespace odds
