#include "formula/operators.hpp"

#include <algorithm>
#include <array>

namespace odds {
namespace {

struct Operator {
  std::string_view symbol;
  int strength;
};

constexpr std::array<Operator, 13> kOperators = {{{"|", strength::kOr},
                                                  {"&", strength::kAnd},
                                                  {"==", strength::kComparison},
                                                  {"!=", strength::kComparison},
                                                  {"<", strength::kComparison},
                                                  {"<=", strength::kComparison},
                                                  {">", strength::kComparison},
                                                  {">=", strength::kComparison},
                                                  {"+", strength::kSum},
                                                  {"-", strength::kSum},
                                                  {"*", strength::kProduct},
                                                  {"/", strength::kProduct},
                                                  {"^", strength::kPower}}};

}  // namespace

int strength_of(std::string_view symbol) {
  const auto found = std::ranges::find(kOperators, symbol, &Operator::symbol);
  return found == kOperators.end() ? strength::kNone : found->strength;
}

bool takes_many(std::string_view symbol) {
  return symbol == "+" || symbol == "*" || symbol == "&" || symbol == "|";
}

}  // namespace odds
