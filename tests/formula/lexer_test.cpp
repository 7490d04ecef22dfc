#include "formula/lexer.hpp"

#include "formula/support.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace odds;

namespace {

std::vector<std::string> texts(const std::string& formula) {
  std::vector<std::string> result;
  for (const Token& token : tokenize(formula)) result.emplace_back(token.text);
  result.pop_back();  // the end
  return result;
}

Error::Text token_error(const std::string& formula) {
  return test::usage_error([&] { tokenize(formula); });
}

}  // namespace

TEST_CASE("a formula falls into names, numbers, texts and operators") {
  using Texts = std::vector<std::string>;
  CHECK(texts("y~a+b") == Texts{"y", "~", "a", "+", "b"});
  CHECK(texts("c.x##c.x") == Texts{"c.x", "##", "c.x"});
  CHECK(texts("a<=b >= c==d != e<f") ==
        Texts{"a", "<=", "b", ">=", "c", "==", "d", "!=", "e", "<", "f"});
  CHECK(texts(".5 + .x + . - 1e-3") == Texts{".5", "+", ".x", "+", ".", "-", "1e-3"});
  CHECK(texts("`a b` == 'it''s'\t&\n\"q\"") == Texts{"`a b`", "==", "'it''s'", "&", "\"q\""});
  CHECK(texts("größe + 年齢") == Texts{"größe", "+", "年齢"});
}

TEST_CASE("quotes are taken off names and texts, doubled ones count once") {
  CHECK(tokenize("`a``b`")[0].value == "a`b");
  CHECK(tokenize("'it''s'")[0].value == "it's");
  CHECK(tokenize("\"it's\"")[0].value == "it's");
  CHECK(tokenize("''")[0].value.empty());
  CHECK(tokenize("`x`")[0].kind == Token::Kind::quoted_name);
}

TEST_CASE("numbers are read with correct rounding") {
  CHECK(tokenize("0.1")[0].number == 0.1);
  CHECK(tokenize("1e23")[0].number == 1e23);
  CHECK(tokenize("9007199254740993")[0].number == 9007199254740992.0);
}

TEST_CASE("what cannot be read is pointed at") {
  struct Case {
    const char* formula;
    const char* what;
    Index column;  // of the caret
  };
  for (const Case& c : std::vector<Case>{
           {"y ~ 2x", "\"2x\" is neither a number nor a name", 4},
           {"y ~ 1.2.3", "\"1.2.3\" is neither a number nor a name", 4},
           {"y ~ 1e", "\"1e\" is neither a number nor a name", 4},
           {"y ~ 1e999", "1e999 is beyond the range of numbers", 4},
           {"y ~ `a", "the quote ` is not closed", 4},
           {"y ~ I(a == 'b)", "the quote ' is not closed", 11},
           {"y ~ ``", "the name is empty", 4},
           {"y ~ a $ b", "the character \"$\" has no meaning in a formula", 6},
           {"y ~ a \u2212 b", "the character \"\u2212\" has no meaning in a formula", 6},
           {"y ~ \u201ca\u201d", "the character \"\u201c\" has no meaning in a formula", 4},
           {"y ~ x\u00b2", "the character \"\u00b2\" has no meaning in a formula", 5},
           {"y ~ a\x01", "the character \"\\x01\" has no meaning in a formula", 5},
           {"y ~ \xC3(", "the formula is not UTF-8 text", 4}}) {
    CAPTURE(c.formula);
    const Error::Text error = token_error(c.formula);
    CHECK(error.what == c.what);
    const std::string caret_line = error.excerpt.substr(error.excerpt.find('\n') + 1);
    CHECK(caret_line == std::string(static_cast<std::size_t>(c.column), ' ') + '^');
  }
}

TEST_CASE("a NUL byte within the text is refused") {
  CHECK(token_error(std::string("y ~ a\0b", 7)).what ==
        "the character \"\\x00\" has no meaning in a formula");
}

TEST_CASE("64 KiB are read, one byte more is not") {
  std::string text = "y~" + std::string(64 * 1024 - 2, 'x');
  CHECK(tokenize(text).size() == 4);
  text += 'x';
  CHECK(token_error(text).what == "the formula has 65537 bytes, more than the 65536 that are read");
}

TEST_CASE("names that would be read otherwise are not plain") {
  for (const char* name :
       {"age", "x1", "a.b", ".x", "_x", "größe", "in.x", "ib.x", "ibn.x", "log"}) {
    CAPTURE(name);
    CHECK(is_plain_name(name));
  }
  for (const char* name :
       {"", ".", ".5", "1a", "a b", "a-b", "`", "i.x", "c.x", "ib3.x", "c.", "\xFF"}) {
    CAPTURE(name);
    CHECK_FALSE(is_plain_name(name));
  }
}

TEST_CASE("Stata's prefixes are recognised") {
  CHECK(split_stata_name("i.race").prefix == "i");
  CHECK(split_stata_name("c.age").name == "age");
  CHECK(split_stata_name("ib12.race").prefix == "ib12");
  CHECK(split_stata_name("ib12.race.x").name == "race.x");
  CHECK(split_stata_name("race").prefix.empty());
  CHECK(split_stata_name("ci.race").prefix.empty());
  CHECK(split_stata_name("ibx.race").prefix.empty());
}
