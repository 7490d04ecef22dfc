#include "fit/interaction_note.hpp"

#include "support/dataset.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>

namespace odds {
namespace {

std::string note_of(const std::string& formula) {
  const Fit fit = test::fit_dataset("lbw.csv", formula);
  const std::optional<Note> note = interaction_note(fit.model());
  return note ? note->text : std::string();
}

}  // namespace

TEST_CASE("of an interaction with a number it is said where its terms are coefficients of") {
  const std::string smoke = note_of("low ~ age*smoke");
  CHECK(smoke ==
        "Within interactions a coefficient is that at 0 of the others: smoke at age = 0, outside "
        "of the rows (14 to 45). margins --measure cor has odds ratios elsewhere.");
  CHECK(note_of("low ~ age*race").find("race at age = 0, outside") != std::string::npos);
  CHECK(note_of("low ~ ptl*race").find("race at ptl = 0.") != std::string::npos);
  CHECK(note_of("low ~ log(lwt)*smoke").find("smoke at log(lwt) = 0, outside of the rows (4.382") !=
        std::string::npos);
  const std::string both = note_of("low ~ age*lwt");
  CHECK(both.find("age at lwt = 0, outside of the rows (80 to 250)") != std::string::npos);
  CHECK(both.find("lwt at age = 0, outside of the rows (14 to 45)") != std::string::npos);
}

TEST_CASE("where 0 is a value like others nothing is said") {
  for (const char* formula :
       {"low ~ age + lwt + I(age^2)", "low ~ race*smoke", "low ~ race*center(age)",
        "low ~ smoke*scale(age)", "low ~ smoke*I(age > 30)", "low ~ age:lwt"}) {
    CAPTURE(formula);
    CHECK(note_of(formula).empty());
  }
}

}  // namespace odds
