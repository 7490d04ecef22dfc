#include "data/types/calendar.hpp"

#include "data/types/number.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>

namespace odds {

namespace {

constexpr double kSecondsOfDay = 86400.0;

bool is_date_digit(char byte) { return byte >= '0' && byte <= '9'; }
bool is_date_letter(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

// A cursor over a text of fixed form: a step that does not fit leaves nothing to read.
class DateScanner {
 public:
  explicit DateScanner(std::string_view text) : rest_(text) {}

  bool fits() const { return fits_; }
  bool at_end() const { return rest_.empty(); }

  bool accept(char byte) {
    if (rest_.empty() || rest_.front() != byte) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void expect(char byte) { fits_ = accept(byte) && fits_; }

  // Exactly `count` digits.
  int digits(std::size_t count) {
    int value = 0;
    const bool there =
        rest_.size() >= count && std::ranges::all_of(rest_.substr(0, count), is_date_digit);
    fits_ = fits_ && there;
    if (!there) return 0;
    std::from_chars(rest_.data(), rest_.data() + count, value);
    rest_.remove_prefix(count);
    return value;
  }

  // What stands behind a mark: digits, at least one.
  double decimals() {
    std::size_t count = 0;
    while (count < rest_.size() && is_date_digit(rest_[count])) ++count;
    fits_ = fits_ && count > 0;
    const Number number = parse_number("0." + std::string(rest_.substr(0, count)), '.');
    rest_.remove_prefix(count);
    return number.value;
  }

 private:
  std::string_view rest_;
  bool fits_ = true;
};

// In seconds; the hour 24 is none.
double time_of_day(DateScanner& scanner) {
  const int hours = scanner.digits(2);
  scanner.expect(':');
  const int minutes = scanner.digits(2);
  double seconds = 0.0;
  if (scanner.accept(':')) {
    seconds = scanner.digits(2);
    if (scanner.accept('.')) seconds += scanner.decimals();
  }
  if (hours > 23 || minutes > 59 || seconds >= 60.0) scanner.expect('\0');
  return 3600.0 * hours + 60.0 * minutes + seconds;
}

// The runs of digits and of letters of a text, and the marks between them.
struct DateRuns {
  std::string digits;  // their lengths, `4`, `2`, `2`
  std::string marks;   // ASCII marks and blanks, in order
  int words = 0;       // runs of letters
  bool month = false;  // one of which is a month
  bool other = false;  // anything that no date has
};

bool is_month(std::string_view word) {
  static constexpr std::array<std::string_view, 12> kMonths = {
      "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
  if (word.size() < 3 || word.size() > 9) return false;
  return std::ranges::any_of(kMonths, [&](std::string_view month) {
    return std::ranges::equal(month, word.substr(0, 3), {}, {},
                              [](char c) { return static_cast<char>(c | 0x20); });
  });
}

DateRuns runs_of(std::string_view text) {
  DateRuns runs;
  while (!text.empty()) {
    const auto run = [&](auto belongs) {
      const auto end = std::ranges::find_if_not(text, belongs);
      const std::string_view found = text.substr(0, static_cast<std::size_t>(end - text.begin()));
      text.remove_prefix(found.size());
      return found;
    };
    if (is_date_digit(text.front())) {
      runs.digits += static_cast<char>('0' + std::min<std::size_t>(run(is_date_digit).size(), 9));
    } else if (is_date_letter(text.front())) {
      const std::string_view word = run(is_date_letter);
      ++runs.words;
      runs.month = runs.month || is_month(word);
      const bool of_times = word == "T" || word == "Z" || word == "am" || word == "pm" ||
                            word == "AM" || word == "PM";
      runs.other = runs.other || !(is_month(word) || of_times);
    } else {
      runs.other = runs.other || std::string_view("-/.: ,+").find(text.front()) == text.npos;
      runs.marks += text.front();
      text.remove_prefix(1);
    }
  }
  return runs;
}

}  // namespace

std::optional<double> days_of(std::string_view text) {
  constexpr std::size_t kDateSize = 10;
  if (text.size() < kDateSize) return std::nullopt;
  DateScanner scanner(text);
  const std::chrono::year year(scanner.digits(4));
  scanner.expect('-');
  const std::chrono::month month(static_cast<unsigned>(scanner.digits(2)));
  scanner.expect('-');
  const std::chrono::day day(static_cast<unsigned>(scanner.digits(2)));
  const std::chrono::year_month_day date(year, month, day);
  double seconds = 0.0;
  if (scanner.accept('T') || scanner.accept(' ')) {
    seconds = time_of_day(scanner);
    scanner.accept('Z');
  }
  if (!scanner.fits() || !scanner.at_end() || !date.ok()) return std::nullopt;
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  return static_cast<double>(days) + seconds / kSecondsOfDay;
}

std::string date_text(double days) {
  constexpr double kFirst = -719528.0;  // 0000-01-01
  constexpr double kLast = 2932896.0;   // 9999-12-31
  if (!(days >= kFirst && days < kLast + 1.0)) return canonical_number(days);
  const double seconds = std::round(days * kSecondsOfDay);
  const double whole = std::floor(seconds / kSecondsOfDay);
  const std::chrono::sys_days since(std::chrono::days(static_cast<int>(whole)));
  const std::chrono::year_month_day date(since);
  const std::string text =
      fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  if (days == std::floor(days)) return text;
  const auto left = static_cast<int>(seconds - whole * kSecondsOfDay);
  return fmt::format("{}T{:02}:{:02}:{:02}", text, left / 3600, left / 60 % 60, left % 60);
}

bool looks_like_date(std::string_view text) {
  constexpr std::size_t kLongest = 40;
  if (text.size() < 4 || text.size() > kLongest) return false;
  const DateRuns runs = runs_of(text);
  if (runs.other || runs.digits.empty()) return false;
  if (runs.month) return runs.digits.size() <= 6;
  const auto marks = [&](char mark) { return std::ranges::count(runs.marks, mark); };
  const bool clock = marks(':') > 0 && is_date_digit(text.front()) && runs.digits.size() >= 2;
  if (clock) return runs.digits[0] <= '4';
  // Three runs of digits, joined twice by the same mark: at least one of them a year or all short.
  if (runs.digits.size() != 3 || runs.words > 0 || runs.marks.size() != 2) return false;
  const char mark = runs.marks[0];
  const bool joined = mark == runs.marks[1] && (mark == '-' || mark == '/' || mark == '.');
  const auto shorter = [](char length) { return length <= '2'; };
  const auto years = std::ranges::count_if(runs.digits, [](char length) { return length == '4'; });
  return joined && std::ranges::count_if(runs.digits, shorter) + years == 3 && years <= 1;
}

}  // namespace odds
