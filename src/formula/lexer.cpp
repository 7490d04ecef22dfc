#include "formula/lexer.hpp"

#include "base/utf8.hpp"
#include "formula/diagnostic.hpp"

#include <odds/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <system_error>
#include <utility>

namespace odds {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Beyond ASCII every character is a letter, but the blanks, dashes, quotes and signs that word
/// processors put in the place of ASCII ones, superscripts among them.
bool is_letter(char32_t c) {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  if (c < 0xC0) return c == 0xAA || c == 0xB5 || c == 0xBA;
  const bool product_or_quotient = c == 0xD7 || c == 0xF7;
  const bool punctuation = (c >= 0x2000 && c <= 0x20CF) || (c >= 0x3000 && c <= 0x3004);
  const bool mathematical = c >= 0x2190 && c <= 0x23FF;
  const bool mark = c == 0xFEFF || c == 0xFFFD;
  return !product_or_quotient && !punctuation && !mathematical && !mark;
}

/// Whether a character of a name begins at byte `at`.
bool is_name_character(std::string_view text, std::size_t at) {
  if (at >= text.size()) return false;
  const char c = text[at];
  return is_digit(c) || c == '_' || c == '.' ||
         is_letter(code_point_at(text, static_cast<Index>(at)).value);
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  std::vector<Token> tokens() {
    std::vector<Token> result;
    do {
      result.push_back(next());
    } while (result.back().kind != Token::Kind::end);
    return result;
  }

 private:
  std::size_t position_ = 0;
  std::string_view text_;

  bool at_end() const { return position_ == text_.size(); }
  char ahead(std::size_t distance = 0) const {
    return position_ + distance < text_.size() ? text_[position_ + distance] : '\0';
  }
  CodePoint point() const { return code_point_at(text_, static_cast<Index>(position_)); }

  bool at_name_character() const { return is_name_character(text_, position_); }

  [[noreturn]] void fail(std::size_t offset, std::string what, std::string hint = {}) const {
    fail_at(text_, static_cast<Index>(offset), std::move(what), std::move(hint));
  }

  Token token(Token::Kind kind, std::size_t begin, std::string value = {}) const {
    return {.kind = kind,
            .offset = static_cast<Index>(begin),
            .text = text_.substr(begin, position_ - begin),
            .value = std::move(value),
            .number = 0.0};
  }

  Token next() {
    while (!at_end() && is_blank(ahead())) ++position_;
    if (at_end()) return token(Token::Kind::end, position_);
    const char c = ahead();
    if (is_digit(c) || (c == '.' && is_digit(ahead(1)))) return number();
    if (c == '\'' || c == '"') return quoted(Token::Kind::literal);
    if (c == '`') return quoted(Token::Kind::quoted_name);
    if (at_name_character()) return name();
    return symbol();
  }

  Token number() {
    const std::size_t begin = position_;
    double value = 0.0;
    const auto [end, status] =
        std::from_chars(text_.data() + begin, text_.data() + text_.size(), value);
    position_ = static_cast<std::size_t>(end - text_.data());
    if (status == std::errc::result_out_of_range) {
      fail(begin, fmt::format("{} is beyond the range of numbers", token({}, begin).text));
    }
    if (at_name_character()) {
      while (at_name_character()) step();
      fail(begin, fmt::format("\"{}\" is neither a number nor a name", token({}, begin).text),
           "a column whose name begins with a digit is written between backquotes");
    }
    Token result = token(Token::Kind::number, begin);
    result.number = value;
    return result;
  }

  Token quoted(Token::Kind kind) {
    const std::size_t begin = position_;
    const char quote = ahead();
    std::string value;
    for (++position_; !at_end(); step()) {
      if (ahead() == quote && ahead(1) != quote) {
        ++position_;
        if (value.empty() && kind == Token::Kind::quoted_name) fail(begin, "the name is empty");
        return token(kind, begin, std::move(value));
      }
      if (ahead() == quote) ++position_;
      value += text_.substr(position_, width());
    }
    fail(begin, fmt::format("the quote {} is not closed", quote));
  }

  Token name() {
    const std::size_t begin = position_;
    while (at_name_character()) step();
    const std::string_view name = text_.substr(begin, position_ - begin);
    return token(Token::Kind::name, begin, std::string(name));
  }

  Token symbol() {
    static constexpr std::array<std::string_view, 5> kPairs = {"==", "!=", "<=", ">=", "##"};
    static constexpr std::string_view kMembership = "%in%";
    static constexpr std::string_view kSingles = "~+-*/^:(),=<>&|!#";
    const std::size_t begin = position_;
    if (text_.substr(begin, kMembership.size()) == kMembership) {
      position_ += kMembership.size();
      return token(Token::Kind::symbol, begin);
    }
    const bool pair = std::ranges::find(kPairs, text_.substr(begin, 2)) != kPairs.end();
    if (!pair && kSingles.find(ahead()) == std::string_view::npos) {
      fail(begin, fmt::format("the character \"{}\" has no meaning in a formula", shown()),
           "a column with such a name is written between backquotes");
    }
    position_ += pair ? 2 : 1;
    return token(Token::Kind::symbol, begin);
  }

  std::string shown() const {
    const auto byte = static_cast<unsigned char>(ahead());
    if (byte < 0x20 || byte == 0x7F) return fmt::format("\\x{:02x}", byte);
    return std::string(text_.substr(position_, width()));
  }

  std::size_t width() const { return static_cast<std::size_t>(point().length); }
  void step() { position_ += width(); }
};

void check_encoding(std::string_view text) {
  const auto size = static_cast<Index>(text.size());
  for (Index at = 0; at < size;) {
    const Index length = code_point_at(text, at).length;
    if (length == 0) fail_at(text, at, "the formula is not UTF-8 text");
    at += length;
  }
}

}  // namespace

std::vector<Token> tokenize(std::string_view text, std::size_t largest) {
  if (text.size() > largest) {
    throw Error(ErrorKind::usage,
                {.what = fmt::format("the formula has {} bytes, more than the {} that are read",
                                     text.size(), largest),
                 .where = {},
                 .hint = "a dot stands for all columns: y ~ .",
                 .excerpt = {}});
  }
  check_encoding(text);
  return Lexer(text).tokens();
}

std::size_t name_length_at(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (is_name_character(text, end)) {
    end += static_cast<std::size_t>(code_point_at(text, static_cast<Index>(end)).length);
  }
  return end - at;
}

bool is_plain_name(std::string_view name) {
  if (name.empty() || name == "." || !split_stata_name(name).prefix.empty()) return false;
  if (is_digit(name[0]) || (name.size() > 1 && name[0] == '.' && is_digit(name[1]))) return false;
  const auto size = static_cast<Index>(name.size());
  for (Index at = 0; at < size;) {
    const CodePoint point = code_point_at(name, at);
    const char c = name[static_cast<std::size_t>(at)];
    const bool allowed = is_digit(c) || c == '_' || c == '.' || is_letter(point.value);
    if (point.length == 0 || !allowed) return false;
    at += point.length;
  }
  return true;
}

StataName split_stata_name(std::string_view name) {
  const std::size_t dot = name.find('.');
  if (dot == std::string_view::npos) return {};
  const std::string_view prefix = name.substr(0, dot);
  const bool based = prefix.size() > 2 && prefix.substr(0, 2) == "ib" &&
                     std::ranges::all_of(prefix.substr(2), is_digit);
  if (prefix != "i" && prefix != "c" && !based) return {};
  return {prefix, name.substr(dot + 1)};
}

}  // namespace odds
