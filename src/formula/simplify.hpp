// Expressions built with the constants folded and the neutral elements left out.
#pragma once

#include <odds/formula.hpp>

#include <string>
#include <vector>

namespace odds {

Expression number_expression(double value);
bool is_number(const Expression& expression, double value);

/// A call as it stands.
Expression call_expression(std::string name, std::vector<Expression> arguments);

/// Sums inside sums are dissolved, zeros left out.
Expression sum_of(const std::vector<Expression>& operands);

/// Products inside products are dissolved, the numbers multiplied into one in front. A product
/// with 0 is 0.
Expression product_of(const std::vector<Expression>& operands);

Expression negative_of(Expression operand);
Expression quotient_of(Expression numerator, Expression denominator);

/// e^0 is 1, e^1 is e.
Expression power_of(Expression base, Expression exponent);

}  // namespace odds
