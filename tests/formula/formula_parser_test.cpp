#include "formula/support.hpp"
#include "support/repeated.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace odds;

namespace {

/// The terms as R prints their labels, with " | " between them.
std::string terms(const Formula& formula) {
  std::string result;
  for (const Term& term : formula.terms) {
    result += (result.empty() ? "" : " | ") + term.spelling();
  }
  return result;
}

std::string terms(const std::string& text) { return terms(parse_formula(text)); }

Error::Text formula_error(const std::string& text) {
  return test::usage_error([&] { parse_formula(text); });
}

}  // namespace

TEST_CASE("terms and intercept are those of R 4.2.2") {
  // attr(terms(FORMULA), "term.labels") and attr(terms(FORMULA), "intercept")
  struct Case {
    const char* text;
    const char* labels;
    bool intercept;
  };
  for (const Case& c :
       std::vector<Case>{{"y~a+b:a", "a | a:b", true},
                         {"y~b:a+a", "a | b:a", true},
                         {"y~a*b*c", "a | b | c | a:b | a:c | b:c | a:b:c", true},
                         {"y~(a+b+c)^2", "a | b | c | a:b | a:c | b:c", true},
                         {"y~a/b", "a | a:b", true},
                         {"y~(a+b)/c", "a | b | a:b:c", true},
                         {"y~a/(b+c)", "a | a:b | a:c", true},
                         {"y~a/b/c", "a | a:b | a:b:c", true},
                         {"y~a*b-a:b", "a | b", true},
                         {"y~a-a", "", true},
                         {"y~0+a", "a", false},
                         {"y~a-1", "a", false},
                         {"y~a-1+1", "a", true},
                         {"y~a-0", "a", true},
                         {"y~a+ -1", "a", false},
                         {"y~-1", "", false},
                         {"y~1", "", true},
                         {"y~0", "", false},
                         {"y~a*b:c", "a | b:c | a:b:c", true},
                         {"y~(a+b):(c+d)", "a:c | a:d | b:c | b:d", true},
                         {"y~x^2", "x", true},
                         {"y~a+(b-1)", "a | b", false},
                         {"y~a-(b-1)", "a", true},
                         {"y~a-(1-b)", "a", false},
                         {"y~a*(1+b)", "a | b | a:b", true},
                         {"y~(a+b)^3-a:b", "a | b", true},
                         {"y~a:b+b:a+a", "a | a:b", true},
                         {"y~b*a+c:a+c", "b | a | c | b:a | a:c", true},
                         {"y~(a+b)*(b+c)", "a | b | c | a:b | a:c | b:c", true},
                         {"y~a+b-a+a", "b | a", true},
                         {"y~a-b", "a", true},
                         {"y~log(x)*a+I(x^2)", "log(x) | a | I(x^2) | log(x):a", true},
                         {"y~(a*b)/c", "a | b | a:b | a:b:c", true},
                         {"y~a*b/c", "a | b | a:b | a:b:c", true},
                         {"y~a:b:c+a", "a | a:b:c", true},
                         {"y~a/b:c", "a | a:b:c", true},
                         {"y~(a+b+c+d)^2-a:b-c:d", "a | b | c | d | a:c | a:d | b:c | b:d", true},
                         {"y~offset(z)+offset(z)+x", "x", true}}) {
    CAPTURE(c.text);
    const Formula formula = parse_formula(c.text);
    CHECK(terms(formula) == c.labels);
    CHECK(formula.intercept == c.intercept);
    CHECK(formula.text == c.text);
  }
}

TEST_CASE("a dot stands for the columns that the response does not use, as in R 4.2.2") {
  struct Case {
    const char* text;
    const char* labels;
  };
  for (const Case& c : std::vector<Case>{{"y~.", "a | b | c"},
                                         {"y~.-b", "a | c"},
                                         {"y~.^2", "a | b | c | a:b | a:c | b:c"},
                                         {"y~.+log(b)", "a | b | c | log(b)"},
                                         {"log(y)~.", "a | b | c"},
                                         {"y~c+.", "c | a | b"},
                                         {"y~.:a", "a | a:b | a:c"},
                                         {"y~(.-c)^2", "a | b | a:b"},
                                         {"cbind(a,y-a)~.", "b | c"},
                                         {"y/a~.", "b | c"},
                                         {"y==1~.", "a | b | c"}}) {
    CAPTURE(c.text);
    const Formula formula = parse_formula(c.text);
    CHECK(formula.has_dot);
    const Formula whole = formula.with_columns({"a", "y", "b", "c"});
    CHECK(terms(whole) == c.labels);
    CHECK_FALSE(whole.has_dot);
    CHECK(whole.text == c.text);
  }
}

TEST_CASE("columns behind a dot are spelled with the backquotes they need") {
  const Formula formula =
      parse_formula("y ~ .").with_columns({"my x", "y", "i.x", "log", "größe", "a`b"});
  CHECK(terms(formula) == "`my x` | `i.x` | log | größe | `a``b`");
  for (const Term& term : formula.terms) CHECK(term.factors[0].kind == Factor::Kind::plain);
  CHECK(formula.terms[0].factors[0].expression.name == "my x");
}

