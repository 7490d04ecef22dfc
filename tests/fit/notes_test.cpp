#include "fit/notes.hpp"

#include "support/dataset.hpp"
#include "support/fit_text.hpp"
#include "support/table.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

namespace odds {
namespace {

using test::fit_text;

std::map<std::string, std::string> notes(const Fit& fit) {
  std::map<std::string, std::string> texts;
  for (const Note& note : fit.notes()) texts[note.code] += note.text;
  return texts;
}

}  // namespace

TEST_CASE("0/1 columns that enter as numbers are named, factors and transformed columns are not") {
  const std::string formula = "low ~ age + lwt + race + smoke + ht + C(ui)";
  const auto texts = notes(test::fit_dataset("lbw.csv", formula));
  CHECK(texts.at("N010") ==
        "smoke, ht are coded 0/1 and enter as numbers; margins treat them as 0 -> 1 changes.");
  CHECK_FALSE(texts.contains("N011"));
}

TEST_CASE("columns of few whole values are named with the spelling that makes them categories") {
  const auto texts = notes(test::fit_dataset("infert.csv", "case ~ spontaneous + induced + age"));
  CHECK(texts.at("N011").starts_with("spontaneous, induced have at most 10 whole values"));
  CHECK(texts.at("N011").ends_with("C(spontaneous) would make categories."));
  const auto one = notes(test::fit_dataset("infert.csv", "case ~ spontaneous + C(induced)"));
  CHECK(one.at("N011").starts_with("spontaneous has at most 10 whole values"));
}

TEST_CASE("names that a formula would not read are between backquotes") {
  const std::string text = "y,2nd,a b\n1,0,1\n0,1,2\n1,1,3\n0,0,2\n1,0,2\n0,1,3\n";
  const auto texts = notes(fit_text(text, "y ~ `2nd` + `a b`"));
  CHECK(texts.at("N010").starts_with("`2nd` is coded 0/1"));
  CHECK(texts.at("N011").starts_with("`a b` has at most 10 whole values"));
  CHECK(texts.at("N011").ends_with("C(`a b`) would make categories."));
}

TEST_CASE("how a column enters is a remark, a column that is left out a warning") {
  const std::string text = "y,b,c\n1,0,0\n0,1,1\n1,1,1\n0,0,0\n";
  std::map<std::string, NoteKind> kinds;
  const Fit fit = fit_text(text, "y ~ b + c");
  for (const Note& note : fit.notes()) kinds[note.code] = note.kind;
  CHECK(kinds.at("N010") == NoteKind::remark);
  CHECK(kinds.at("N030") == NoteKind::warning);
}

TEST_CASE("aliased columns, saturation and bad condition each have a note") {
  const auto aliased = notes(fit_text("y,x,b\n1,1,2\n0,2,4\n1,3,6\n0,1,2\n", "y ~ x + b"));
  CHECK(aliased.at("N030") == "b is left out: it equals 2*x in every row used.");
  CHECK(notes(fit_text("k,n,x\n1,4,0.5\n3,4,1.5\n", "k/n ~ x")).contains("N031"));
  const auto collinear = notes(test::fit_dataset("stress_collinear.csv", "y ~ a + b"));
  CHECK(collinear.at("N032").starts_with("b is nearly a combination of other columns"));
}

TEST_CASE("a base level of little weight among very many is a remark, until few digits are left") {
  for (const NoteKind kind : {NoteKind::remark, NoteKind::warning}) {
    const std::string weight = kind == NoteKind::remark ? "1e-4" : "1e-7";
    CAPTURE(weight);
    std::string text = "y,x,g,w\n";
    for (int row = 0; row < 4400; ++row) {
      const int level = row / 4;
      text += std::to_string(row * 7 % 4 < 2) + "," + std::to_string(row * 31 % 17) + ",g" +
              std::to_string(10'000 + level) + "," + (level == 0 ? weight : "1") + "\n";
    }
    FitOptions options;
    options.importance_weights = "w";
    const Fit fit = odds::fit(*test::csv(text), parse_formula("y ~ x + g"), options);
    REQUIRE(fit.eliminated() == 1099);
    const std::string code = kind == NoteKind::remark ? "N039" : "N032";
    const auto note = std::ranges::find(fit.notes(), code, &Note::code);
    REQUIRE(note != fit.notes().end());
    CHECK(note->kind == kind);
    CHECK(note->text.find("the base level of g has few of all rows") != std::string::npos);
  }
}

TEST_CASE("a clean fit has no notes") {
  CHECK(notes(test::fit_dataset("vaso.csv", "Y ~ log(Volume) + log(Rate)")).empty());
}

TEST_CASE("notes of the formula come with the fit") {
  CHECK(notes(fit_text("y,x\n1,1\n0,2\n1,3\n0,1\n0,0.5\n", "y ~ x^2")).contains("N002"));
}

TEST_CASE("a constant column is not taken for one of categories") {
  const auto texts = notes(fit_text("y,x,c\n1,1.5,3\n0,2,3\n1,3,3\n0,1,3\n", "y ~ x + c"));
  CHECK_FALSE(texts.contains("N011"));
  CHECK(texts.at("N030") == "c is left out: it equals 3 in every row used.");
}

TEST_CASE("how closely a column equals others is said where it is more than rounding") {
  // Of a large offset, rounding is no small part of what the offset leaves.
  const std::string text =
      "y,x,v\n1,100000001,100000001.0000001\n0,100000002,100000001.9999999\n"
      "1,100000003,100000002.9999999\n0,100000004,100000004.0000001\n"
      "0,100000001,100000001.0000001\n1,100000002,100000001.9999999\n"
      "0,100000003,100000002.9999999\n1,100000004,100000004.0000001\n";
  CHECK(notes(fit_text(text, "y ~ x + v")).at("N030") ==
        "v is left out: it equals x in every row used, to about 7 digits.");
  const std::string apart =
      "y,x,v\n1,1,1.0000001\n0,2,2\n1,3,3.0000001\n0,1,1.0000001\n1,2.5,2.5\n0,0.5,0.5\n0,4,4\n";
  CHECK(notes(fit_text(apart, "y ~ x + v")).at("N032") ==
        "v is nearly a combination of other columns: it differs from x by about 3e-08 of its size, "
        "and standard errors are large for that; about 7 digits of the estimates are certain.");
  const std::string thirds = "y,x,v\n1,1,0.1\n0,2,0.2\n1,3,0.3\n0,7,0.7\n1,2,0.2\n0,9,0.9\n";
  CHECK(notes(fit_text(thirds, "y ~ x + v")).at("N030") ==
        "v is left out: it equals 0.1*x in every row used.");
}

}  // namespace odds
