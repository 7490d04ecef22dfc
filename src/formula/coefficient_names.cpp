#include "formula/coefficient_names.hpp"

#include "formula/diagnostic.hpp"
#include "formula/functions.hpp"
#include "formula/lexer.hpp"
#include "formula/quote.hpp"

#include <odds/table.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstddef>

namespace odds {
namespace {

bool is_white(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_figure(char c) { return c >= '0' && c <= '9'; }

class CoefficientScanner {
 public:
  CoefficientScanner(std::string_view text, const std::vector<std::string>& names,
                     const std::string& noun)
      : text_(text), names_(names), noun_(noun) {}

  std::string quoted() {
    while (at_ < text_.size()) take();
    return std::move(result_);
  }

 private:
  std::string_view text_;
  const std::vector<std::string>& names_;
  const std::string& noun_;
  std::size_t at_ = 0;
  std::string result_;

  char at(std::size_t place) const { return place < text_.size() ? text_[place] : '\0'; }
  std::size_t word_at(std::size_t place) const { return name_length_at(text_, place); }

  std::size_t behind_blanks(std::size_t place) const {
    while (is_white(at(place))) ++place;
    return place;
  }

  void take() {
    const char c = at(at_);
    if (is_figure(c) || (c == '.' && is_figure(at(at_ + 1)))) return copy(number_length());
    if (c == '\'' || c == '"') return copy(literal_length());
    const bool is_word = word_at(at_) > 0;
    if (!is_word && c != '(' && c != '`') return copy(1);
    if (take_coefficient()) return;
    if (c == '(') return copy(1);
    if (c == '`') return take_quoted();
    const std::size_t length = word_at(at_);
    const std::string_view word = text_.substr(at_, length);
    const bool is_function = find_function(word) != nullptr || word == "I";
    if (is_function && at(behind_blanks(at_ + length)) == '(') return copy(length);
    fail_unknown(unknown_length());
  }

  void copy(std::size_t length) {
    result_ += text_.substr(at_, length);
    at_ += length;
  }

  std::size_t number_length() const {
    double value = 0.0;
    const char* const begin = text_.data() + at_;
    return static_cast<std::size_t>(std::from_chars(begin, text_.data() + text_.size(), value).ptr -
                                    begin);
  }

  /// Of a text between quotes, which the parser refuses where it stands.
  std::size_t literal_length() const {
    const std::size_t close = text_.find(at(at_), at_ + 1);
    return (close == std::string_view::npos ? text_.size() : close + 1) - at_;
  }

  /// The longest name of a coefficient here, if there is one.
  bool take_coefficient() {
    const std::string* longest = nullptr;
    std::size_t most = 0;
    for (const std::string& name : names_) {
      if (longest != nullptr && name.size() <= longest->size()) continue;
      const std::size_t length = matched_length(name);
      if (length == 0) continue;
      longest = &name;
      most = length;
    }
    if (longest == nullptr) return false;
    result_ += quote_name(*longest);
    at_ += most;
    return true;
  }

  /// How many bytes spell `name` here, blanks inside left out; 0: they do not, or something follows
  /// that makes another name of it.
  std::size_t matched_length(std::string_view name) const {
    std::size_t place = at_;
    for (std::size_t i = 0; i < name.size(); ++i) {
      const std::size_t next = at(place) == name[i] ? place : behind_blanks(place);
      const bool torn =
          next > place && word_at(next) > 0 && i > 0 && is_word_end(name.substr(0, i));
      if (torn || at(next) != name[i]) return 0;
      place = next + 1;
    }
    const char follows = at(behind_blanks(place));
    const bool goes_on = is_word_end(name) && (word_at(place) > 0 || follows == '(');
    return goes_on || follows == ':' || follows == '[' ? 0 : place - at_;
  }

  /// Whether the last character of `text` can go on in a word.
  static bool is_word_end(std::string_view text) {
    std::size_t last = text.size() - 1;
    while (last > 0 && (static_cast<unsigned char>(text[last]) & 0xC0) == 0x80) --last;
    return name_length_at(text, last) > 0;
  }

  /// A name between backquotes: that of a coefficient as it is.
  void take_quoted() {
    std::string name;
    std::size_t place = at_ + 1;
    for (; place < text_.size(); ++place) {
      if (at(place) == '`' && at(place + 1) != '`') break;
      if (at(place) == '`') ++place;
      name += at(place);
    }
    if (place == text_.size()) fail_at(text_, index(), "the quote ` is not closed");
    if (std::ranges::find(names_, name) == names_.end()) fail_unknown(place + 1 - at_);
    copy(place + 1 - at_);
  }

  /// Of what looks like the name of one coefficient: `C(rank)[3]:age`.
  std::size_t unknown_length() const {
    std::size_t place = at_ + word_at(at_);
    while (place < text_.size()) {
      const char c = at(place);
      if (c == '[' || c == '(') {
        const std::size_t close = text_.find(c == '[' ? ']' : ')', place);
        if (close == std::string_view::npos) return text_.size() - at_;
        place = close + 1;
      } else if (c == ':' && word_at(place + 1) > 0) {
        place += 1 + word_at(place + 1);
      } else {
        break;
      }
    }
    return place - at_;
  }

  [[noreturn]] void fail_unknown(std::size_t length) const {
    const std::string name(text_.substr(at_, length));
    const std::string levels = levels_of(name);
    fail_at(text_, index(), fmt::format("the model has no {} \"{}\"", noun_, name),
            levels.empty() ? suggest_name(name, names_, noun_ + "s")
                           : fmt::format("the {}s of {} are {}", noun_, name, levels));
  }

  /// `race[black], race[other]` for a factor; empty for what is none.
  std::string levels_of(const std::string& name) const {
    std::string list;
    for (const std::string& each : names_) {
      if (each.starts_with(name + "[")) list += (list.empty() ? "" : ", ") + each;
    }
    return list;
  }

  Index index() const { return static_cast<Index>(at_); }
};

}  // namespace

std::string with_quoted_coefficients(std::string_view text, const std::vector<std::string>& names,
                                     const std::string& noun) {
  return CoefficientScanner(text, names, noun).quoted();
}

}  // namespace odds
