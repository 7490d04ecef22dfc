#include "base/failure.hpp"
#include "data/csv/column_notes.hpp"
#include "data/types/calendar.hpp"
#include "data/types/column_look.hpp"
#include "data/types/flag_text.hpp"
#include "data/types/look_alikes.hpp"

#include <odds/notes.hpp>

#include <fmt/format.h>

namespace odds {

namespace {

// Beyond that many levels nobody reads them, and to compare them takes time.
constexpr std::size_t kMostLevelsCompared = 100'000;

class LookNotes {
 public:
  explicit LookNotes(const SettledColumn& column) : column_(column), facts_(column.facts) {}

  std::vector<Note> all() && {
    if (column_.outcome == ColumnOutcome::number) {
      form();
      other_form();
    } else {
      suspicion();
      levels();
      trimmed();
    }
    return std::move(notes_);
  }

 private:
  void note(NoteCode code, std::string_view what) {
    notes_.push_back(make_note(code, fmt::format("column \"{}\": {}", shown(column_.name), what)));
  }

  void form() {
    if (facts_.typeset > 0) {
      note(NoteCode::cells_in_a_form,
           fmt::format("{} with the minus sign of print, read as negative",
                       counted(facts_.typeset, "number")));
    }
    if (column_.form.is_plain()) return;
    const std::string& text = example_of_form(facts_, column_.form, column_.decimal);
    const double value = value_in_form(text, column_.form, column_.decimal);
    if (column_.form.dates) {
      note(NoteCode::dates_as_days,
           fmt::format("ISO dates, read as days since 1970-01-01: \"{}\" is {}", shown(text),
                       value));
    } else {
      note(NoteCode::cells_in_a_form,
           fmt::format("numbers {}: \"{}\" is {}", column_.form.text(), shown(text), value));
    }
  }

  // A unit changes what a number means, and dates are none.
  void other_form() {
    if (column_.known_form == nullptr) return;
    const CellForm& known = *column_.known_form;
    const bool same = known.unit == column_.form.unit && known.dates == column_.form.dates;
    if (same || facts_.number_cells() + facts_.plain_texts + facts_.unusable == 0) return;
    const auto words = [](const CellForm& form) {
      return form.is_plain() ? std::string("as plain numbers") : form.text();
    };
    note(NoteCode::other_form_than_fit,
         fmt::format("the cells are written {}, those of the fit {}: are they in the same unit?",
                     words(column_.form), words(known)));
  }

  void suspicion() {
    const bool guessed = column_.expect == Expect::automatic || column_.expect == Expect::lenient;
    if (!guessed) return;
    const Suspicion found = suspected_texts(facts_, column_.decimal);
    const std::string factor = shell_word(in_list(column_.name) + "=factor");
    if (!found.numbers.empty()) {
      note(
          NoteCode::looks_like_numbers,
          fmt::format("read as a factor, but looks like numbers, such as \"{}\", which are not all "
                      "written in one way; --types {} says that it is a factor",
                      shown(found.numbers), factor));
    } else if (!found.dates.empty()) {
      note(NoteCode::looks_like_dates,
           fmt::format("read as a factor, but looks like a date or a time, such as \"{}\"; dates "
                       "written as 2021-04-30 become days; --types {} says that it is a factor",
                       shown(found.dates), factor));
    }
  }

  void levels() {
    const std::vector<std::string>& texts = facts_.texts.texts();
    if (texts.size() > kMostLevelsCompared) return;
    const LevelFolding folding = fold_levels(texts, column_.folds_levels);
    if (folding.levels.size() < texts.size()) {
      note(NoteCode::levels_folded, groups_of(texts, folding.levels.size()) + " one level");
    }
    if (!column_.folds_levels) look_alike(folding.levels);
  }

  // Of the texts that became fewer levels: `"TRUE" and "True" are`.
  std::string groups_of(const std::vector<std::string>& texts, std::size_t levels) const {
    std::string list;
    std::size_t merged = 0;
    for (const auto& group : look_alikes(texts)) {
      const bool truths = truth_of(texts[group.front()]).has_value();
      if (!column_.folds_levels && !truths) continue;
      list += (list.empty() ? "" : ", ") + listed_look_alikes(texts, group);
      if (++merged == kMostGroups) break;
    }
    return fmt::format("{} texts are {} levels: {} are", texts.size(), levels, list);
  }

  void look_alike(const std::vector<std::string>& levels) {
    const auto groups = look_alikes(levels);
    if (groups.empty()) return;
    std::string list;
    for (std::size_t i = 0; i < groups.size() && i < kMostGroups; ++i) {
      list += (i == 0 ? "" : "; ") + listed_look_alikes(levels, groups[i]);
    }
    note(NoteCode::look_alike_levels,
         fmt::format("levels that look alike: {}{}; --fold-levels makes one of each group", list,
                     groups.size() > kMostGroups ? "; ..." : ""));
  }

  void trimmed() {
    if (facts_.trimmed == 0) return;
    note(NoteCode::ends_trimmed,
         fmt::format("blanks or invisible characters at the ends of {} left out",
                     counted(facts_.trimmed, "cell")));
  }

  static constexpr std::size_t kMostGroups = 3;

  const SettledColumn& column_;
  const CellFacts& facts_;
  std::vector<Note> notes_;
};

}  // namespace

std::vector<Note> look_notes(const SettledColumn& column) { return LookNotes(column).all(); }

}  // namespace odds
