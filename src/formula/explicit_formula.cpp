#include "formula/explicit_formula.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

namespace odds {
namespace {

/// The factors of products, by number of first appearance, and which of them stand before others.
class FactorOrder {
 public:
  explicit FactorOrder(const std::vector<Term>& terms) {
    for (const Term& term : terms) add(term);
  }

  /// Whether each product has its factors in the order of their first appearance.
  bool is_that_of_appearance() const { return ascends_; }

  /// Spellings in an order that all products agree with, the first to appear as far as they let it.
  std::vector<std::string> agreed() const {
    std::vector<std::size_t> waits_for = before_;
    std::set<std::size_t> ready;
    for (std::size_t i = 0; i < before_.size(); ++i) {
      if (before_[i] == 0) ready.insert(i);
    }
    std::vector<std::string> order;
    while (!ready.empty()) {
      const std::size_t next = ready.extract(ready.begin()).value();
      order.push_back(spellings_[next]);
      for (const std::size_t later : after_[next]) {
        if (--waits_for[later] == 0) ready.insert(later);
      }
    }
    return order;
  }

 private:
  void add(const Term& term) {
    for (std::size_t k = 0; k < term.factors.size(); ++k) {
      const std::size_t own = number_of(term.factors[k].spelling);
      if (k == 0) continue;
      const std::size_t previous = number_of(term.factors[k - 1].spelling);
      ascends_ = ascends_ && previous < own;
      after_[previous].push_back(own);
      ++before_[own];
    }
  }

  std::size_t number_of(const std::string& spelling) {
    const auto [entry, is_new] = numbers_.emplace(spelling, numbers_.size());
    if (is_new) {
      spellings_.push_back(spelling);
      after_.emplace_back();
      before_.push_back(0);
    }
    return entry->second;
  }

  bool ascends_ = true;
  std::unordered_map<std::string, std::size_t> numbers_;
  std::vector<std::string> spellings_;
  std::vector<std::vector<std::size_t>> after_;  // with repetitions
  std::vector<std::size_t> before_;              // how many stand before it, with repetitions
};

}  // namespace

std::string explicit_formula(const Formula& formula) {
  std::string text = formula.response.spelling + (formula.intercept ? " ~ 1" : " ~ 0");
  const FactorOrder order(formula.terms);
  if (!order.is_that_of_appearance()) {
    const std::string factors = fmt::format("{}", fmt::join(order.agreed(), " + "));
    text += " + " + factors + " - (" + factors + ")";
  }
  for (const Term& term : formula.terms) text += " + " + term.spelling();
  for (const Expression& offset : formula.offsets) text += " + offset(" + spelling(offset) + ")";
  return text;
}

}  // namespace odds
