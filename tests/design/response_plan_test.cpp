#include "design/response_plan.hpp"

#include "support/error_of.hpp"
#include "support/laid_out.hpp"
#include "support/table.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace odds {
namespace {

using test::csv;
using test::error_of;

/// The plan for the response of `formula` on a CSV text, with its notes.
struct Planned {
  ResponsePlan plan;
  std::vector<Note> notes;
  Vector events;
};

Planned plan_of(const std::string& text, const std::string& formula,
                const std::string& event = "") {
  const auto table = csv(text);
  const RowReader rows = test::read_rows(*table, formula);
  const Sample sample = learn_sample(rows, {});
  Planned result;
  result.plan = plan_response(rows.roles().formula.response, sample.response, event, result.notes);
  RowBlock block;
  rows.read(0, block);
  if (!result.plan.grouped()) {
    result.events = event_indicator(result.plan, block.bindings, block.rows);
  }
  return result;
}

Vector vector(std::initializer_list<double> values) {
  Vector result(static_cast<Index>(values.size()));
  std::ranges::copy(values, result.begin());
  return result;
}

Error plan_error(const std::string& text, const std::string& formula,
                 const std::string& event = "") {
  return error_of([&] { plan_of(text, formula, event); });
}

}  // namespace

TEST_CASE("of 0 and 1 the event is 1") {
  const Planned planned = plan_of("y,x\n0,1\n1,2\n1,3\n", "y ~ x");
  CHECK(planned.plan.label == "y = 1");
  CHECK(planned.notes.empty());
  CHECK(planned.events == vector({0, 1, 1}));
}

TEST_CASE("of two texts the event is the one that sorts last, and a note says so") {
  const Planned planned = plan_of("y,x\nyes,1\nno,2\nyes,3\n", "y ~ x");
  CHECK(planned.plan.label == "y = yes");
  CHECK(planned.events == vector({1, 0, 1}));
  REQUIRE(planned.notes.size() == 1);
  CHECK(planned.notes[0].code == "N001");
  CHECK(planned.notes[0].kind == NoteKind::remark);
  CHECK(planned.notes[0].text.find("y = yes") != std::string::npos);
}

TEST_CASE("an event that is named needs no note") {
  const Planned text = plan_of("y,x\nyes,1\nno,2\nyes,3\n", "y ~ x", "no");
  CHECK(text.plan.label == "y = no");
  CHECK(text.events == vector({0, 1, 0}));
  CHECK(text.notes.empty());
  const Planned number = plan_of("y,x\n1,1\n2,2\n1,3\n", "y ~ x", "2");
  CHECK(number.plan.label == "y = 2");
  CHECK(number.events == vector({0, 1, 0}));
  const Planned zero = plan_of("y,x\n0,1\n1,2\n1,3\n", "y ~ x", "0");
  CHECK(zero.plan.label == "y = 0");
  CHECK(zero.events == vector({1, 0, 0}));
}

TEST_CASE("name == literal picks one of three levels as the event, the rest are non-events") {
  const Planned text = plan_of("y,x\nred,1\ngreen,2\nblue,3\nred,4\n", "y == 'red' ~ x");
  CHECK(text.plan.label == "y = red");
  CHECK(text.events == vector({1, 0, 0, 1}));
  REQUIRE(text.notes.size() == 1);
  CHECK(text.notes[0].text ==
        "2 values of y beside the event red count as non-events: blue (1 row), green (1 row)");
  const Planned number = plan_of("y,x\n1,1\n2,2\n3,3\n2,4\n", "y == 2 ~ x");
  CHECK(number.plan.label == "y = 2");
  CHECK(number.events == vector({0, 1, 0, 1}));
}

TEST_CASE("an expression of comparisons is a response of 0 and 1") {
  const Planned planned = plan_of("y,x\n5,1\n20,2\n11,3\n", "I(y > 10) ~ x");
  CHECK(planned.events == vector({0, 1, 1}));
}