TEST_CASE("without a dot the columns do not matter") {
  const Formula formula = parse_formula("y ~ a");
  CHECK_FALSE(formula.has_dot);
  CHECK(terms(formula.with_columns({"b", "c"})) == "a");
}

TEST_CASE("a name that a column has is that column, whatever its prefix") {
  const Formula formula = parse_formula("y ~ c.age + i.year");
  CHECK(formula.has_prefix);
  CHECK(terms(formula) == "age | C(year)");
  const Formula known = formula.with_columns({"y", "age", "c.age", "year"});
  CHECK(terms(known) == "`c.age` | C(year)");
  CHECK(known.terms[0].factors[0].expression.name == "c.age");
  CHECK_FALSE(known.has_prefix);
  REQUIRE(known.notes.size() == 1);
  CHECK(
      known.notes[0] ==
      "c.age is the column of that name; with its prefix for the column age it is written c.`age`");
  CHECK(parse_formula("y ~ c.age").with_columns({"y", "c.age"}).notes.empty());
  CHECK(terms(parse_formula("y ~ c.`age`").with_columns({"y", "age", "c.age"})) == "age");
}

TEST_CASE("a dot stands for the columns that it is told of") {
  const Formula formula = parse_formula("y ~ .").with_columns({"row.names", "y", "x"}, {"y", "x"});
  CHECK(terms(formula) == "x");
}

TEST_CASE("a term that is taken away without being there is told") {
  const auto notes = [](const std::string& text) { return parse_formula(text).notes; };
  CHECK(notes("y ~ pre-post") ==
        std::vector<std::string>{"post is taken away, but was not among the terms before"});
  CHECK(notes("y ~ a*b - a:b").empty());
  CHECK(notes("y ~ a - 1").empty());
  CHECK(notes("y ~ . - b").empty());  // what the dot stands for is not known yet
  CHECK(parse_formula("y ~ . - b").with_columns({"y", "a", "b"}).notes.empty());
  CHECK(parse_formula("y ~ . - c").with_columns({"y", "a", "b"}).notes.size() == 1);
}

TEST_CASE("Stata's notation is a synonym") {
  struct Case {
    const char* stata;
    const char* labels;
  };
  for (const Case& c :
       std::vector<Case>{{"y ~ i.race", "C(race)"},
                         {"y ~ ib3.race", "C(race,base=3)"},
                         {"y ~ c.age", "age"},
                         {"y ~ a#b", "a:b"},
                         {"y ~ a##b", "a | b | a:b"},
                         {"y ~ i.race##c.age", "C(race) | age | C(race):age"},
                         {"y ~ c.x##c.x", "x | I(x^2)"},
                         {"y ~ c.x#c.x", "I(x^2)"},
                         {"y ~ c.x##c.x##c.x", "x | I(x^2) | I(x^3)"},
                         {"y ~ c.x##c.x##i.g", "x | I(x^2) | C(g) | x:C(g) | I(x^2):C(g)"},
                         {"y ~ i.g#c.x#c.x", "C(g):I(x^2)"},
                         {"y ~ c.x*c.x", "x"},
                         {"y ~ i.`my g` + c.`my x`#c.`my x`", "C(`my g`) | I(`my x`^2)"},
                         {"y ~ i.g + C(g)", "C(g)"}}) {
    CAPTURE(c.stata);
    CHECK(terms(c.stata) == c.labels);
  }
}

TEST_CASE("factors know what they are") {
  const Formula formula =
      parse_formula("y ~ a + c.b + C(c, base = 'x y') + log( d ) + I( e ) + `f`");
  const auto factor = [&](std::size_t i) { return formula.terms[i].factors[0]; };
  CHECK(factor(0).kind == Factor::Kind::plain);
  CHECK(factor(1).kind == Factor::Kind::numeric);
  CHECK(factor(1).spelling == "b");
  CHECK(factor(2).kind == Factor::Kind::categorical);
  CHECK(factor(2).spelling == "C(c,base='x y')");
  CHECK(factor(2).base == "x y");
  CHECK((factor(2).expression == test::column("c")));
  CHECK(factor(3).kind == Factor::Kind::numeric);
  CHECK(factor(3).spelling == "log(d)");
  CHECK((factor(3).expression == test::call("log", {test::column("d")})));
  CHECK(factor(4).spelling == "I(e)");
  CHECK((factor(4).expression == test::column("e")));
  CHECK(factor(5).spelling == "f");
}

TEST_CASE("offsets are no terms, an offset written twice counts once, as in R") {
  const Formula formula =
      parse_formula("y ~ a + offset(log(n)) + offset(0.5*z) + offset( log(n) )");
  CHECK(terms(formula) == "a");
  REQUIRE(formula.offsets.size() == 2);
  CHECK(spelling(formula.offsets[0]) == "log(n)");
  CHECK(spelling(formula.offsets[1]) == "0.5*z");
}

