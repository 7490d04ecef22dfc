#include "model/fit_parts.hpp"
#include "support/fit_text.hpp"

#include <odds/data_match.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>

namespace odds {
namespace {

Fit known_fit(const std::string& sha256) {
  FitParts parts = test::fit_text("y,x\n1,1\n0,2\n1,3\n0,4\n1,5\n0,NA\n", "y ~ x").parts();
  parts.sha256 = sha256;
  parts.file = "old.csv";
  return parts;
}

}  // namespace

TEST_CASE("the same bytes with as many rows are the data of the fit") {
  const Fit fit = known_fit("abc");
  const RowCounts same{.read = 6, .used = 5, .dropped = {}};
  const RowCounts fewer{.read = 6, .used = 4, .dropped = {}};
  const RowCounts longer{.read = 7, .used = 6, .dropped = {}};
  CHECK(match_data(fit, "abc", same, true) == DataMatch::same);
  CHECK(match_data(fit, "abc", fewer, true) == DataMatch::other_rows);
  CHECK(match_data(fit, "abc", fewer, false) == DataMatch::same);
  CHECK(match_data(fit, "abc", longer, false) == DataMatch::other_rows);
  CHECK(match_data(fit, "abd", same, true) == DataMatch::other);
  CHECK(match_data(fit, "", same, true) == DataMatch::unknown);
  CHECK(match_data(known_fit(""), "abc", same, true) == DataMatch::unknown);
}

TEST_CASE("what is known of the data is said, and other rows of the same file are a warning") {
  const Fit fit = known_fit("abc");
  CHECK(match_words(DataMatch::same, fit) == "the data of the fit");
  CHECK(match_words(DataMatch::other, fit) == "other data than the fit's (old.csv)");
  CHECK(match_words(DataMatch::unknown, fit).empty());
  const RowCounts counts{.read = 6, .used = 4, .dropped = {}};
  CHECK_FALSE(match_note(DataMatch::same, fit, counts));
  CHECK_FALSE(match_note(DataMatch::other, fit, counts));
  const std::optional<Note> note = match_note(DataMatch::other_rows, fit, counts);
  REQUIRE(note);
  CHECK(note->code == "N142");
  CHECK(note->kind == NoteKind::warning);
  CHECK(note->text ==
        "This is the file of the fit, but other rows of it: 4 of 6 are used, against 5 of 6 in the "
        "fit. Give the flags that say how it is read as in the fit.");
}

}  // namespace odds