TEST_CASE("grouped responses need no event") {
  const Planned planned = plan_of("k,n,x\n1,4,1\n2,5,2\n", "k/n ~ x");
  CHECK(planned.plan.grouped());
  CHECK(planned.plan.label == "k/n");
  CHECK(planned.notes.empty());
}

TEST_CASE("a response of one value is refused with the value and its rows") {
  const Error one = plan_error("y,x\n1,1\n1,2\n", "y ~ x");
  CHECK(one.kind() == ErrorKind::model);
  CHECK(one.text().what == "all y = 1 (2 rows): there is nothing to model");
  const Error single = plan_error("y,x\n1,1\n", "y ~ x");
  CHECK(single.text().what == "the only row has y = 1: there is nothing to model");
  const Error text = plan_error("y,x\nno,1\nno,2\nno,3\n", "y ~ x");
  CHECK(text.text().what == "all y = no (3 rows): there is nothing to model");
}

TEST_CASE("a response of more than two values is refused with their list") {
  const Error numbers = plan_error("y,x\n0,1\n1,2\n2,3\n2,4\n", "y ~ x");
  CHECK(numbers.kind() == ErrorKind::model);
  CHECK(numbers.text().what ==
        "the response \"y\" has more than two values: 0 (1 row), 1 (1 row), 2 (2 rows)");
  CHECK(numbers.text().hint.find("y == VALUE ~") != std::string::npos);
  CHECK(numbers.text().hint.find("--event VALUE") != std::string::npos);
  const Error texts = plan_error("y,x\na,1\nb,2\nc,3\n", "y ~ x");
  CHECK(texts.kind() == ErrorKind::model);
}

TEST_CASE("an event named in the options is the same as one named in the formula") {
  const std::string text = "y,x\nit's,1\nb,2\nc,3\nit's,4\n";
  const Planned by_option = plan_of(text, "y ~ x", "it's");
  const Planned by_formula = plan_of(text, "y == \"it's\" ~ x");
  CHECK(by_option.events == vector({1, 0, 0, 1}));
  CHECK(by_option.events == by_formula.events);
  CHECK(by_option.plan.label == by_formula.plan.label);
  CHECK(by_option.notes == by_formula.notes);
  CHECK(plan_of("y,x\n0,1\n1,2\n2,3\n", "y ~ x", "2").events == vector({0, 0, 1}));
}

TEST_CASE("values beside the event are told with their rows, codes of missing values by name") {
  const auto note = [](const std::string& text, const std::string& event) {
    const Planned planned = plan_of(text, "y ~ x", event);
    REQUIRE(planned.notes.size() == 1);
    CHECK(planned.notes[0].kind == NoteKind::warning);
    return planned.notes[0].text;
  };
  CHECK(
      note("y,x\n1,1\n2,2\n-9,3\n1,4\n", "2") ==
      "2 values of y beside the event 2 count as non-events: -9 (1 row), 1 (2 rows); if -9 means a "
      "missing value, pass --na -9, or --na 'y=-9' for this column alone");
  CHECK(note("y,x\n0,1\n1,2\n9,3\n", "1").find("--na 9,") != std::string::npos);
  CHECK(note("y,x\nno,1\nyes,2\n?,3\n", "yes").find("--na '?',") != std::string::npos);
  CHECK(note("y,x\n7,1\n8,2\n9,3\n", "7").find("--na") == std::string::npos);
  CHECK(note("y,x\n-1,1\n-2,2\n0,3\n", "0").find("--na") == std::string::npos);
  CHECK(plan_error("y,x\n1,1\n2,2\n-9,3\n", "y ~ x").text().hint.find("--na -9,") !=
        std::string::npos);
  CHECK(plan_of("y,x\n1,1\n2,2\n", "y ~ x", "2").notes.empty());
}

TEST_CASE("an event is named once") {
  const Error error = plan_error("y,x\na,1\nb,2\n", "y == a ~ x", "b");
  CHECK(error.kind() == ErrorKind::usage);
  CHECK(error.text().what.find("\"a\"") != std::string::npos);
  CHECK(error.text().what.find("\"b\"") != std::string::npos);
}

