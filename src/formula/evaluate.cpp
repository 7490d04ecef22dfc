#include "data/types/calendar.hpp"
#include "data/types/look_alikes.hpp"
#include "formula/expression.hpp"
#include "formula/quote.hpp"

#include <odds/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <stdexcept>
#include <utility>

namespace odds {
namespace {

using Kind = Expression::Kind;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// The numbers of one node: one per row, or one for all rows. They lie in `own` or, for a
/// variable, in the caller's array.
class Values {
 public:
  explicit Values(std::span<const double> numbers) : numbers_(numbers) {}
  explicit Values(Vector own)
      : own_(std::move(own)), numbers_(own_.data(), static_cast<std::size_t>(own_.size())) {}

  // Moving a vector keeps its array, so that the span stays good; a copy would not.
  Values(Values&&) = default;
  Values& operator=(Values&&) = default;
  Values(const Values&) = delete;
  Values& operator=(const Values&) = delete;
  ~Values() = default;

  Index size() const { return static_cast<Index>(numbers_.size()); }
  bool is_single() const { return numbers_.size() == 1; }
  const double* begin() const { return numbers_.data(); }
  double operator[](Index row) const {
    return numbers_[is_single() ? 0U : static_cast<std::size_t>(row)];
  }

 private:
  Vector own_;
  std::span<const double> numbers_;
};

using Operands = std::vector<Values>;
using Rule = Values (*)(const Operands& operands);

Index common_size(const Operands& operands) {
  for (const Values& values : operands) {
    if (!values.is_single()) return values.size();
  }
  return 1;
}

template <class F>
Values combine(const Values& left, const Values& right, F f) {
  const Index size = left.is_single() ? right.size() : left.size();
  Vector result(size);
  const double* a = left.begin();
  const double* b = right.begin();
  // A loop for each case, so that the compiler can make vector instructions of it.
  if (right.is_single()) {
    for (Index i = 0; i < size; ++i) result[i] = f(a[i], *b);
  } else if (left.is_single()) {
    for (Index i = 0; i < size; ++i) result[i] = f(*a, b[i]);
  } else {
    for (Index i = 0; i < size; ++i) result[i] = f(a[i], b[i]);
  }
  return Values(std::move(result));
}

template <class F>
Rule unary(F /*rule*/) {
  return [](const Operands& operands) {
    const Values& operand = operands.front();
    Vector result(operand.size());
    std::transform(operand.begin(), operand.begin() + operand.size(), result.begin(), F{});
    return Values(std::move(result));
  };
}

/// Two operands or more, from the left.
template <class F>
Rule folded(F /*rule*/) {
  return [](const Operands& operands) {
    Values result = combine(operands[0], operands[1], F{});
    for (std::size_t i = 2; i < operands.size(); ++i) result = combine(result, operands[i], F{});
    return result;
  };
}

/// A comparison: 0 or 1, NaN as soon as one operand is.
template <class F>
Rule logical(F /*rule*/) {
  return folded(
      [](double a, double b) { return std::isunordered(a, b) ? kNan : (F{}(a, b) ? 1.0 : 0.0); });
}

/// As in R: what is decided by one operand does not need the other.
double both(double a, double b) {
  if (a == 0.0 || b == 0.0) return 0.0;
  return std::isunordered(a, b) ? kNan : 1.0;
}

double either(double a, double b) {
  const bool one_is_true = (a != 0.0 && !std::isnan(a)) || (b != 0.0 && !std::isnan(b));
  if (one_is_true) return 1.0;
  return std::isunordered(a, b) ? kNan : 0.0;
}

double power(double x, double k) {
  if (k == 1.0) return x;
  if (k == 2.0) return x * x;
  if (k == 3.0) return x * x * x;
  if (k == -1.0) return 1.0 / x;
  return std::pow(x, k);
}

Values powers(const Operands& operands) {
  const bool square = operands[1].is_single() && *operands[1].begin() == 2.0;
  // The common case in a loop without branches; the bits are the same.
  if (square) return combine(operands[0], operands[1], [](double x, double) { return x * x; });
  return combine(operands[0], operands[1], power);
}

Values scaled(const Operands& operands) {
  const Values centred = combine(operands[0], operands[1], std::minus<>());
  return combine(centred, operands[2], std::divides<>());
}

/// `pick(u1, ..., un, v1, ..., vn)`: the v of the first u that is the extreme one; NaN if a u is.
template <class Precedes>
Values picked(const Operands& operands, Precedes precedes) {
  const std::size_t half = operands.size() / 2;
  Vector result(common_size(operands));
  for (Index row = 0; row < result.size(); ++row) {
    std::size_t best = 0;
    bool unordered = std::isnan(operands[0][row]);
    for (std::size_t i = 1; i < half; ++i) {
      const double candidate = operands[i][row];
      unordered = unordered || std::isnan(candidate);
      if (precedes(candidate, operands[best][row])) best = i;
    }
    result[row] = unordered ? kNan : operands[half + best][row];
  }
  return Values(std::move(result));
}

double sign(double x) { return x > 0 ? 1.0 : (x < 0 ? -1.0 : x); }

const std::map<std::string_view, Rule>& rules() {
  static const std::map<std::string_view, Rule> kRules = {
      {"+", folded(std::plus<>())},
      {"-", folded(std::minus<>())},
      {"*", folded(std::multiplies<>())},
      {"/", folded(std::divides<>())},
      {"^", powers},
      {"pow", powers},
      {"neg", unary(std::negate<>())},
      {"<", logical(std::less<>())},
      {"<=", logical(std::less_equal<>())},
      {">", logical(std::greater<>())},
      {">=", logical(std::greater_equal<>())},
      {"==", logical(std::equal_to<>())},
      {"!=", logical(std::not_equal_to<>())},
      {"&", folded([](double a, double b) { return both(a, b); })},
      {"|", folded([](double a, double b) { return either(a, b); })},
      {"!", unary([](double x) { return std::isnan(x) ? kNan : (x == 0.0 ? 1.0 : 0.0); })},
      {"log", unary([](double x) { return std::log(x); })},
      {"log2", unary([](double x) { return std::log2(x); })},
      {"log10", unary([](double x) { return std::log10(x); })},
      {"log1p", unary([](double x) { return std::log1p(x); })},
      {"exp", unary([](double x) { return std::exp(x); })},
      {"sqrt", unary([](double x) { return std::sqrt(x); })},
      {"abs", unary([](double x) { return std::abs(x); })},
      {"round", unary([](double x) { return std::nearbyint(x); })},  // halves to even, as R
      {"sign", unary([](double x) { return sign(x); })},
      {"pmin", folded([](double a, double b) { return b < a || std::isnan(b) ? b : a; })},
      {"pmax", folded([](double a, double b) { return b > a || std::isnan(b) ? b : a; })},
      {"scale", scaled},
      {"center", folded(std::minus<>())},
      {"pick_min", [](const Operands& operands) { return picked(operands, std::less<>()); }},
      {"pick_max", [](const Operands& operands) { return picked(operands, std::greater<>()); }},
  };
  return kRules;
}

class Evaluator {
 public:
  Evaluator(const Bindings& bindings, Index rows) : bindings_(bindings), rows_(rows) {}

