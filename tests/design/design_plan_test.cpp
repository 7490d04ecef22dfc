#include "design/design_plan.hpp"

#include "support/error_of.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace odds {
namespace {

using test::error_of;

DesignVariable number(const std::string& name) {
  DesignVariable variable;
  variable.name = name;
  return variable;
}

DesignVariable factor(const std::string& name, const std::vector<std::string>& levels) {
  DesignVariable variable = number(name);
  variable.type = ColumnType::factor;
  variable.levels = levels;
  return variable;
}

/// x and z numbers, g and h factors, k a number that C() makes a factor.
std::vector<DesignVariable> variables() {
  DesignVariable k = number("k");
  k.levels = {"1", "2", "3"};
  k.level_values = {1.0, 2.0, 3.0};
  return {number("x"), number("z"), factor("g", {"a", "b", "c"}), factor("h", {"u", "v"}), k};
}

DesignPlan plan_of(const std::string& right_hand_side) {
  return plan_design(parse_formula("y ~ " + right_hand_side), variables());
}

std::string joined_names(const DesignPlan& plan) {
  std::string names;
  for (const std::string& name : plan.names) names += (names.empty() ? "" : " ") + name;
  return names;
}

struct Example {
  std::string formula;
  std::string names;
};

Index column_named(const DesignPlan& plan, const std::string& name) {
  const auto found = std::ranges::find(plan.names, name);
  REQUIRE(found != plan.names.end());
  return found - plan.names.begin();
}

}  // namespace

TEST_CASE("columns are those of R's model.matrix, in its order") {
  // colnames(model.matrix(~ ...)), R 4.2, for factors whose levels are called "[a]", "[b]" and so
  // on.
  for (const Example& example : std::initializer_list<Example>{
           {"x+g", "(Intercept) x g[b] g[c]"},
           {"g+h", "(Intercept) g[b] g[c] h[v]"},
           {"0+g+x", "g[a] g[b] g[c] x"},
           {"0+g+h", "g[a] g[b] g[c] h[v]"},
           {"x+g-1", "x g[a] g[b] g[c]"},
           {"g*h", "(Intercept) g[b] g[c] h[v] g[b]:h[v] g[c]:h[v]"},
           {"g:h", "(Intercept) g[a]:h[u] g[b]:h[u] g[c]:h[u] g[a]:h[v] g[b]:h[v] g[c]:h[v]"},
           {"g+g:h", "(Intercept) g[b] g[c] g[a]:h[v] g[b]:h[v] g[c]:h[v]"},
           {"h+g:h", "(Intercept) h[v] h[u]:g[b] h[v]:g[b] h[u]:g[c] h[v]:g[c]"},
           {"h:g+g", "(Intercept) g[b] g[c] h[v]:g[a] h[v]:g[b] h[v]:g[c]"},
           {"g*x", "(Intercept) g[b] g[c] x g[b]:x g[c]:x"},
           {"g:x", "(Intercept) g[a]:x g[b]:x g[c]:x"},
           {"0+g:x", "g[a]:x g[b]:x g[c]:x"},
           {"g/x", "(Intercept) g[b] g[c] g[a]:x g[b]:x g[c]:x"},
           {"x+g/z", "(Intercept) x g[b] g[c] g[a]:z g[b]:z g[c]:z"},
           {"0+x:z+g", "g[a] g[b] g[c] x:z"},
           {"(g+h+x)^2", "(Intercept) g[b] g[c] h[v] x g[b]:h[v] g[c]:h[v] g[b]:x g[c]:x h[v]:x"},
           {"g*h*x",
            "(Intercept) g[b] g[c] h[v] x g[b]:h[v] g[c]:h[v] g[b]:x g[c]:x h[v]:x g[b]:h[v]:x "
            "g[c]:h[v]:x"},
           {"C(k)*x", "(Intercept) C(k)[2] C(k)[3] x C(k)[2]:x C(k)[3]:x"},
           {"0+x+h+g:h", "x h[u] h[v] h[u]:g[b] h[v]:g[b] h[u]:g[c] h[v]:g[c]"},
           {"0+g:h+x", "x g[a]:h[u] g[b]:h[u] g[c]:h[u] g[a]:h[v] g[b]:h[v] g[c]:h[v]"},
           {"g+x:g:h",
            "(Intercept) g[b] g[c] g[a]:x:h[u] g[b]:x:h[u] g[c]:x:h[u] g[a]:x:h[v] g[b]:x:h[v] "
            "g[c]:x:h[v]"},
           {"x*z+I(x^2)", "(Intercept) x z I(x^2) x:z"},
           {"z:x+x", "(Intercept) x z:x"}}) {
    CAPTURE(example.formula);
    CHECK(joined_names(plan_of(example.formula)) == example.names);
  }
}

