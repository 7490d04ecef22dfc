#include "formula/sas_spelling.hpp"

#include "formula/foreign_text.hpp"

#include <cctype>
#include <regex>

namespace odds {
namespace {

/// The distribution that PROC PROBIT names: `d=normal`.
constexpr const char* kDistribution = R"(\b(?:d|dist|distribution)\s*=\s*(\w+))";

/// The link that goes with a distribution function; empty: none here does.
std::string link_of_distribution(std::string name) {
  for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (name == "normal") return "probit";
  if (name == "logistic") return "logit";
  return name == "gompertz" || name == "extreme" ? "cloglog" : "";
}

/// Options that name a link, or with PROC PROBIT a distribution function, become a flag; a response
/// is binomial anyway.
void take_options(std::string options, OurSpelling& model) {
  std::smatch found;
  std::string link;
  if (const auto name = link_in(options)) {
    link = link_called(*name);
    if (!link.empty()) options = without(options, R"(\blink\s*=\s*\w+)");
  } else if (std::regex_search(options, found, std::regex(kDistribution, std::regex::icase))) {
    link = link_of_distribution(found.str(1));
    if (!link.empty()) options = without(options, kDistribution);
  }
  append_word(model.flags, flag_of_link(link));
  append_word(model.left_out, trimmed(without(options, R"(\bdist(?:ribution)?\s*=\s*bin\w*)")));
}

/// The terms `a b a*b c|d`, which may be joined by plus signs, in our signs.
std::string sum_of_effects(const std::string& effects) {
  std::string terms = replaced(effects, R"(\s*([*|])\s*)", [](const std::smatch& m) {
    return std::string(m.str(1) == "*" ? ":" : "*");
  });
  terms = replaced(terms, R"(\s*\+\s*)", [](const std::smatch&) { return std::string(" "); });
  return sum_of_words(words_of(terms), 0);
}

}  // namespace

void take_from_sas(OurSpelling& model) {
  static const std::regex kModel(
      R"(\s*(?:model\s+)?([\w.]+(?:\s*/\s*[\w.]+)?)\s*(?:\(\s*event\s*=\s*['"]?([^'"()]+)['"]?\s*\))?\s*=(?!=)([^=]*?)(?:\s/\s(.*))?;?\s*)",
      std::regex::icase);
  static const std::regex kOptionsOfFormula(R"((.*?~.*?)\s/\s(\s*\w+\s*=(?!=).*))");
  std::smatch found;
  const std::string text = model.formula;
  if (text.find('~') == text.npos && std::regex_match(text, found, kModel)) {
    const std::string event = found[2].matched ? " == " + named_level(found.str(2)) : "";
    model.formula = found.str(1) + event + " ~ " + sum_of_effects(found.str(3));
    take_options(found.str(4), model);
  } else if (std::regex_match(text, found, kOptionsOfFormula)) {
    model.formula = found.str(1);
    take_options(found.str(2), model);
  }
}

}  // namespace odds
