#include "data/types/decorated_number.hpp"

#include "base/utf8.hpp"
#include "data/types/blanks.hpp"

#include <algorithm>
#include <array>

namespace odds {

namespace {

constexpr char kGroupBlank = ' ';
constexpr char kApostrophe = '\'';

bool is_body_digit(char byte) { return byte >= '0' && byte <= '9'; }

// The symbols of currencies are a block of Unicode, but for the oldest.
bool is_currency_symbol(char32_t c) {
  return c == U'$' || (c >= 0xA2 && c <= 0xA5) || (c >= 0x20A0 && c <= 0x20CF);
}

bool is_currency_name(std::string_view word) {
  static constexpr std::array<std::string_view, 34> kNames = {
      "AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "IDR",
      "ILS", "INR", "ISK", "JPY", "KRW", "MXN", "MYR", "NOK", "NZD", "PHP", "PLN", "RON",
      "RUB", "SEK", "SGD", "THB", "TRY", "USD", "ZAR", "Fr.", "kr",  "kr."};
  return std::ranges::find(kNames, word) != kNames.end();
}

bool is_unit(std::string_view text) {
  if (text == "%" || text == "\u2030" || is_currency_name(text)) return true;
  // `US$`, `R$`: capitals before a symbol.
  while (!text.empty() && text.front() >= 'A' && text.front() <= 'Z') text.remove_prefix(1);
  if (text.empty()) return false;
  const CodePoint point = code_point_at(text, 0);
  return is_currency_symbol(point.value) && point.length == static_cast<Index>(text.size());
}

// A number taken apart: `-€1.234` has the unit `€` and the body `1.234`.
struct Parts {
  bool negative = false;
  std::string_view unit;
  std::string_view body;  // from the first to the last digit, mark included before or behind
};

bool take_sign(std::string_view& text, Parts& parts) {
  for (const std::string_view sign : {"-", "+", "\u2212"}) {
    if (!text.starts_with(sign)) continue;
    text.remove_prefix(sign.size());
    parts.negative = sign != "+";
    return true;
  }
  return false;
}

bool of_body(char byte) { return is_body_digit(byte) || byte == '.' || byte == ','; }

std::optional<Parts> take_apart(std::string_view text) {
  Parts parts;
  const bool signed_first = take_sign(text, parts);
  const auto begin = std::ranges::find_if(text, of_body) - text.begin();
  const std::string_view front = trim_unseen(text.substr(0, static_cast<std::size_t>(begin)));
  text.remove_prefix(static_cast<std::size_t>(begin));
  std::size_t end = text.size();
  while (end > 0 && !of_body(text[end - 1])) --end;
  const std::string_view back = trim_unseen(text.substr(end));
  parts.body = text.substr(0, end);
  std::string_view unit = front;
  if (!signed_first && !unit.empty()) {  // `$-5`
    for (const std::string_view sign : {"-", "\u2212"}) {
      if (!unit.ends_with(sign)) continue;
      unit.remove_suffix(sign.size());
      parts.negative = true;
    }
    unit = trim_unseen(unit);
  }
  if (!unit.empty() && !back.empty()) return std::nullopt;
  parts.unit = unit.empty() ? back : unit;
  if (parts.body.empty() || (!parts.unit.empty() && !is_unit(parts.unit))) return std::nullopt;
  return parts;
}

// The separator that a character of a body is; NUL: none.
char separator_of(char32_t c) {
  if (is_blank_character(c)) return kGroupBlank;
  if (c == U'\'' || c == 0x2019) return kApostrophe;
  return '\0';
}

// A body with its blanks and apostrophes as single ASCII ones; empty: it has something else.
std::string in_ascii(std::string_view body) {
  std::string result;
  for (std::size_t at = 0; at < body.size();) {
    const CodePoint point = code_point_at(body, static_cast<Index>(at));
    if (point.length == 0) return {};
    if (of_body(body[at])) {
      result += body[at];
    } else {
      const char separator = separator_of(point.value);
      if (separator == '\0') return {};
      result += separator;
    }
    at += static_cast<std::size_t>(point.length);
  }
  return result;
}

// One to three digits, the first no zero, then separators with three digits behind each.
bool has_groups(std::string_view whole, char separator) {
  const std::size_t first = whole.find(separator);
  if (first < 1 || first > 3 || whole[0] == '0') return false;
  for (std::size_t at = first; at < whole.size(); at += 4) {
    const std::string_view digits = whole.substr(at + 1, 3);
    if (whole[at] != separator || digits.size() < 3) return false;
    if (!std::ranges::all_of(digits, is_body_digit)) return false;
  }
  return true;
}

}  // namespace

void FormFinder::add(std::string_view text) {
  if (!fits_) return;
  const std::optional<Parts> parts = take_apart(text);
  fits_ = parts && (!unit_ || *unit_ == parts->unit);
  if (!fits_) return;
  if (!unit_) unit_ = parts->unit;
  add_body(in_ascii(parts->body));
}

void FormFinder::add_body(std::string_view body) {
  const std::size_t separator = body.find_first_of(" '");
  if (separator == std::string_view::npos) return add_marks(body);
  const std::size_t mark = std::min(body.find_first_of(".,"), body.size());
  const char group = body[separator];
  fits_ = has_groups(body.substr(0, mark), group) && (group_ == '\0' || group_ == group);
  group_ = group;
  const std::string_view decimals = body.substr(mark);
  if (decimals.empty()) return;
  fits_ = fits_ && std::ranges::all_of(decimals.substr(1), is_body_digit);
  this->mark(decimals[0]).decimal = true;
}

void FormFinder::add_marks(std::string_view body) {
  const auto points = std::ranges::count(body, '.');
  const auto commas = std::ranges::count(body, ',');
  const bool digits = std::ranges::any_of(body, is_body_digit);
  fits_ = fits_ && digits && (points <= 1 || commas <= 1);
  if (!fits_) return;
  if (points + commas == 0) {
    (body.size() <= 3 ? short_whole_ : long_whole_) = true;
    return;
  }
  const std::size_t last = body.find_last_of(".,");
  const std::size_t first = body.find_first_of(".,");
  const char decimal = body[last];
  const char group = body[first];
  if (first == last) {
    const bool open = has_groups(body, decimal);
    (open ? mark(decimal).open : mark(decimal).decimal) = true;
  } else if (group != decimal) {
    fits_ = has_groups(body.substr(0, last), group);
    mark(group).group = mark(decimal).decimal = true;
  } else {
    fits_ = has_groups(body, group);
    mark(group).group = true;
  }
}

bool FormFinder::means_group(char byte) const {
  const Mark& own = mark(byte);
  const Mark& other = mark(byte == '.' ? ',' : '.');
  if (own.decimal || own.group || !own.open) return own.group;
  if (told_) return byte != decimal_;
  if (byte == decimal_) return other.decimal;
  return !long_whole_ && (other.decimal || other.open || short_whole_);
}

bool FormFinder::means_decimal(char byte) const {
  const Mark& own = mark(byte);
  return own.decimal || (own.open && !own.group && byte == decimal_ && !means_group(byte));
}

std::optional<CellForm> FormFinder::form() const {
  if (!fits_ || !unit_) return std::nullopt;
  CellForm form{.unit = *unit_, .group = group_};
  const bool contradiction = (point_.decimal && comma_.decimal) ||
                             (point_.decimal && point_.group) || (comma_.decimal && comma_.group) ||
                             (point_.group && comma_.group);
  const bool other_mark = told_ && (decimal_ == '.' ? comma_ : point_).decimal;
  if (contradiction || other_mark || is_open()) return std::nullopt;
  for (const char byte : {'.', ','}) {
    if (means_group(byte)) {
      if (form.group != '\0') return std::nullopt;
      form.group = byte;
      if (byte == decimal_) form.decimal = byte == '.' ? ',' : '.';
    } else if (means_decimal(byte) && byte != decimal_) {
      form.decimal = byte;
    }
  }
  if (form.is_plain()) return std::nullopt;
  return form;
}

bool FormFinder::is_open() const {
  const auto open = [&](char byte) {
    return mark(byte).open && !means_group(byte) && !means_decimal(byte);
  };
  return fits_ && (open('.') || open(','));
}

Number parse_decorated(std::string_view text, const CellForm& form, char decimal) {
  const std::optional<Parts> parts = take_apart(text);
  if (!parts || parts->unit != form.unit) return {};
  const std::string body = in_ascii(parts->body);
  const char mark = form.decimal == '\0' ? decimal : form.decimal;
  const std::size_t end = std::min(body.find(mark), body.size());
  std::string digits = parts->negative ? "-" : "";
  const std::string_view whole = std::string_view(body).substr(0, end);
  const bool grouped = form.group != '\0' && whole.find(form.group) != std::string_view::npos;
  if (grouped && !has_groups(whole, form.group)) return {};
  for (const char byte : whole) {
    if (!grouped || byte != form.group) digits += byte;
  }
  if (end < body.size()) digits += '.' + body.substr(end + 1);
  return parse_number(digits, '.');
}

bool looks_decorated(std::string_view text, char decimal) {
  FormFinder finder(decimal);
  finder.add(text);
  return finder.fits() && (finder.form() || finder.is_open());
}

std::string CellForm::text() const {
  if (dates) return "as ISO dates";
  std::string result;
  const auto add = [&](const std::string& part) { result += (result.empty() ? "" : ", ") + part; };
  if (unit == "%") {
    add("in percent");
  } else if (!unit.empty()) {
    add("in " + unit);
  }
  if (group != '\0') {
    const std::string mark = group == kGroupBlank ? "a blank" : std::string("\"") + group + "\"";
    add("with " + mark + " between thousands");
  }
  if (decimal != '\0') add(std::string("with \"") + decimal + "\" as the decimal mark");
  return result;
}

}  // namespace odds
