#include "data/types/column_look.hpp"

#include "data/types/calendar.hpp"
#include "data/types/decorated_number.hpp"

#include <algorithm>
#include <limits>

namespace odds {

namespace {

/// Calls `see` for each text that has to be a number; stops when that is false, and returns it.
template <class See>
bool all_texts(const CellFacts& facts, const See& see) {
  for (std::size_t code = 0; code < facts.abouts.size(); ++code) {
    if (facts.abouts[code].token) continue;
    if (!see(facts.texts.text(static_cast<std::int32_t>(code)))) return false;
  }
  return true;
}

bool are_dates(const CellFacts& facts) {
  return facts.number_cells() == 0 &&
         all_texts(facts, [](const std::string& text) { return days_of(text).has_value(); });
}

// Whether the plain numbers, whose texts are not known, fit in.
bool takes_plain_numbers(const CellForm& form) { return form.unit.empty() && !form.dates; }

bool fits(const CellFacts& facts, const CellForm& form, char decimal) {
  if (facts.number_cells() > 0 && !takes_plain_numbers(form)) return false;
  return all_texts(facts, [&](const std::string& text) {
    return value_in_form(text, form, decimal) == value_in_form(text, form, decimal);
  });
}

ColumnLook find_form(const CellFacts& facts, const CellForms& forms, bool texts_known) {
  FormFinder finder(forms.decimal, forms.decimal_is_told);
  all_texts(facts, [&](const std::string& text) {
    finder.add(text);
    return finder.fits();
  });
  const std::optional<CellForm> form = finder.form();
  if (facts.number_cells() > 0 && !texts_known) {
    const bool depends = finder.is_open() || (form && form->decimal != '\0');
    if (depends) return {.form = {}, .is_open = true};
    if (form && !takes_plain_numbers(*form)) return {};
  }
  return {.form = form.value_or(CellForm{})};
}

// Of so many different texts the first tell.
constexpr std::size_t kTextsLookedAt = 1000;

template <class Looks>
std::string suspect(const CellFacts& facts, const Looks& looks) {
  std::string first;
  Index alike = 0;
  Index cells = 0;
  const std::size_t count = std::min(facts.abouts.size(), kTextsLookedAt);
  for (std::size_t code = 0; code < count; ++code) {
    const CellFacts::AboutText& about = facts.abouts[code];
    if (about.token) continue;
    const std::string& text = facts.texts.text(static_cast<std::int32_t>(code));
    cells += about.cells;
    if (about.is_number() || !looks(text)) continue;
    if (first.empty()) first = text;
    alike += about.cells;
  }
  return 2 * alike >= cells ? first : std::string();
}

}  // namespace

ColumnLook look_at(const CellFacts& facts, const CellForms& forms, bool texts_known) {
  if (facts.plain_texts + facts.unusable == 0) {
    // Marks that the file's other tables have between thousands may stand in plain numbers here.
    const bool others = forms.known != nullptr && forms.known->decimal != '\0' && texts_known;
    return others && fits(facts, *forms.known, forms.decimal) ? ColumnLook{.form = *forms.known}
                                                              : ColumnLook{};
  }
  if (forms.known != nullptr && !forms.known->is_plain() &&
      fits(facts, *forms.known, forms.decimal)) {
    return {.form = *forms.known};
  }
  if (are_dates(facts)) return {.form = {.dates = true}};
  return find_form(facts, forms, texts_known);
}

double value_in_form(std::string_view text, const CellForm& form, char decimal) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  if (form.dates) return days_of(text).value_or(kNone);
  const Number number =
      form.is_plain() ? parse_number(text, decimal) : parse_decorated(text, form, decimal);
  return is_usable(number.kind) ? number.value : kNone;
}

Suspicion suspected_texts(const CellFacts& facts, char decimal) {
  Suspicion found;
  found.numbers =
      suspect(facts, [&](const std::string& text) { return looks_decorated(text, decimal); });
  if (found.numbers.empty()) found.dates = suspect(facts, looks_like_date);
  return found;
}

const std::string& example_of_form(const CellFacts& facts, const CellForm& form, char decimal) {
  const std::string* first = nullptr;
  for (std::size_t code = 0; code < facts.abouts.size(); ++code) {
    const CellFacts::AboutText& about = facts.abouts[code];
    if (about.token || about.is_number()) continue;
    const std::string& text = facts.texts.text(static_cast<std::int32_t>(code));
    if (value_in_form(text, form, decimal) != 0.0) return text;
    if (first == nullptr) first = &text;
  }
  return first == nullptr ? facts.texts.text(0) : *first;
}

}  // namespace odds
