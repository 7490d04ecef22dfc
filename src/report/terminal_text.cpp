#include "report/terminal_text.hpp"

#include "base/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace odds {
namespace {

struct Spelling {
  char32_t sign;
  std::string_view ascii;
};

constexpr std::array<Spelling, 4> kSpellings = {{
    {U'\u03c3', "sigma"},  // σ
    {U'\u2032', "'"},      // ′
    {U'\u2033', "''"},     // ″
    {U'\u2026', "..."},    // …
}};

struct Range {
  char32_t first;
  char32_t last;
  bool holds(char32_t c) const { return first <= c && c <= last; }
};

constexpr std::array<Range, 4> kCombining = {
    {{0x0300, 0x036F}, {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}}};
constexpr std::array<Range, 8> kWide = {{{0x1100, 0x115F},
                                         {0x2E80, 0xA4CF},
                                         {0xAC00, 0xD7A3},
                                         {0xF900, 0xFAFF},
                                         {0xFE30, 0xFE6F},
                                         {0xFF00, 0xFF60},
                                         {0x1F300, 0x1FAFF},
                                         {0x20000, 0x3FFFD}}};

template <std::size_t size>
bool any_holds(const std::array<Range, size>& ranges, char32_t c) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [c](const Range& range) { return range.holds(c); });
}

Index width_of(char32_t c) {
  if (c < 0x80) return 1;
  if (any_holds(kCombining, c)) return 0;
  return any_holds(kWide, c) ? 2 : 1;
}

std::string escaped(char32_t c) {
  const auto number = static_cast<std::uint32_t>(c);
  return number > 0xFFFF ? fmt::format("\\U{:08x}", number) : fmt::format("\\u{:04x}", number);
}

std::string ascii_spelling(char32_t c) {
  const auto known = std::find_if(kSpellings.begin(), kSpellings.end(),
                                  [c](const Spelling& spelling) { return spelling.sign == c; });
  return known == kSpellings.end() ? escaped(c) : std::string(known->ascii);
}

bool is_plain_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7F; });
}

/// A character behind another, 0 at the beginning, as people may read it.
std::string shown_character(char32_t before, char32_t c, std::string_view bytes, bool ascii) {
  const bool hidden_joiner = is_joiner(c) && before < 0x80;
  if (is_obeyed(c) || hidden_joiner) {
    return c < 0x100 ? fmt::format("\\x{:02x}", static_cast<std::uint32_t>(c)) : escaped(c);
  }
  return ascii && c > 0x7F ? ascii_spelling(c) : std::string(bytes);
}

/// The bytes of each code point of printable text.
std::vector<std::string_view> characters(std::string_view text) {
  std::vector<std::string_view> result;
  for (std::size_t at = 0; at < text.size();) {
    const Index length = std::max<Index>(1, code_point_at(text, static_cast<Index>(at)).length);
    result.push_back(text.substr(at, static_cast<std::size_t>(length)));
    at += static_cast<std::size_t>(length);
  }
  return result;
}

/// As many of `characters`, taken from the front, as fit into `width` columns.
template <class Iterator>
std::vector<std::string_view> fitting(Iterator begin, Iterator end, Index width) {
  std::vector<std::string_view> taken;
  for (; begin != end; ++begin) {
    width -= display_width(*begin);
    if (width < 0) break;
    taken.push_back(*begin);
  }
  return taken;
}

enum class LongWords { whole, broken };

/// Builds lines out of words.
class Lining {
 public:
  Lining(Index width, Index indent, LongWords long_words)
      : width_(width), indent_(std::min(indent, width - 1)), long_words_(long_words) {}

  /// A word with the blanks before it, unless a line ends there.
  void add(std::string_view word, Index blanks) {
    const Index needed = display_width(word);
    if (column_ > indent_ && column_ + blanks + needed > width_) {
      break_line();
    } else {
      text_.append(static_cast<std::size_t>(blanks), ' ');
      column_ += blanks;
    }
    if (long_words_ == LongWords::broken && column_ + needed > width_) return add_broken(word);
    text_ += word;
    column_ += needed;
  }

  std::string text() && { return std::move(text_); }

