#include "data/csv/column_notes.hpp"

#include "base/failure.hpp"
#include "data/csv/reading_note.hpp"
#include "data/types/flag_text.hpp"
#include "data/types/missing_codes.hpp"

#include <odds/notes.hpp>

#include <fmt/format.h>

#include <map>
#include <utility>

namespace odds {

namespace {

constexpr std::size_t kMostListed = 6;

using TextCounts = std::vector<std::pair<std::string, Index>>;

TextCounts tokens_of(const CellFacts& facts) {
  TextCounts tokens;
  for (std::size_t code = 0; code < facts.abouts.size(); ++code) {
    if (!facts.abouts[code].token) continue;
    tokens.emplace_back(facts.texts.text(static_cast<std::int32_t>(code)),
                        facts.abouts[code].cells);
  }
  return tokens;
}

/// Levels that are codes of other programs, or say that there is no answer.
TextCounts levels_without_answer(const CellFacts& facts) {
  TextCounts levels = tokens_of(facts);
  for (std::size_t code = 0; code < facts.abouts.size(); ++code) {
    const std::string& text = facts.texts.text(static_cast<std::int32_t>(code));
    if (facts.abouts[code].token || !says_no_answer(text)) continue;
    levels.emplace_back(text, facts.abouts[code].cells);
  }
  return levels;
}

/// `2 cells "."`, `2 cells "." and 1 cell "NULL"`; of many the first.
std::string listed(const TextCounts& texts) {
  std::string list;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const bool last = i + 1 == texts.size();
    if (i == kMostListed) return fmt::format("{} and {} texts more", list, texts.size() - i);
    list += fmt::format("{}{} \"{}\"",
                        i == 0 ? ""
                        : last ? " and "
                               : ", ",
                        counted(texts[i].second, "cell"), shown(texts[i].first));
  }
  return list;
}

class ColumnNotes {
 public:
  explicit ColumnNotes(const SettledColumn& column) : column_(column), facts_(column.facts) {}

  std::vector<Note> all() && {
    const bool is_number = column_.outcome == ColumnOutcome::number;
    if (is_number) {
      changed_numbers();
      strays();
    } else {
      mixture();
      suspicious_levels();
    }
    missing(is_number);
    spellings();
    return std::move(notes_);
  }

 private:
  void add(Note note) { notes_.push_back(std::move(note)); }

  std::string about(std::string_view what) const {
    return fmt::format("column \"{}\": {}", shown(column_.name), what);
  }

  void changed_numbers() {
    const auto add_counted = [&](Index cells, std::string_view noun, std::string_view what) {
      if (cells > 0) add(reading_note(about(counted(cells, noun) + ' ' + std::string(what))));
    };
    add_counted(facts_.underflows, "number", "too small for a double, read as 0");
    add_counted(facts_.roundings, "integer", "beyond 2^53, rounded to the nearest double");
    if (column_.expect == Expect::lenient) {
      add_counted(facts_.spellings.codes, "number",
                  "led by a zero or a plus, as codes are: C() keeps their texts as levels");
    }
  }

  void strays() {
    if (facts_.plain_texts + facts_.unusable == 0 || !column_.form.is_plain()) return;
    std::string list;
    for (std::size_t i = 0; i < facts_.offenders.size() && i < kMostListed; ++i) {
      const CellFacts::Offender& offender = facts_.offenders[i];
      list += fmt::format("{}\"{}\" in line {}", i == 0 ? "" : ", ",
                          shown(facts_.texts.text(offender.code)), offender.place.line);
    }
    const Index strays = facts_.plain_texts + facts_.unusable;
    const bool all_listed = static_cast<std::size_t>(strays) <= kMostListed;
    add(make_note(
        NoteCode::strays,
        about(fmt::format("{} beside {} {} none, which a fit refuses: {}{}",
                          counted(strays, "cell"), counted(facts_.number_cells(), "number"),
                          strays == 1 ? "is" : "are", list, all_listed ? "" : ", ..."))));
  }

  void mixture() {
    const bool guessed = column_.expect == Expect::automatic || column_.expect == Expect::lenient;
    if (!guessed || facts_.number_cells() == 0 || facts_.plain_texts == 0) return;
    std::string first;
    for (std::size_t code = 0; code < facts_.abouts.size() && first.empty(); ++code) {
      if (facts_.abouts[code].is_plain()) first = facts_.texts.texts()[code];
    }
    add(make_note(NoteCode::numbers_and_texts,
                  about(fmt::format(
                      "{} and {} such as \"{}\": read as a factor; --types {} says so",
                      counted(facts_.number_cells(), "number"), counted(facts_.plain_texts, "text"),
                      shown(first), shell_word(in_list(column_.name) + "=factor")))));
  }

  void suspicious_levels() {
    const TextCounts tokens = levels_without_answer(facts_);
    if (tokens.empty()) return;
    std::vector<std::string> codes;
    for (const auto& token : tokens) codes.push_back(token.first);
    add(make_note(NoteCode::codes_as_levels,
                  about(fmt::format("{} read as {}; if they mean missing values, pass {}",
                                    listed(tokens), tokens.size() == 1 ? "a level" : "levels",
                                    na_flag(column_.name, codes)))));
  }

  void missing(bool is_number) {
    std::map<std::string, Index> texts;
    for (const auto& [token, cells] : facts_.odd_tokens) texts[token] += cells;
    if (is_number) {
      for (const auto& [token, cells] : tokens_of(facts_)) texts[token] += cells;
    }
    if (texts.empty()) return;
    add(make_note(NoteCode::codes_read_as_missing,
                  about(listed({texts.begin(), texts.end()}) + " read as missing")));
  }

  void spellings() {
    if (!column_.texts_known || facts_.plain_texts + facts_.unusable > 0) return;
    const auto same = same_number(number_texts(facts_), column_.decimal);
    if (!same) return;
    const std::string texts = fmt::format("\"{}\" and \"{}\" are the same number",
                                          shown(same->first), shown(same->second));
    if (column_.outcome == ColumnOutcome::number) {
      return add(
          reading_note(about(texts + ", and one level, since the column is used as numbers, too")));
    }
    add(reading_note(about(fmt::format("{}, and two levels; --types {} makes them one", texts,
                                       shell_word(in_list(column_.name) + "=number")))));
  }

  const SettledColumn& column_;
  const CellFacts& facts_;
  std::vector<Note> notes_;
};

}  // namespace

std::vector<Note> column_notes(const SettledColumn& column) { return ColumnNotes(column).all(); }

}  // namespace odds