TEST_CASE("a square that is none is noted") {
  using Notes = std::vector<std::string>;
  CHECK(parse_formula("y ~ x^2 + x^2").notes ==
        Notes{"x^2 in a formula means x; the square is I(x^2)"});
  CHECK(parse_formula("y ~ log(x) * log(x)").notes ==
        Notes{"log(x)*log(x) in a formula means log(x); the square is I(log(x)^2)"});
  CHECK(parse_formula("y ~ x:x").notes.size() == 1);
  for (const char* text : {"y ~ (a + b)^2", "y ~ a*b", "y ~ c.x##c.x", "y ~ x^1", "y ~ I(x^2)"}) {
    CAPTURE(text);
    CHECK(parse_formula(text).notes.empty());
  }
}

TEST_CASE("what is no formula is pointed at") {
  struct Case {
    const char* text;
    const char* what;
    Index caret;
  };
  for (const Case& c :
       std::vector<Case>{{"y", "the formula has no ~", 1},
                         {"~ x", "the formula has no response before the ~", 0},
                         {"y ~", "the formula has no terms behind the ~", 3},
                         {"y ~ a +", "the formula ends where something is expected", 7},
                         {"y ~ a b", "unexpected \"b\"", 6},
                         {"y ~ a ~ b", "unexpected \"~\"", 6},
                         {"y z ~ a", "unexpected \"z\"", 2},
                         {"y ~ (a", "expected \")\", but the formula ends", 6},
                         {"y ~ a)", "unexpected \")\"", 5},
                         {"y ~ * a", "unexpected \"*\"", 4},
                         {"y ~ a > 2", "unexpected \">\"", 6},
                         {"y = 1 ~ a", "unexpected \"=\"", 2},
                         {"y ~ 2", "2 is not a term", 4},
                         {"y ~ a + 0.5", "0.5 is not a term", 8},
                         {"y ~ 'a'", "a text is not a term", 4},
                         {"y ~ log(2)", "the term holds no column", 4},
                         {"y ~ a:1", "1 can only be added to other terms", 6},
                         {"y ~ 0*a", "0 can only be added to other terms", 4},
                         {"y ~ a*offset(z)", "offset( ) can only be added to other terms", 6},
                         {"y ~ (a + offset(z))^2", "offset( ) can only be added to other terms", 9},
                         {"y ~ a - offset(z)", "an offset cannot be subtracted", 8},
                         {"y ~ a^b", "a power of terms is a whole number from 1", 6},
                         {"y ~ a^-1", "a power of terms is a whole number from 1", 6},
                         {"y ~ a^0", "a power of terms is a whole number from 1", 6},
                         {"y ~ a^1.5", "a power of terms is a whole number from 1", 6},
                         {"y ~ log(.)", "a dot stands for columns only as a term of its own", 8},
                         {"y ~ a %in% b", "unexpected \"%in%\"", 6},
                         {"y ~ a + poly(x, 2)", "there is no function \"poly\"", 8},
                         {"y ~ I(system('x'))", "there is no function \"system\"", 6}}) {
    CAPTURE(c.text);
    const Error::Text error = formula_error(c.text);
    CHECK(error.what == c.what);
    CHECK(error.excerpt ==
          c.text + ("\n" + std::string(static_cast<std::size_t>(c.caret), ' ')) + "^");
    CHECK(error.where.text().empty());
  }
}

TEST_CASE("in an empty formula there is nothing to point at") {
  for (const char* text : {"", "  ", "\t\n"}) {
    const Error::Text error = formula_error(text);
    CHECK(error.what == "the formula is empty");
    CHECK(error.excerpt.empty());
  }
}

TEST_CASE("long and deep formulas end in a value or an error at once") {
  CHECK_NOTHROW(parse_formula("y~" + test::repeated("(", 200) + "a" + test::repeated(")", 200)));
  CHECK(formula_error("y~" + test::repeated("(", 201) + "a").what ==
        "the formula is nested more than 200 levels");
  CHECK(formula_error("y~" + test::repeated("(", 60'000)).what ==
        "the formula is nested more than 200 levels");
  CHECK(terms("y~" + test::repeated("-", 60'001) + "a").empty());
  CHECK(terms("y~" + test::repeated("a+", 30'000) + "a") == "a");
  CHECK(terms("y~" + test::repeated("a:", 30'000) + "a") == "a");
  CHECK(terms("y~" + test::repeated("a*", 30'000) + "a") == "a");
  CHECK(terms("y~a" + test::repeated("-b", 30'000)) == "a");
  CHECK(terms("y~(a+b)^1000000000000") == "a | b | a:b");
  CHECK(parse_formula("y~I(" + test::repeated("1+", 30'000) + "a)").terms.size() == 1);
  CHECK(formula_error("y~" + std::string(1'000'000, 'a')).what.find("more than the 65536") !=
        std::string::npos);
  CHECK(formula_error("y~(a+b+c+d+e+f+g+h+i+j+k+l+m+n+o)^15").what ==
        "the formula multiplies out to more than 10000 terms");
}