TEST_CASE("a list of very many values is cut short") {
  std::string text = "y,x\n";
  for (int i = 0; i < 40; ++i) text += std::to_string(i) + ",1\n";
  CHECK(plan_error(text, "y ~ x").text().what.ends_with(", ..."));
}

TEST_CASE("two numbers other than 0 and 1 need an event") {
  const Error error = plan_error("y,x\n1,1\n2,2\n1,3\n", "y ~ x");
  CHECK(error.kind() == ErrorKind::model);
  CHECK(error.text().what == "the response \"y\" is not coded 0/1: 1 (2 rows), 2 (1 row)");
  CHECK(error.text().hint == "name the value that counts as the event: --event 2 or --event 1");
}

TEST_CASE("an event that the response never takes is refused") {
  for (const std::string event : {"maybe", "3"}) {
    CAPTURE(event);
    const Error error = plan_error("y,x\n0,1\n1,2\n", "y ~ x", event);
    CHECK(error.kind() == ErrorKind::usage);
    CHECK(error.text().what == "the event \"" + event + "\" is no value of \"y\"");
    CHECK(error.text().hint == "its values are 0 (1 row), 1 (1 row)");
  }
  const Error unknown = plan_error("y,x\na,1\nb,2\n", "y == 'c' ~ x");
  CHECK(unknown.kind() == ErrorKind::usage);
  CHECK(unknown.text().what == "the event \"c\" is no value of \"y\"");
}

TEST_CASE("value counts add up over blocks") {
  ResponseValues a;
  a.count(1.0);
  a.count("no", 2);
  ResponseValues b;
  b.count(1.0);
  b.count(0.0);
  b.count("no", 3);
  a += b;
  CHECK(a.numbers == std::map<double, Index>{{0.0, 1}, {1.0, 2}});
  CHECK(a.texts == std::map<std::string, Index>{{"no", 5}});
  CHECK(a.distinct() == 3);
}

TEST_CASE("counts of groups are events and trials, or events and non-events") {
  const std::vector<double> first = {1, 2};
  const std::vector<double> second = {4, 5};
  const Bindings bindings = {{"k", {.numbers = first}}, {"n", {.numbers = second}}};
  const GroupCounts trials = group_counts(parse_formula("k/n ~ 1").response, bindings, 2);
  CHECK(trials.trials == vector({4, 5}));
  CHECK(trials.bad_row == -1);
  const GroupCounts counts = group_counts(parse_formula("cbind(k, n) ~ 1").response, bindings, 2);
  CHECK(counts.events == vector({1, 2}));
  CHECK(counts.trials == vector({5, 7}));
}

TEST_CASE("counts off by rounding are the whole numbers they are") {
  const std::vector<double> first = {43.99999999999999, 3, 12345678.0000001, 2.00000001};
  const std::vector<double> second = {69, 3.0000000000000004, 2e7, 4};
  const Bindings bindings = {{"k", {.numbers = first}}, {"n", {.numbers = second}}};
  const GroupCounts counts = group_counts(parse_formula("k/n ~ 1").response, bindings, 4);
  CHECK(counts.events[0] == 44.0);
  CHECK(counts.trials[1] == 3.0);
  CHECK(counts.events[2] == 12345678.0);
  CHECK(counts.rounded == 3);
  CHECK(counts.bad_row == 3);
  CHECK(counts.hint.starts_with("if shares were rounded when they were written, round(k)/n"));
}

TEST_CASE("impossible counts are named with the right number of each") {
  const auto complaint = [](const std::string& row) {
    return plan_error("k,n,x\n" + row + "\n", "k/n ~ x").text().what;
  };
  CHECK(complaint("9,1,0").starts_with("9 events in 1 trial:"));
  CHECK(complaint("1,0.5,0").starts_with("1 event in 0.5 trials:"));
}

}  // namespace odds
