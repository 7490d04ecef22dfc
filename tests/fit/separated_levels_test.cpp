#include "fit/separated_levels.hpp"

#include "support/error_of.hpp"
#include "support/fit_text.hpp"
#include "support/table.hpp"

#include <odds/margins.hpp>
#include <odds/model_file.hpp>
#include <odds/predict.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

namespace odds {
namespace {

using test::csv;
using test::error_of;

// The level b of g has no event, d nothing else. Without them, q of h has events only.
const char* const kSeparatedText =
    "y,g,h,x,w\n1,a,p,1,1\n0,a,p,2,2\n0,b,q,3,1\n0,b,p,1,3\n1,c,p,2,1\n0,c,p,4,1\n1,c,q,3,2\n"
    "1,d,q,5,1\n0,a,p,3,1\n1,a,p,4,0\n1,a,q,2,1\n0,c,p,1,1\n1,c,p,6,2\n0,b,q,2,0\n";

const FitOptions kDrop = [] {
  FitOptions options;
  options.drop_separated = true;
  return options;
}();

Index dropped(const Fit& fit, const std::string& column) {
  Index rows = 0;
  for (const DroppedRows& cause : fit.rows().dropped) {
    if (cause.cause == DropCause::separated_level && cause.column == column) rows += cause.rows;
  }
  return rows;
}

bool tells_of_levels(const Fit& fit, const std::string& text) {
  for (const Note& note : fit.notes()) {
    if (note.code == "N035" && note.text == text) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("without the rows of separated levels the fit is that of the table without them") {
  const Fit fit = odds::fit(*csv(kSeparatedText), parse_formula("y ~ x + g"), kDrop);
  CHECK(fit.converged());
  CHECK(fit.rows().read == 14);
  CHECK(fit.rows().used == 10);
  CHECK(dropped(fit, "g") == 4);
  CHECK(tells_of_levels(
      fit,
      "2 levels of g have events only or non-events only (b, d): 4 rows are left out, and "
      "the model does not know those levels."));
  REQUIRE(fit.rows().dropped.size() == 1);
  CHECK(fit.rows().dropped.front().levels == std::vector<std::string>{"b", "d"});
  CHECK(fit.names() == std::vector<std::string>{"(Intercept)", "x", "g[c]"});
}

TEST_CASE("leaving levels out goes on until no level separates") {
  const auto table = csv(std::string(kSeparatedText) + "1,a,r,1,1\n0,c,r,3,1\n");
  const Fit fit = odds::fit(*table, parse_formula("y ~ x + g + h"), kDrop);
  CHECK(dropped(fit, "g") == 4);
  CHECK(dropped(fit, "h") == 2);  // its event-free rows went with the levels of g
  CHECK(fit.rows().used == 10);
  CHECK(fit.names() == std::vector<std::string>{"(Intercept)", "x", "g[c]", "h[r]"});
}

TEST_CASE("a factor that keeps one level is left out, and said to be") {
  const Fit fit = odds::fit(*csv(kSeparatedText), parse_formula("y ~ x + g + h"), kDrop);
  CHECK(fit.names() == std::vector<std::string>{"(Intercept)", "x", "g[c]"});
  CHECK(dropped(fit, "h") == 2);
  const auto note = std::ranges::find(fit.notes(), "N038", &Note::code);
  REQUIRE(note != fit.notes().end());
  CHECK(note->text ==
        "h is left out of the model: without the rows of separated levels it is p in every row.");
  CHECK_FALSE(
      test::has_note(odds::fit(*csv(kSeparatedText), parse_formula("y ~ x + g"), kDrop), "N038"));
}

TEST_CASE("so are its interactions, but for those whose other part has no term of its own") {
  const std::string rows = "y,x,g,h\n0,1,a,p\n1,2,a,q\n0,3,a,p\n1,4,a,q\n0,2,a,q\n1,3,a,p\n";
  const auto table = csv(rows + "1,5,b,p\n1,6,b,q\n");
  const auto names = [&](const std::string& terms) {
    return odds::fit(*table, parse_formula("y ~ " + terms), kDrop).names();
  };
  CHECK(names("x + g") == std::vector<std::string>{"(Intercept)", "x"});
  CHECK(names("g") == std::vector<std::string>{"(Intercept)"});
  CHECK(names("x*g + h*g") == std::vector<std::string>{"(Intercept)", "x", "h[q]"});
  CHECK(names("g + g:x") == std::vector<std::string>{"(Intercept)", "g[a]:x"});
  CHECK(names("0 + g + x") == std::vector<std::string>{"g[a]", "x"});

  const Fit fit = odds::fit(*table, parse_formula("y ~ x*g + h*g"), kDrop);
  const Fit expected = odds::fit(*csv(rows), parse_formula("y ~ x + h"));
  CHECK(fit.coefficients() == expected.coefficients());
  CHECK(fit.covariance() == expected.covariance());
}

TEST_CASE("a model without a column of its factor keeps it for the data it meets") {
  const auto table = csv("y,x,g\n0,1,a\n1,2,a\n0,3,a\n1,4,a\n1,5,b\n1,6,b\n");
  const Fit fit = parse_model(model_text(odds::fit(*table, parse_formula("y ~ x*g"), kDrop)));
  const std::vector<Prediction> rows =
      predict(fit, *csv("x,g\n1,a\n2,b\n3,c\n"), {.unseen = Unseen::missing, .keep = {}});
  CHECK(rows[0].status == Prediction::Status::ok);
  CHECK(rows[1].status == Prediction::Status::separated);
  CHECK(rows[2].status == Prediction::Status::unseen);
  const Margins effects = margins(fit, *table);
  REQUIRE(effects.rows.size() == 1);
  CHECK(effects.rows.front().variable == "x");
}

TEST_CASE("where all levels separate nothing is left, and the hint says what to do") {
  const Error error = error_of([] {
    odds::fit(*csv("y,x,g\n1,1,a\n1,2,a\n0,3,b\n0,4,b\n"), parse_formula("y ~ x + g"), kDrop);
  });
  CHECK(error.kind() == ErrorKind::model);
  CHECK(error.text().what == "0 complete rows of 4: g separated level 4");
  CHECK(error.text().hint ==
        "leave out the factor whose levels separate the data, or fit with --firth "
        "instead of --drop-separated");
}

TEST_CASE("estimates are bit for bit those of the smaller table") {
  for (const char* formula : {"y ~ x + g", "y ~ 0 + g + x", "y ~ g"}) {
    CAPTURE(formula);
    std::string smaller = "y,g,x\n";
    for (const char* row : {"1,a,1", "0,a,2", "1,c,2", "0,c,4", "1,c,3", "0,a,3", "1,a,4", "1,a,2",
                            "0,c,1", "1,c,6"}) {
      smaller += std::string(row) + "\n";
    }
    const Fit fit = odds::fit(*csv(kSeparatedText), parse_formula(formula), kDrop);
    const Fit expected = odds::fit(*csv(smaller), parse_formula(formula));
    CHECK(fit.coefficients() == expected.coefficients());
    CHECK(fit.covariance() == expected.covariance());
    CHECK(fit.goodness().log_likelihood == expected.goodness().log_likelihood);
  }
}

TEST_CASE("rows of weight zero do not keep a level from being separated") {
  FitOptions options = kDrop;
  options.frequency_weights = "w";
  const Fit fit = odds::fit(*csv("y,g,w\n1,a,1\n0,a,2\n0,b,1\n1,b,0\n0,b,3\n1,c,1\n0,c,1\n"),
                            parse_formula("y ~ g"), options);
  CHECK(fit.names() == std::vector<std::string>{"(Intercept)", "g[c]"});
  CHECK(dropped(fit, "g") == 2);
}

TEST_CASE("levels of a number that is used as a factor, and of grouped data") {
  const Fit fit = odds::fit(*csv("k,n,g\n1,4,1\n5,5,2.5\n3,3,2.5\n2,6,7\n0,0,9\n"),
                            parse_formula("k/n ~ C(g)"), kDrop);
  CHECK(fit.names() == std::vector<std::string>{"(Intercept)", "C(g)[7]"});
  CHECK(dropped(fit, "g") == 2);
  CHECK(fit.rows().dropped.back().levels == std::vector<std::string>{"2.5"});
}

TEST_CASE("of many levels a note names the first") {
  std::string text = "y,g\n1,a\n0,a\n0,b\n1,b\n";
  for (int level = 1; level <= 9; ++level) text += "1,c" + std::to_string(level) + "\n";
  const Fit fit = odds::fit(*csv(text), parse_formula("y ~ g"), kDrop);
  CHECK(tells_of_levels(
      fit,
      "9 levels of g have events only or non-events only (c1, c2, c3, c4, c5, c6 and 3 "
      "more): 9 rows are left out, and the model does not know those levels."));
}

TEST_CASE("a base that is left out is refused as what it is") {
  for (const char* formula : {"y ~ x + C(g, base = d)", "y ~ x*C(g, base = d)"}) {
    CAPTURE(formula);
    const Error error =
        error_of([&] { odds::fit(*csv(kSeparatedText), parse_formula(formula), kDrop); });
    CHECK(error.kind() == ErrorKind::usage);
    CHECK(error.text().what.find("the base \"d\" in ") == 0);
    CHECK(error.text().what.find("is a separated level, which is left out") != std::string::npos);
  }
}

TEST_CASE("a factor without a term of its own, and a number beside its factor, are left alone") {
  std::vector<DesignVariable> variables(3);
  variables[0].name = "g";
  variables[0].type = ColumnType::factor;
  variables[1].name = "id";
  variables[2].name = "x";
  const auto names = [&](const char* formula) {
    return main_effect_factors(parse_formula(formula), variables);
  };
  CHECK(names("y ~ g + x") == std::vector<std::string>{"g"});
  CHECK(names("y ~ x + g:x") == std::vector<std::string>{});
  CHECK(names("y ~ id + C(id):x") == std::vector<std::string>{});
  CHECK(names("y ~ C(id)*g") == std::vector<std::string>{"g", "id"});
}

TEST_CASE("nothing to leave out: no note, the same fit") {
  const auto table = csv("y,g\n1,a\n0,a\n0,b\n1,b\n1,b\n");
  const Fit fit = odds::fit(*table, parse_formula("y ~ g"), kDrop);
  CHECK(fit.rows().dropped.empty());
  CHECK(fit.coefficients() == odds::fit(*table, parse_formula("y ~ g")).coefficients());
}

TEST_CASE("levels that were left out have no predictions; margins leave their rows out") {
  const auto table = csv(kSeparatedText);
  const Fit fit = odds::fit(*table, parse_formula("y ~ x + g"), kDrop);
  const Fit loaded = parse_model(model_text(fit), "m.json");
  for (const Fit* model : {&fit, &loaded}) {
    const Margins effects = margins(*model, *table);
    CHECK(effects.counts.used == 10);
    CHECK(model->rows().dropped.front().levels == std::vector<std::string>{"b", "d"});
    CHECK(effects.rows.front().estimate == margins(fit, *table).rows.front().estimate);
    const Error error = error_of([&] { predict(*model, *table); });
    CHECK(error.kind() == ErrorKind::data);
    CHECK(error.text().what.find("the fit left the level \"b\" out") == 0);
    PredictOptions missing;
    missing.unseen = Unseen::missing;
    const auto predictions = predict(*model, *table, missing);
    CHECK(predictions[2].status == Prediction::Status::separated);
    CHECK(predictions[0].status == Prediction::Status::ok);
  }
}

TEST_CASE("the same levels and the same bits for any number of threads") {
  std::string text = "y,g,x\n";
  for (int i = 0; i < 40'000; ++i) {
    const int level = i * 7919 % 61;
    text += std::to_string(level % 11 == 0 ? 0 : (i / 3) % 2) + "," + std::to_string(level) + "," +
            std::to_string(i % 13) + "\n";
  }
  const auto table = csv(text);
  const Formula formula = parse_formula("y ~ x + C(g)");
  const Fit one = odds::fit(*table, formula, kDrop, {.threads = 1, .progress = {}});
  CHECK(one.names().size() == 2 + 54);  // 6 of 61 levels are left out, one is the base
  for (const int threads : {2, 3, 7}) {
    CAPTURE(threads);
    const Fit more = odds::fit(*table, formula, kDrop, {.threads = threads, .progress = {}});
    CHECK(more.names() == one.names());
    CHECK(more.coefficients() == one.coefficients());
    CHECK(more.covariance() == one.covariance());
  }
}

}  // namespace odds
