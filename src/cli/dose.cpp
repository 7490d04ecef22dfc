#include "base/number_text.hpp"
#include "cli/asked_fit.hpp"
#include "cli/commands.hpp"

#include <odds/dose.hpp>
#include <odds/margin_words.hpp>

#include <fmt/format.h>

#include <numbers>
#include <optional>
#include <utility>

namespace odds::cli {
namespace {

constexpr const char* kDoseExamples = R"(Examples:
  odds dose datasets/challenger.csv 'distress ~ temp' --p 50
  odds dose datasets/selenium.csv 'dead/total ~ C(type)*log(conc)' --where 'conc > 0')";

struct DoseCommand {
  AskedFit asked;
  DoseOptions options;
  std::string percents = "10,50,90";
  std::string intervals;
  std::string at;
  std::string by;
  std::string logged;
  std::vector<std::string> ratios;

  void run(Session& session);

 private:
  void settle();
};

/// `50`, `50%`
std::optional<double> percent_of(const std::string& text) {
  return parse_number(text.ends_with('%') ? text.substr(0, text.size() - 1) : text);
}

std::vector<double> percents_of(const std::string& text) {
  std::vector<double> percents;
  for (const std::string& part : split(text)) {
    const auto percent = percent_of(part);
    if (!percent) {
      throw usage_error(fmt::format("--p {}: \"{}\" is no number", text, part),
                        "percentages, separated by commas: --p 10,50,90");
    }
    percents.push_back(*percent);
  }
  return percents;
}

std::vector<DoseInterval> intervals_of(const std::string& text) {
  std::vector<DoseInterval> intervals;
  for (const std::string& name : split(text)) {
    if (name == "delta") {
      intervals.push_back(DoseInterval::delta);
    } else if (name == "fieller") {
      intervals.push_back(DoseInterval::fieller);
    } else if (name == "profile") {
      intervals.push_back(DoseInterval::profile);
    } else {
      throw usage_error(
          fmt::format("--ci {}: \"{}\" is none of delta, fieller, profile", text, name));
    }
  }
  return intervals;
}

/// Numbers are at their means anyway; a typical row would not be one of a curve.
std::vector<AtValues> settings_of(const std::string& text) {
  AtText at = parse_at(text);
  if (at.point != MarginPoint::observed) {
    throw usage_error(fmt::format("--at {}: a curve needs values", text),
                      "for example: --at \"sex=M age=20,40\"");
  }
  return std::move(at.values);
}

/// `death:50`
std::optional<DosePoint> point_of(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos) return std::nullopt;
  const auto percent = percent_of(text.substr(colon + 1));
  if (!percent) return std::nullopt;
  return DosePoint{text.substr(0, colon), *percent};
}

/// `death:50/effect:50`; levels may have slashes of their own.
DoseRatio ratio_of(const std::string& text) {
  for (std::size_t slash = text.find('/'); slash != std::string::npos;
       slash = text.find('/', slash + 1)) {
    const auto above = point_of(text.substr(0, slash));
    const auto below = point_of(text.substr(slash + 1));
    if (above && below) return {*above, *below};
  }
  throw usage_error(fmt::format("--ti {} is no ratio of two doses", text),
                    "curve and percentage of each, as in --ti death:50/effect:50");
}

double base_of(const std::string& name) {
  if (name.empty()) return 0.0;
  if (name == "e") return std::numbers::e;
  return name == "2" ? 2.0 : 10.0;
}

/// Checks what can be checked before the data are read.
void DoseCommand::settle() {
  options.percents = percents_of(percents);
  options.intervals = intervals_of(intervals);
  options.at = settings_of(at);
  options.by = split(by);
  options.heterogeneity = asked.model().heterogeneity();
  options.logged = base_of(logged);
  for (const std::string& ratio : ratios) options.ratios.push_back(ratio_of(ratio));
  options.validate();
}

void DoseCommand::run(Session& session) {
  settle();
  if (session.format() == Format::csv && options.potency && !ratios.empty()) {
    throw usage_error("--format csv holds one table: of --potency or of --ti",
                      "ask for one after the other, or for --format json");
  }
  const auto output = session.open_output(asked.inputs());
  const auto [fit, table] = asked.open(session);
  const Dose result = table ? dose(fit, *table, options, session.execution()) : dose(fit, options);
  const Report answer = report(result, fit, {.level = options.level, .command = session.words()});
  session.print(answer, *output);
  asked.tell_warnings(fit, notes(answer), session);
}

void add_curve_flags(CLI::App& sub, DoseCommand& command) {
  const std::string group = "Curves";
  sub.add_option("--var", command.options.variable, "The dose [default: the only number]")
      ->type_name("COLUMN")
      ->group(group);
  add_choice(sub, "--logged", command.logged, {"e", "2", "10"},
             "The column is a logarithm of the dose, to this base")
      ->group(group);
  sub.add_option("--at", command.at,
                 "Values of others: \"sex=M age=20,40\" [default: every level, the mean]")
      ->type_name("VALUES")
      ->group(group);
  sub.add_option("--by", command.by, "Factors whose levels have curves [default: all]")
      ->type_name("FACTORS")
      ->group(group);
}

void add_dose_flags(CLI::App& sub, DoseCommand& command) {
  const std::string group = "Doses";
  sub.add_option("--p", command.percents, "Percentages, separated by commas")
      ->type_name("LIST")
      ->capture_default_str()
      ->group(group);
  sub.add_flag("--absolute", command.options.absolute,
               "With a guess or lapse rate: percentages of all, not of the way between")
      ->group(group);
  sub.add_option("--ci", command.intervals, "Of delta, fieller, profile [default: all there are]")
      ->type_name("LIST")
      ->group(group);
  sub.add_option("--level", command.options.level, "Level of the limits")
      ->type_name("P")
      ->capture_default_str()
      ->group(group);
  sub.add_flag("--potency", command.options.potency,
               "Relative potency of parallel curves; --format csv then holds only these")
      ->group(group);
  sub.add_option("--ti", command.ratios,
                 "Ratio of two doses, as death:50/effect:50; --format csv then holds only these")
      ->type_name("RATIO")
      ->group(group);
}

}  // namespace

void add_dose(CLI::App& app, Session& session) {
  auto command = std::make_shared<DoseCommand>();
  CLI::App* sub =
      add_command(app, "dose", "Doses for given probabilities: ED50, LD50, thresholds, with limits",
                  kDoseExamples);
  add_dose_flags(*sub, *command);
  command->asked.add(*sub, {.own_heterogeneity = true, .needs_data = false}, "Doses");
  command->asked.model().add_heterogeneity("Doses", "auto");
  add_curve_flags(*sub, *command);
  sub->callback([command, &session] { command->run(session); });
}

}  // namespace odds::cli
