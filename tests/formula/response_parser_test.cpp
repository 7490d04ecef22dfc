#include "formula/response_parser.hpp"

#include "formula/support.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace odds;

namespace {

Response response(const std::string& text) {
  const std::string formula = text + " ~ 1";
  TokenStream tokens(formula);
  return parse_response(tokens);
}

Error::Text response_error(const std::string& text) {
  return test::usage_error([&] { response(text); });
}

}  // namespace

TEST_CASE("each form of response is recognised") {
  struct Case {
    const char* text;
    Response::Form form;
    const char* first;
    const char* second;  // nullptr: none
    const char* spelling;
  };
  using Form = Response::Form;
  for (const Case& c :
       std::vector<Case>{{"low", Form::event, "low", nullptr, "low"},
                         {"`low birth`", Form::event, "`low birth`", nullptr, "`low birth`"},
                         {"killed / n", Form::trials, "killed", "n", "killed/n"},
                         {"killed/(killed + alive)", Form::trials, "killed", "killed+alive",
                          "killed/(killed+alive)"},
                         {"I(a / b)", Form::event, "a/b", nullptr, "I(a/b)"},
                         {"I(a)/I(b)", Form::trials, "a", "b", "I(a)/I(b)"},
                         {"cbind(killed, n - killed)", Form::counts, "killed", "n-killed",
                          "cbind(killed,n-killed)"},
                         {"cbind", Form::event, "cbind", nullptr, "cbind"},
                         {"I(week > 2)", Form::event, "week>2", nullptr, "I(week>2)"},
                         {"week > 2", Form::event, "week>2", nullptr, "week>2"},
                         {"y == 1 & x > 2", Form::event, "y==1&x>2", nullptr, "y==1&x>2"},
                         {"1 == y", Form::event, "1==y", nullptr, "1==y"},
                         {"i.y", Form::event, "`i.y`", nullptr, "i.y"}}) {
    CAPTURE(c.text);
    const Response actual = response(c.text);
    CHECK(actual.form == c.form);
    CHECK(spelling(actual.first) == c.first);
    if (c.second != nullptr) CHECK(spelling(actual.second) == c.second);
    CHECK(actual.spelling == c.spelling);
    CHECK_FALSE(actual.event.has_value());
  }
}

TEST_CASE("an event can be given by its value, as a number, a text or a word") {
  struct Case {
    const char* text;
    const char* event;
  };
  for (const Case& c : std::vector<Case>{{"low == 1", "1"},
                                         {"low == -1", "-1"},
                                         {"low == 1.0", "1.0"},
                                         {"low == yes", "yes"},
                                         {"low == 'it''s low'", "it's low"},
                                         {"low == `very low`", "very low"}}) {
    CAPTURE(c.text);
    const Response actual = response(c.text);
    CHECK(actual.form == Response::Form::event);
    CHECK((actual.first == test::column("low")));
    CHECK(actual.event == c.event);
  }
}

TEST_CASE("what is no response is refused") {
  struct Case {
    const char* text;
    const char* what;
  };
  for (const Case& c :
       std::vector<Case>{{"1", "the response holds no column"},
                         {"log(2)", "the response holds no column"},
                         {"scale(y)", "scale and center cannot stand in the response"},
                         {"y / center(n)", "scale and center cannot stand in the response"},
                         {"cbind(y)", "cbind takes 2 arguments: events and nonevents"},
                         {"cbind(a, b, c)", "cbind takes 2 arguments: events and nonevents"},
                         {"C(y)", "C( ) can only be a term of its own"},
                         {".", "a dot stands for columns only as a term of its own"},
                         {"y == -yes", "expected a level: a number or a text"}}) {
    CAPTURE(c.text);
    CHECK(response_error(c.text).what == c.what);
  }
}
