// Fuzz target: any bytes are a formula, an expression or a usage error, and an expression reads
// back from its spelling.
#include "formula/expression.hpp"

#include <odds/error.hpp>
#include <odds/formula.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string_view>

namespace {

/// What `parse` makes of the text; nothing where it is a usage error. Other exceptions pass: they
/// are findings.
template <class Parse>
auto parsed(const Parse& parse, std::string_view text) -> std::optional<decltype(parse(text))> {
  try {
    return parse(text);
  } catch (const odds::Error& error) {
    if (error.kind() != odds::ErrorKind::usage) std::abort();
    return std::nullopt;
  }
}

void require(bool holds) {
  if (!holds) std::abort();
}

void check_expression(std::string_view text) {
  const auto expression = parsed(odds::parse_expression, text);
  if (!expression) return;
  const auto again = parsed(odds::parse_expression, odds::spelling(*expression));
  require(again.has_value() && *again == *expression);
}

void check_terms(const odds::Formula& formula) {
  for (const odds::Term& term : formula.terms) {
    require(!term.factors.empty());
    for (const odds::Factor& factor : term.factors) {
      require(!odds::is_constant(factor.expression) && !factor.spelling.empty());
    }
  }
}

void check_formula(std::string_view text) {
  const auto formula = parsed(odds::parse_formula, text);
  if (!formula) return;
  check_terms(*formula);
  const auto expand = [&](std::string_view) { return formula->with_columns({"x", "a b", "i.z"}); };
  if (const auto whole = parsed(expand, text)) check_terms(*whole);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): libFuzzer's interface is bytes.
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_expression(text);
  check_formula(text);
  return 0;
}
