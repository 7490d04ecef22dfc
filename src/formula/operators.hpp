// How strongly the operators of expressions bind.
#pragma once

#include <string_view>

namespace odds {

/// From weak to strong, as in R.
namespace strength {
constexpr int kNone = 0;
constexpr int kOr = 1;
constexpr int kAnd = 2;
constexpr int kNot = 3;
constexpr int kComparison = 4;
constexpr int kSum = 5;
constexpr int kProduct = 6;
constexpr int kSign = 7;
constexpr int kPower = 8;
constexpr int kOperand = 9;
}  // namespace strength

/// The strength of an operator between two operands; kNone for any other text.
int strength_of(std::string_view symbol);

/// Whether a chain of `symbol` is one call with many arguments.
bool takes_many(std::string_view symbol);

}  // namespace odds