  Values value(const Expression& e) const {
    if (e.kind == Kind::number) return Values(std::span(&e.number, 1));
    if (e.kind == Kind::variable) return Values(numbers(e.name));
    if (e.kind == Kind::text) throw std::logic_error("a text has no value: " + e.name);
    if (e.name == "missing") return missing(binding(e.arguments.front().name));
    const bool binary = e.arguments.size() == 2;
    if (binary && e.arguments[1].kind == Kind::text)
      return compared(e, e.arguments[0], e.arguments[1]);
    if (binary && e.arguments[0].kind == Kind::text)
      return compared(e, e.arguments[1], e.arguments[0]);
    return call(e);
  }

 private:
  Values call(const Expression& e) const {
    const auto rule = rules().find(e.name);
    const bool stateful = e.name == "scale" || e.name == "center";
    if (rule == rules().end() || (stateful && e.arguments.size() == 1)) {
      throw std::logic_error("cannot be evaluated: " + spelling(e));
    }
    Operands operands;
    operands.reserve(e.arguments.size());
    for (const Expression& argument : e.arguments) operands.push_back(value(argument));
    return rule->second(operands);
  }

  const Binding& binding(const std::string& name) const {
    const auto found = bindings_.find(name);
    if (found == bindings_.end()) throw std::logic_error("not bound: " + name);
    const std::size_t size = std::max(found->second.numbers.size(), found->second.codes.size());
    if (size != 1 && size != static_cast<std::size_t>(rows_)) {
      throw std::logic_error("bound to the wrong number of rows: " + name);
    }
    return found->second;
  }