TEST_CASE("a factor has contrasts where an earlier term contains the rest of its term, as in R") {
  // colnames(model.matrix(~ ...)) again.
  for (const Example& example : std::initializer_list<Example>{
           {"h:x+g:x", "(Intercept) h[u]:x h[v]:x x:g[b] x:g[c]"},
           {"h/x+g:x", "(Intercept) h[v] h[u]:x h[v]:x x:g[b] x:g[c]"},
           {"g:x+h", "(Intercept) h[v] g[a]:x g[b]:x g[c]:x"},
           {"g:h+g:C(k)",
            "(Intercept) g[a]:h[u] g[b]:h[u] g[c]:h[u] g[a]:h[v] g[b]:h[v] g[c]:h[v] g[a]:C(k)[2] "
            "g[b]:C(k)[2] g[c]:C(k)[2] g[a]:C(k)[3] g[b]:C(k)[3] g[c]:C(k)[3]"},
           {"g:h+C(k)",
            "(Intercept) C(k)[2] C(k)[3] g[a]:h[u] g[b]:h[u] g[c]:h[u] g[a]:h[v] g[b]:h[v] "
            "g[c]:h[v]"},
           {"x:z+g:x", "(Intercept) x:z x:g[b] x:g[c]"},
           {"x:z+g", "(Intercept) g[b] g[c] x:z"},
           {"g:x:z+h:x", "(Intercept) x:h[u] x:h[v] g[a]:x:z g[b]:x:z g[c]:x:z"},
           {"h:x+g:x+C(k):x", "(Intercept) h[u]:x h[v]:x x:g[b] x:g[c] x:C(k)[2] x:C(k)[3]"},
           {"0+h:x+g:x", "h[u]:x h[v]:x x:g[b] x:g[c]"},
           {"0+g:h+g:C(k)",
            "g[a]:h[u] g[b]:h[u] g[c]:h[u] g[a]:h[v] g[b]:h[v] g[c]:h[v] g[a]:C(k)[2] g[b]:C(k)[2] "
            "g[c]:C(k)[2] g[a]:C(k)[3] g[b]:C(k)[3] g[c]:C(k)[3]"},
           {"g:h+g:x",
            "(Intercept) g[a]:h[u] g[b]:h[u] g[c]:h[u] g[a]:h[v] g[b]:h[v] g[c]:h[v] g[a]:x g[b]:x "
            "g[c]:x"},
           {"h:x+g:x:z", "(Intercept) h[u]:x h[v]:x x:g[a]:z x:g[b]:z x:g[c]:z"},
           {"C(k):x:h+g:x",
            "(Intercept) x:g[a] x:g[b] x:g[c] C(k)[1]:x:h[u] C(k)[2]:x:h[u] C(k)[3]:x:h[u] "
            "C(k)[1]:x:h[v] C(k)[2]:x:h[v] C(k)[3]:x:h[v]"},
           {"g/x+h:x", "(Intercept) g[b] g[c] g[a]:x g[b]:x g[c]:x x:h[v]"},
           {"g:C(k)+h:C(k)+g:h",
            "(Intercept) g[a]:C(k)[1] g[b]:C(k)[1] g[c]:C(k)[1] g[a]:C(k)[2] g[b]:C(k)[2] "
            "g[c]:C(k)[2] g[a]:C(k)[3] g[b]:C(k)[3] g[c]:C(k)[3] C(k)[1]:h[v] C(k)[2]:h[v] "
            "C(k)[3]:h[v] g[b]:h[v] g[c]:h[v]"},
           {"x:g+z:g", "(Intercept) x:g[a] x:g[b] x:g[c] g[a]:z g[b]:z g[c]:z"},
           {"h:x+I(x^2):g+g:x",
            "(Intercept) h[u]:x h[v]:x I(x^2):g[a] I(x^2):g[b] I(x^2):g[c] x:g[b] x:g[c]"},
           {"0+x:z+g:x+h", "h[u] h[v] x:z x:g[b] x:g[c]"}}) {
    CAPTURE(example.formula);
    CHECK(joined_names(plan_of(example.formula)) == example.names);
  }
}

TEST_CASE("the base that a formula names has no column, the others keep their order") {
  CHECK(joined_names(plan_of("C(g, base=b)")) == "(Intercept) C(g,base=b)[a] C(g,base=b)[c]");
  CHECK(joined_names(plan_of("ib3.k")) == "(Intercept) C(k,base=3)[1] C(k,base=3)[2]");
}

TEST_CASE("two spellings of one categorical variable are one factor for marginality") {
  CHECK(joined_names(plan_of("g + C(g):x")) ==
        "(Intercept) g[b] g[c] C(g)[a]:x C(g)[b]:x C(g)[c]:x");
  CHECK(joined_names(plan_of("x + g + C(g):x")) == "(Intercept) x g[b] g[c] x:C(g)[b] x:C(g)[c]");
}

