#include "formula/term_algebra.hpp"

#include "formula/expression.hpp"
#include "formula/quote.hpp"

#include <odds/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace odds {
namespace {

constexpr Index kMostWork = 5'000'000;  // a second or so

[[noreturn]] void fail_too_large(std::string what) {
  throw Error(ErrorKind::usage, {.what = std::move(what),
                                 .where = {},
                                 .hint = "write the products that are wanted with :",
                                 .excerpt = {}});
}

}  // namespace

void TermSet::add(Product product) {
  if (positions_.emplace(std::move(product), next_position_).second) ++next_position_;
  if (size() <= kMostTerms) return;
  fail_too_large(fmt::format("the formula multiplies out to more than {} terms", kMostTerms));
}

void TermSet::add(const TermSet& other) {
  for (Product& product : other.in_order()) add(std::move(product));
}

void TermSet::remove(const TermSet& other) {
  for (const auto& entry : other.positions_) positions_.erase(entry.first);
}

std::vector<Product> TermSet::in_order() const {
  std::vector<std::pair<Index, const Product*>> ordered;
  for (const auto& [product, position] : positions_) ordered.emplace_back(position, &product);
  std::ranges::sort(ordered);
  std::vector<Product> products;
  for (const auto& entry : ordered) products.push_back(*entry.second);
  return products;
}

Index FactorTable::number_of(const Factor& factor) {
  const auto next = static_cast<Index>(factors_.size());
  const auto [entry, is_new] = numbers_.emplace(factor.spelling, next);
  if (is_new) factors_.push_back(factor);
  Factor& known = factors_[static_cast<std::size_t>(entry->second)];
  // `x + c.x`: that x is a number was said once, so it holds.
  if (known.kind == Factor::Kind::plain) known.kind = factor.kind;
  return entry->second;
}

Index FactorTable::number_of_continuous(const std::string& name) {
  return number_of_power({name, 1});
}

Index FactorTable::number_of_power(const Power& power) {
  Factor factor{
      Factor::Kind::numeric, quote_name(power.variable), variable_expression(power.variable), {}};
  if (power.exponent > 1) {
    const Expression exponent{
        Expression::Kind::number, static_cast<double>(power.exponent), {}, {}};
    factor.expression = {Expression::Kind::call, 0.0, "^", {factor.expression, exponent}};
    factor.spelling = fmt::format("I({})", spelling(factor.expression));
  }
  const Index number = number_of(factor);
  powers_.emplace(number, power);
  return number;
}

void FactorTable::multiply_powers(Product& left, Product& right) {
  for (Index& mine : left) {
    const auto power = powers_.find(mine);
    if (power == powers_.end()) continue;
    const auto is_power_of_same = [&](Index other) {
      const auto found = powers_.find(other);
      return found != powers_.end() && found->second.variable == power->second.variable;
    };
    const auto other = std::ranges::find_if(right, is_power_of_same);
    if (other == right.end()) continue;
    const int exponent = power->second.exponent + powers_.at(*other).exponent;
    mine = number_of_power({power->second.variable, exponent});
    right.erase(other);
  }
  std::ranges::sort(left);
}

Product TermAlgebra::merge(const Product& left, const Product& right) {
  Product both;
  std::ranges::set_union(left, right, std::back_inserter(both));
  work_ += static_cast<Index>(both.size());
  if (work_ > kMostWork) fail_too_large("the products of the formula are too many or too long");
  return both;
}

TermSet TermAlgebra::interact(const TermSet& left, const TermSet& right) {
  TermSet result;
  const std::vector<Product> others = right.in_order();
  for (const Product& mine : left.in_order()) {
    for (const Product& other : others) result.add(merge(mine, other));
  }
  return result;
}

TermSet TermAlgebra::interact_continuous(const TermSet& left, const TermSet& right) {
  TermSet result;
  const std::vector<Product> others = right.in_order();
  for (const Product& mine : left.in_order()) {
    for (const Product& other : others) {
      Product first = mine;
      Product second = other;
      factors_.multiply_powers(first, second);
      result.add(merge(first, second));
    }
  }
  return result;
}

TermSet TermAlgebra::cross(const TermSet& left, const TermSet& right) {
  TermSet result = left;
  result.add(right);
  result.add(interact(left, right));
  return result;
}

TermSet TermAlgebra::cross_continuous(const TermSet& left, const TermSet& right) {
  TermSet result = left;
  result.add(right);
  result.add(interact_continuous(left, right));
  return result;
}

TermSet TermAlgebra::nest(const TermSet& left, const TermSet& right) {
  if (left.size() == 0) return left;
  Product all;
  for (const Product& product : left.in_order()) all = merge(all, product);
  TermSet result = left;
  result.add(interact(TermSet(all), right));
  return result;
}

TermSet TermAlgebra::power(const TermSet& terms, double exponent) {
  TermSet result = terms;
  for (double k = 2; k <= exponent; ++k) {
    const Index before = result.size();
    result = interact(result, terms);  // holds what it was, because a:a is a
    if (result.size() == before) break;
  }
  return result;
}

}  // namespace odds