  std::span<const double> numbers(const std::string& name) const {
    const Binding& found = binding(name);
    if (found.codes.empty()) return found.numbers;
    throw Error(ErrorKind::usage,
                {.what = fmt::format("\"{}\" holds texts and is used as a number", name),
                 .where = {},
                 .hint = fmt::format("compare it with a text: {} == {}", quote_name(name),
                                     quote_text("...")),
                 .excerpt = {}});
  }

  static Values missing(const Binding& found) {
    Vector result(static_cast<Index>(std::max(found.numbers.size(), found.codes.size())));
    if (found.codes.empty()) {
      std::ranges::transform(found.numbers, result.begin(),
                             [](double x) { return std::isnan(x) ? 1.0 : 0.0; });
    } else {
      std::ranges::transform(found.codes, result.begin(),
                             [](std::int32_t code) { return code < 0 ? 1.0 : 0.0; });
    }
    return Values(std::move(result));
  }

  /// The days that the rows of a variable are; of levels that are no dates NaN.
  static Values days(const Binding& found) {
    if (found.codes.empty()) return Values(found.numbers);
    std::vector<double> of_level;
    for (const std::string& level : found.levels) of_level.push_back(days_of(level).value_or(kNan));
    Vector result(static_cast<Index>(found.codes.size()));
    std::ranges::transform(found.codes, result.begin(), [&](std::int32_t code) {
      return code < 0 ? kNan : of_level[static_cast<std::size_t>(code)];
    });
    return Values(std::move(result));
  }

  /// The level of that text; of `true` and `false` the one in whatever case. -1: there is none.
  static Index position_of(const std::string& text, std::span<const std::string> levels) {
    auto level = std::ranges::find(levels, text);
    if (const auto truth = truth_of(text); truth && level == levels.end()) {
      level = std::ranges::find(levels, truth, truth_of);
    }
    return level == levels.end() ? Index{-1} : level - levels.begin();
  }

  Values compared(const Expression& e, const Expression& variable, const Expression& text) const {
    const Binding& found = binding(variable.name);
    const std::optional<double> date = days_of(text.name);
    const bool equal = e.name == "==" || e.name == "!=";
    if (date && (!equal || !found.numbers.empty())) {
      const bool date_first = &text == &e.arguments.front();
      Operands operands;
      operands.push_back(date_first ? Values(Vector::Constant(1, *date)) : days(found));
      operands.push_back(date_first ? days(found) : Values(Vector::Constant(1, *date)));
      return rules().at(e.name)(operands);
    }
    if (!found.numbers.empty()) {
      throw Error(ErrorKind::usage,
                  {.what = fmt::format("\"{}\" holds numbers and is compared with the text {}",
                                       variable.name, quote_text(text.name)),
                   .where = {},
                   .hint = "write the number without quotes",
                   .excerpt = {}});
    }
    const Index wanted = position_of(text.name, found.levels);
    const bool equality = e.name == "==";
    Vector result(static_cast<Index>(found.codes.size()));
    std::ranges::transform(found.codes, result.begin(), [&](std::int32_t code) {
      return code < 0 ? kNan : ((code == wanted) == equality ? 1.0 : 0.0);
    });
    return Values(std::move(result));
  }

  const Bindings& bindings_;
  Index rows_;
};

}  // namespace

Vector evaluate(const Expression& expression, const Bindings& bindings, Index rows) {
  const Values values = Evaluator(bindings, rows).value(expression);
  if (values.is_single()) return Vector::Constant(rows, *values.begin());
  return Eigen::Map<const Vector>(values.begin(), values.size());
}

double evaluate_constant(const Expression& expression) { return evaluate(expression, {}, 1)[0]; }

}  // namespace odds