TEST_CASE("main effects of factors carry factor, level and base; other columns carry nothing") {
  const DesignPlan plan = plan_of("x + g + C(k, base=2) + g:x");
  const TermLabel& label = plan.labels[static_cast<std::size_t>(column_named(plan, "g[c]"))];
  CHECK(label.factor == "g");
  CHECK(label.level == "c");
  CHECK(label.base == "a");
  const Index k3 = column_named(plan, "C(k,base=2)[3]");
  CHECK(plan.labels[static_cast<std::size_t>(k3)].base == "2");
  CHECK(plan.labels[static_cast<std::size_t>(k3 - 1)].level == "1");
  for (const std::string name : {"(Intercept)", "x", "x:g[b]"}) {
    CAPTURE(name);
    CHECK(plan.labels[static_cast<std::size_t>(column_named(plan, name))].factor.empty());
  }
  const DesignPlan without_base = plan_of("0 + g");
  CHECK(without_base.labels.front().level == "a");
  CHECK(without_base.labels.front().base.empty());
}

TEST_CASE("equal numeric expressions are stored once, powers of them as powers") {
  const DesignPlan plan = plan_of("x + I(x^2) + x:z + I(x^2):x");
  REQUIRE(plan.expressions.size() == 2);
  CHECK(plan.terms[2].numeric == std::vector<NumericPart>{{.expression = 0, .power = 2}});
  CHECK(plan.terms[3].numeric ==
        std::vector<NumericPart>{{.expression = 0, .power = 1}, {.expression = 1, .power = 1}});
  CHECK(plan.terms[4].numeric == std::vector<NumericPart>{{.expression = 0, .power = 3}});
}

TEST_CASE("columns of terms follow each other without gaps") {
  const DesignPlan plan = plan_of("g*h*x + z");
  Index next = 0;
  for (const DesignTerm& term : plan.terms) {
    CHECK(term.first_column == next);
    next += term.columns;
  }
  CHECK(next == plan.columns());
}

TEST_CASE("a factor with one level has no contrast") {
  const auto action = [] { plan_design(parse_formula("y ~ g"), {factor("g", {"only"})}); };
  const Error error = error_of(action);
  CHECK(error.kind() == ErrorKind::model);
  CHECK(error.text().what == "the factor \"g\" has only the level \"only\" in the rows used");
  // Without an intercept its single column needs no base.
  CHECK(plan_design(parse_formula("y ~ 0 + g"), {factor("g", {"only"})}).columns() == 1);
}

TEST_CASE("a base that is no level is refused with a suggestion") {
  const Error error = error_of([] { plan_of("C(h, base=V)"); });
  CHECK(error.kind() == ErrorKind::usage);
  CHECK(error.text().what == "the base \"V\" in C(h,base=V) is not a level of \"h\"");
  CHECK(error.text().hint.find("\"v\"") != std::string::npos);
}

TEST_CASE("a level has the column of its rank among the levels with a column") {
  const FactorUse with_base{.variable = 0, .base = 1};
  CHECK(with_base.column(0) == 0);
  CHECK(with_base.column(1) == -1);
  CHECK(with_base.column(2) == 1);
  const FactorUse without_base{.variable = 0, .base = -1};
  CHECK(without_base.column(2) == 2);
}

TEST_CASE("a factor of more levels than are dense comes last, coded as ever") {
  const auto eliminating = [](const std::string& right_hand_side, Index dense_levels) {
    return plan_design(parse_formula("y ~ " + right_hand_side), variables(),
                       {.columns = kMostColumns, .dense_levels = dense_levels});
  };
  const DesignPlan plan = eliminating("g + x + h", 1);
  CHECK(joined_names(plan) == "(Intercept) x h[v] g[b] g[c]");
  CHECK(plan.eliminated == 2);
  CHECK(plan.core_columns() == 3);
  REQUIRE(plan.eliminated_variable() != nullptr);
  CHECK(plan.eliminated_variable()->name == "g");
  // Without an intercept the first factor of the formula has all levels, wherever it stands.
  CHECK(joined_names(eliminating("0 + g + x + h", 1)) == "x h[v] g[a] g[b] g[c]");
  CHECK(joined_names(eliminating("0 + h + g + x", 1)) == "h[u] h[v] x g[b] g[c]");
  // Not with an interaction, and not with few levels.
  CHECK(eliminating("g*x", 1).eliminated == 0);
  CHECK(eliminating("x + g", 2).eliminated == 0);
  CHECK(eliminating("x + g", 2).eliminated_variable() == nullptr);
  CHECK(eliminating("g + x + C(k)", 1).eliminated_variable()->name == "g");
  CHECK(eliminating("g*h + C(k)", 1).eliminated_variable()->name == "k");
}

}  // namespace odds
