#include "data/types/missing_codes.hpp"

#include "data/types/number.hpp"

#include <algorithm>

namespace odds {

namespace {

/// Without quotes they mean "no value" wherever they stand.
constexpr std::string_view kUsual[] = {"NA", "NaN", "nan", "N/A", "NULL", "null", "."};

/// What programs write for a value that is not there, in the order of pandas, spreadsheets,
/// databases, C and C++, SAS. Stata's .a to .z are told by their form.
constexpr std::string_view kForeign[] = {
    "?",       "None",     "<NA>",     "NaT",       "n/a",    "na",      "NAN",    "-nan",
    "-NaN",    "#N/A",     "#N/A N/A", "#NA",       "#NULL!", "#DIV/0!", "#REF!",  "#VALUE!",
    "#NAME?",  "#NUM!",    "\\N",      "(null)",    "[NULL]", "Null",    "1.#IND", "-1.#IND",
    "1.#QNAN", "-1.#QNAN", "nan(ind)", "-nan(ind)", "._"};

constexpr std::size_t kLongestForeign = 9;

bool is_letter(char byte) { return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z'); }

bool is_foreign(std::string_view text) {
  constexpr std::string_view kFirstBytes = "?N<n#\\([-1.";
  if (text.size() > kLongestForeign || kFirstBytes.find(text[0]) == std::string_view::npos) {
    return false;
  }
  if (text.size() == 2 && text[0] == '.' && is_letter(text[1])) return true;
  return std::ranges::find(kForeign, text) != std::end(kForeign);
}

constexpr std::string_view kNoAnswers[] = {"-",
                                           "--",
                                           "*",
                                           "missing",
                                           "unknown",
                                           "refused",
                                           "refusal",
                                           "no answer",
                                           "no response",
                                           "not known",
                                           "not applicable",
                                           "not available",
                                           "not stated",
                                           "don't know",
                                           "dont know",
                                           "n.a.",
                                           "n.a",
                                           "n/d",
                                           "n.d.",
                                           "nd",
                                           "n/s",
                                           "k.a.",
                                           "unk",
                                           "blank",
                                           "undefined",
                                           "none given",
                                           "不明",
                                           "無回答"};

char lower(char byte) { return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + 32) : byte; }

bool is_usual(std::string_view text) { return std::ranges::find(kUsual, text) != std::end(kUsual); }

}  // namespace

MissingCodes::MissingCodes(const CsvOptions& options, const std::string& name)
    : usual_(options.usual_missing) {
  const auto add = [&](const std::string& code) {
    const std::string_view text = trim_blanks(code);
    if (text.empty()) return;
    named_.emplace_back(text);
    begins_missing_[static_cast<unsigned char>(text[0])] = true;
    const Number number = parse_number(text, options.decimal);
    if (is_usable(number.kind)) numbers_.push_back(number.value);
  };
  for (const std::string& code : options.missing) add(code);
  const auto own = options.missing_in.find(name);
  if (own != options.missing_in.end()) {
    for (const std::string& code : own->second) add(code);
  }
  if (!usual_) return;
  for (const std::string_view text : kUsual) {
    begins_missing_[static_cast<unsigned char>(text[0])] = true;
  }
}

bool MissingCodes::is_missing(std::string_view text, bool quoted) const {
  if (text.empty()) return !quoted;
  if (!begins_missing_[static_cast<unsigned char>(text[0])]) return false;
  if (usual_ && !quoted && is_usual(text)) return true;
  return std::ranges::find(named_, text) != named_.end();
}

bool MissingCodes::is_missing_among_numbers(std::string_view text) const {
  return text.empty() || (usual_ && (is_usual(text) || is_foreign(text)));
}

bool MissingCodes::contains(double number) const {
  return std::ranges::find(numbers_, number) != numbers_.end();
}

bool says_no_answer(std::string_view text) {
  constexpr std::size_t kLongest = 14;
  if (text.size() > kLongest) return false;
  std::string lowered(text);
  std::ranges::transform(lowered, lowered.begin(), lower);
  return std::ranges::find(kNoAnswers, lowered) != std::end(kNoAnswers);
}

}  // namespace odds
