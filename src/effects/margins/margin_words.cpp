#include "base/failure.hpp"
#include "base/number_text.hpp"

#include <odds/margin_words.hpp>

#include <fmt/format.h>

#include <map>
#include <optional>

namespace odds {
namespace {

constexpr const char* kAtHint =
    "write settings as in --at \"age=20,30 race=black\"; means and typical stand alone";

/// Quotes stand around values, and as in a formula back-ticks around names.
bool is_quote(char c) { return c == '\'' || c == '"' || c == '`'; }

/// The parts of `text` between `separators` that are not within quotes; the quotes are kept.
std::vector<std::string> split_outside_quotes(const std::string& text, char separator) {
  std::vector<std::string> parts(1);
  char quote = '\0';
  for (const char c : text) {
    if (quote == '\0' && c == separator) {
      parts.emplace_back();
      continue;
    }
    if (quote == '\0' && is_quote(c)) {
      quote = c;
    } else if (c == quote) {
      quote = '\0';
    }
    parts.back() += c;
  }
  if (quote != '\0') refuse(fmt::format("a quote is not closed in {}", text));
  return parts;
}

/// `text` without quotes around it; those inside are doubled, as in a formula.
std::string unquoted(const std::string& text) {
  const bool quoted = text.size() >= 2 && text.front() == text.back() && is_quote(text.front());
  if (!quoted) return text;
  std::string result;
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    result += text[i];
    if (text[i] == text.front()) ++i;
  }
  return result;
}

AtValues parse_setting(const std::string& word) {
  // The last one: a condition, as I(age>=30), has equals signs of its own.
  std::vector<std::string> sides = split_outside_quotes(word, '=');
  const std::string values = sides.back();
  sides.pop_back();
  const std::string name = fmt::format("{}", fmt::join(sides, "="));
  if (name.empty() || values.empty()) {
    refuse(fmt::format("\"{}\" is no setting", word), kAtHint);
  }
  AtValues at{.variable = unquoted(name), .values = {}};
  for (const std::string& value : split_outside_quotes(values, ',')) {
    if (value.empty()) refuse(fmt::format("a value is missing in {}", word), kAtHint);
    at.values.push_back(unquoted(value));
  }
  return at;
}

}  // namespace

AtText parse_at(const std::string& text) {
  if (!text.empty() && text.find_first_not_of(' ') == std::string::npos) {
    refuse("the settings are blank", kAtHint);
  }
  AtText result;
  for (const std::string& word : split_outside_quotes(text, ' ')) {
    if (word.empty()) continue;
    if (word == "means" || word == "typical") {
      if (result.point != MarginPoint::observed) {
        refuse("--at takes one of means and typical", kAtHint);
      }
      result.point = word == "means" ? MarginPoint::means : MarginPoint::typical;
      continue;
    }
    AtValues at = parse_setting(word);
    for (const AtValues& before : result.values) {
      if (before.variable != at.variable) continue;
      refuse(fmt::format("--at sets {} twice", at.variable), "separate its values by commas");
    }
    result.values.push_back(std::move(at));
  }
  return result;
}

Step parse_step(const std::string& text, bool centred) {
  Step step{.kind = Step::Kind::units, .size = 1.0, .low = 0.0, .high = 0.0, .centred = centred};
  const std::size_t colon = text.find(':');
  const auto low = parse_number(text.substr(0, colon));
  const auto high =
      colon == std::string::npos ? std::nullopt : parse_number(text.substr(colon + 1));
  if (text == "iqr" || text == "minmax") {
    step.kind = text == "iqr" ? Step::Kind::iqr : Step::Kind::minmax;
  } else if (text == "sd") {
    step.kind = Step::Kind::sd;
  } else if (text.ends_with("sd") && parse_number(text.substr(0, text.size() - 2))) {
    step.kind = Step::Kind::sd;
    step.size = *parse_number(text.substr(0, text.size() - 2));
  } else if (colon != std::string::npos && low && high) {
    step.kind = Step::Kind::between;
    step.low = *low;
    step.high = *high;
  } else if (colon == std::string::npos && low) {
    step.size = *low;
  } else {
    refuse(fmt::format("\"{}\" is no step", text),
           "a step is a number, sd, 2sd, iqr, minmax, or low:high");
  }
  return step;
}

std::vector<Measure> parse_measures(const std::string& text) {
  const std::map<std::string, Measure> known = {{"rd", Measure::risk_difference},
                                                {"rr", Measure::risk_ratio},
                                                {"or", Measure::odds_ratio},
                                                {"cor", Measure::conditional_odds_ratio},
                                                {"nnt", Measure::nnt}};
  std::vector<Measure> measures;
  if (text.empty()) return measures;
  for (const std::string& name : split_outside_quotes(text, ',')) {
    const auto found = known.find(name);
    if (found == known.end()) {
      refuse(fmt::format("\"{}\" is no measure", name), "they are rd, rr, or, cor, nnt");
    }
    measures.push_back(found->second);
  }
  return measures;
}

MarginContrast parse_contrast(const std::string& text) {
  const std::map<std::string, MarginContrast> known = {{"none", MarginContrast::none},
                                                       {"reference", MarginContrast::reference},
                                                       {"pairwise", MarginContrast::pairwise},
                                                       {"sequential", MarginContrast::sequential},
                                                       {"mean", MarginContrast::mean}};
  const auto found = known.find(text);
  if (found == known.end()) {
    refuse(fmt::format("\"{}\" is no contrast", text),
           "they are none, reference, pairwise, sequential, mean");
  }
  return found->second;
}

std::vector<std::pair<std::string, std::string>> parse_pairs(const std::string& text) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const std::string& word : split_outside_quotes(text, ' ')) {
    if (word.empty()) continue;
    const std::vector<std::string> names = split_outside_quotes(word, ',');
    if (names.size() != 2 || names[0].empty() || names[1].empty()) {
      refuse(fmt::format("\"{}\" is no pair of variables", word),
             "write two names with a comma: --cross x,z");
    }
    pairs.emplace_back(unquoted(names[0]), unquoted(names[1]));
  }
  return pairs;
}

}  // namespace odds
