// Pieces that the spellings of other programs are taken apart with.
#pragma once

#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

namespace odds {

/// `text` with each match of `pattern` replaced by what `rewrite` makes of it.
template <class Rewrite>
std::string replaced(const std::string& text, const std::regex& pattern, Rewrite rewrite) {
  std::string result;
  auto rest = text.cbegin();
  for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end; ++match) {
    result.append(rest, (*match)[0].first);
    result += rewrite(*match);
    rest = (*match)[0].second;
  }
  return result.append(rest, text.cend());
}

template <class Rewrite>
std::string replaced(const std::string& text, const char* pattern, Rewrite rewrite) {
  return replaced(text, std::regex(pattern), rewrite);
}

/// `text` without the matches of `pattern`, whose letters may be small or large.
std::string without(const std::string& text, const char* pattern);

/// Without blanks and semicolons at both ends.
std::string trimmed(const std::string& text);

std::vector<std::string> words_of(const std::string& text);

/// `a + b`.
std::string sum_of_words(const std::vector<std::string>& words, std::size_t first);

/// Adds a word behind a blank; an empty one is none.
void append_word(std::string& words, const std::string& word);

/// A level as `base =` and `==` take it.
std::string named_level(const std::string& text);

/// Our name of a link, `normit` and `CLogLog` among them; empty: there is no such link here.
std::string link_called(const std::string& name);

/// The flag for a link; none is needed for the logit.
std::string flag_of_link(const std::string& link);

/// The name of the link in R's `binomial(link = "probit")`, Python's
/// `Binomial(link=links.CLogLog())` or SAS's `link = probit`, as it stands there.
std::optional<std::string> link_in(const std::string& text);

}  // namespace odds