 private:
  void break_line() {
    text_ += '\n' + std::string(static_cast<std::size_t>(indent_), ' ');
    column_ = indent_;
  }

  void add_broken(std::string_view word) {
    for (const std::string_view character : characters(word)) {
      const Index needed = display_width(character);
      if (column_ > indent_ && column_ + needed > width_) break_line();
      text_ += character;
      column_ += needed;
    }
  }

  Index width_;
  Index indent_;
  LongWords long_words_;
  Index column_ = 0;
  std::string text_;
};

std::string in_lines(std::string_view text, Index width, Index indent, LongWords long_words) {
  if (width == 0) return std::string(text);
  Lining lines(width, indent, long_words);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t word = std::min(text.find_first_not_of(' ', at), text.size());
    const std::size_t end = std::min(text.find(' ', word), text.size());
    lines.add(text.substr(word, end - word), static_cast<Index>(word - at));
    at = end;
  }
  return std::move(lines).text();
}

constexpr Index kMostOfName = 120;
constexpr Index kMostOfSentence = 2000;

bool continues_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

/// Printable text of at most `width` columns; of a very long one only the ends are looked at.
std::string printable_within(std::string_view text, Index width, bool ascii) {
  const auto end = static_cast<std::size_t>(4 * width);  // bytes; a character has at most four
  if (text.size() <= 2 * end) return shortened(printable(text, ascii), width, ascii);
  std::size_t head = end;
  while (head > 0 && continues_character(text[head])) --head;
  std::size_t tail = text.size() - end;
  while (tail < text.size() && continues_character(text[tail])) ++tail;
  return shortened(printable(text.substr(0, head), ascii) + printable(text.substr(tail), ascii),
                   width, ascii);
}

}  // namespace

std::string printable_name(std::string_view text, bool ascii) {
  return printable_within(text, kMostOfName, ascii);
}

std::string printable_sentence(std::string_view text, bool ascii) {
  return printable_within(text, kMostOfSentence, ascii);
}

std::string printable(std::string_view text, bool ascii) {
  if (is_plain_ascii(text)) return std::string(text);
  std::string result;
  char32_t before = 0;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = code_point_at(text, static_cast<Index>(at));
    if (point.length == 0) {
      result += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[at++]));
      before = 0;
      continue;
    }
    const auto bytes = text.substr(at, static_cast<std::size_t>(point.length));
    result += shown_character(before, point.value, bytes, ascii);
    before = point.value;
    at += bytes.size();
  }
  return result;
}

Index display_width(std::string_view text) {
  if (is_plain_ascii(text)) return static_cast<Index>(text.size());
  Index width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = code_point_at(text, static_cast<Index>(at));
    width += width_of(point.value);
    at += static_cast<std::size_t>(std::max<Index>(1, point.length));
  }
  return width;
}

Index widest(const std::vector<std::string>& texts) {
  Index width = 0;
  for (const std::string& text : texts) width = std::max(width, display_width(text));
  return width;
}

std::string shortened(const std::string& text, Index width, bool ascii) {
  if (display_width(text) <= width) return text;
  const std::string ellipsis = ascii ? "..." : "\u2026";
  const Index room = width - display_width(ellipsis);
  const auto all = characters(text);
  const auto head = fitting(all.begin(), all.end(), room - room / 2);
  const auto tail = fitting(all.rbegin(), all.rend(), room / 2);
  std::string result;
  for (const auto character : head) result += character;
  result += ellipsis;
  std::for_each(tail.rbegin(), tail.rend(), [&](auto character) { result += character; });
  return result;
}

std::string left_aligned(const std::string& text, Index width) {
  return text + std::string(
                    static_cast<std::size_t>(std::max<Index>(0, width - display_width(text))), ' ');
}

std::string right_aligned(const std::string& text, Index width) {
  return std::string(static_cast<std::size_t>(std::max<Index>(0, width - display_width(text))),
                     ' ') +
         text;
}

std::string wrapped(std::string_view text, int width, int indent) {
  return in_lines(text, width, indent, LongWords::whole);
}

std::string folded(const std::string& text, Index width, Index indent) {
  return in_lines(text, width, indent, LongWords::broken);
}

}  // namespace odds
