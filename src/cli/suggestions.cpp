#include "cli/suggestions.hpp"

#include "base/nearest_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string_view>
#include <vector>

namespace odds::cli {
namespace {

/// What users of other programs type, without dashes, and what it is here.
struct Habit {
  std::string_view typed;
  std::string_view here;
};

constexpr Habit kFlagHabits[] = {
    {"if", "did you mean --where \"age > 30\"?"},
    {"subset", "did you mean --where \"age > 30\"?"},
    {"filter", "did you mean --where \"age > 30\"?"},
    {"robust", "did you mean --vcov stata (Stata's robust) or --vcov hc1?"},
    {"sandwich", "did you mean --vcov hc0?"},
    {"hc0", "did you mean --vcov hc0?"},
    {"hc1", "did you mean --vcov hc1?"},
    {"hc2", "did you mean --vcov hc2?"},
    {"hc3", "did you mean --vcov hc3?"},
    {"cluster", "did you mean --vcov cluster:ID, where ID is a column?"},
    {"vce", "did you mean --vcov? For vce(cluster ID) it is --vcov cluster:ID"},
    {"group", "did you mean --strata (matched sets), or --over (a line for each value)?"},
    {"threshold", "did you mean --cut, the least P that counts as an event?"},
    {"vif", "did you mean --collinearity, of odds diagnose?"},
    {"dca", "did you mean --detail net-benefit, of odds diagnose?"},
    {"roc", "odds diagnose has the AUC; --format json the curve"},
    {"auc", "fit, diagnose and validate have the AUC without a flag"},
    {"matched", "did you mean --strata?"},
    {"sets", "did you mean --strata?"},
    {"json", "did you mean --format json?"},
    {"csv", "did you mean --format csv?"},
    {"markdown", "did you mean --format md?"},
    {"md", "did you mean --format md?"},
    {"plot", "there are no pictures: --format csv or json has the numbers to draw"},
    {"out", "did you mean --output FILE?"},
    {"exp", "did you mean --or, for odds ratios, or --hr of --link cloglog?"},
    {"eform", "did you mean --or, for odds ratios, or --hr of --link cloglog?"},
    {"exponentiate", "did you mean --or, for odds ratios?"},
    {"odds-ratio", "did you mean --or?"},
    {"odds-ratios", "did you mean --or?"},
    {"alpha", "did you mean --level? An alpha of 0.05 is --level 0.95"},
    {"confidence", "did you mean --level?"},
    {"delimiter", "did you mean --delim?"},
    {"missing", "did you mean --na?"},
    {"descending", "name the event: --event VALUE"},
    {"positive", "name the event: --event VALUE"},
    {"outcome", "the response stands first in the formula: 'y ~ x'; --event names its event"},
    {"weights", "did you mean --fweight (frequencies), --pweight (sampling) or --iweight?"},
    {"weight", "did you mean --fweight (frequencies), --pweight (sampling) or --iweight?"},
    {"aweight", "did you mean --iweight (importance) or --fweight (frequencies)?"},
    {"formula", "the formula follows the file without a flag: odds fit FILE 'y ~ x'"},
    {"data", "the file follows the command without a flag: odds fit FILE 'y ~ x'"},
    {"type", "odds predict has --what p, eta, se, ci, class; reading has --types"},
    {"family", "each model here is binomial; --link logit, probit or cloglog chooses its link"},
    {"verbose", "progress is shown where there is any; --trace FILE keeps the iterations"},
    {"kfold", "did you mean --cv 10?"},
    {"folds", "did you mean --cv 10?"},
    {"max-iter", "did you mean --maxit?"},
    {"iterate", "did you mean --maxit?"},
    {"header", "a first line of names is expected; --no-header says that there is none"},
};

/// A command of another program.
struct CommandHabit {
  std::string_view typed;
  std::string_view here;
  bool fits = false;  ///< it fits a model, whose words may follow it
};

constexpr CommandHabit kCommandHabits[] = {
    {"logit", "did you mean odds fit FILE 'y ~ x1 + x2'?", true},
    {"logistic", "did you mean odds fit FILE 'y ~ x1 + x2' --or?", true},
    {"blogit", "groups are a response: odds fit FILE 'events / trials ~ x'", true},
    {"glogit", "groups are a response: odds fit FILE 'events / trials ~ x'", true},
    {"bprobit", "groups are a response: odds fit FILE 'events / trials ~ x' --link probit", true},
    {"gprobit", "groups are a response: odds fit FILE 'events / trials ~ x' --link probit", true},
    {"fracreg", "did you mean odds fit FILE 'y ~ x1 + x2' --fractional?", true},
    {"glm", "did you mean odds fit FILE 'y ~ x1 + x2'?", true},
    {"model", "did you mean odds fit FILE 'y ~ x1 + x2'?", true},
    {"lroc", "did you mean odds diagnose MODEL DATA?"},
    {"roc", "did you mean odds diagnose MODEL DATA?"},
    {"lsens", "did you mean odds diagnose MODEL DATA --cut 0.3?"},
    {"cutpt", "did you mean odds diagnose MODEL DATA --costs 1:5?"},
    {"dca", "did you mean odds diagnose MODEL DATA --detail net-benefit?"},
    {"pmcalplot", "did you mean odds diagnose MODEL DATA --detail calibration?"},
    {"calibrate", "did you mean odds diagnose MODEL DATA --detail calibration?"},
    {"estat", "did you mean odds diagnose MODEL DATA?"},
    {"vif", "did you mean odds diagnose MODEL DATA --collinearity?"},
    {"collin", "did you mean odds diagnose MODEL DATA --collinearity?"},
    {"boxtid", "did you mean odds diagnose MODEL DATA --curvature?"},
    {"imtest", "did you mean odds diagnose MODEL DATA --information?"},
    {"binnedplot", "did you mean odds diagnose MODEL DATA --binned fitted?"},
    {"linktest", "did you mean odds diagnose MODEL DATA?"},
    {"hoslem", "did you mean odds diagnose MODEL DATA?"},
    {"hoslem.test", "did you mean odds diagnose MODEL DATA --hl-rule r?"},
    {"augment", "did you mean odds diagnose MODEL DATA --influence FILE?"},
    {"residuals", "did you mean odds diagnose MODEL DATA --influence FILE?"},
    {"influence", "did you mean odds diagnose MODEL DATA --influence FILE?"},
    {"proc", "did you mean odds fit FILE 'y ~ x1 + x2'?", true},
    {"regress", "did you mean odds fit FILE 'y ~ x1 + x2'?", true},
    {"train", "did you mean odds fit FILE 'y ~ x1 + x2' --save MODEL?"},
    {"ame", "did you mean odds margins?"},
    {"mfx", "did you mean odds margins --at means?"},
    {"effects", "did you mean odds margins?"},
    {"probit", "did you mean odds fit FILE 'y ~ x1 + x2' --link probit?", true},
    {"clogit", "did you mean odds fit FILE 'y ~ x1 + x2' --strata ID?", true},
    {"firthlogit", "did you mean odds fit FILE 'y ~ x1 + x2' --firth?", true},
    {"cloglog", "did you mean odds fit FILE 'y ~ x1 + x2' --link cloglog?", true},
    {"ed50", "did you mean odds dose --p 50?"},
    {"ld50", "did you mean odds dose --p 50?"},
    {"summary", "did you mean odds describe, of data, or odds fit?"},
    {"summarize", "did you mean odds describe?"},
    {"codebook", "did you mean odds describe?"},
    {"testparm", "did you mean odds test MODEL TERM?"},
    {"lincom", "did you mean odds test MODEL --lincom 'smoke + ht'?"},
    {"nlcom", "did you mean odds test MODEL --nlcom '-(Intercept)/age'?"},
    {"anova", "did you mean odds test MODEL, or odds compare MODEL MODEL?"},
    {"lrtest", "did you mean odds compare MODEL MODEL, or odds test MODEL?"},
    {"vuong", "did you mean odds compare MODEL MODEL DATA?"},
    {"suest", "did you mean odds compare MODEL MODEL --effects DATA?"},
    {"aic", "did you mean odds compare MODEL MODEL?"},
    {"bic", "did you mean odds compare MODEL MODEL?"},
    {"step", "did you mean odds select FILE 'y ~ x1 + x2' --search backward?"},
    {"stepaic", "did you mean odds select FILE 'y ~ x1 + x2' --search backward?"},
    {"stepwise", "did you mean odds select FILE 'y ~ x1 + x2' --search backward?"},
    {"crossfold", "did you mean odds fit FILE 'y ~ x1 + x2' --cv 10?"},
    {"val-prob", "did you mean odds validate MODEL DATA?"},
    {"val.prob", "did you mean odds validate MODEL DATA?"},
    {"roccomp", "did you mean odds validate MODEL MODEL DATA?"},
    {"recalibrate", "did you mean odds validate MODEL DATA --update slope --save NEW?"},
    {"contrast", "did you mean odds test MODEL, or odds margins --contrast?"},
    {"version", "did you mean odds --version?"},
};

/// The row of `habits` for a name in any case, with `-` or `_` between its words; null: there is
/// none.
template <typename Row, std::size_t rows>
const Row* find_habit(const Row (&habits)[rows], std::string name) {
  std::ranges::replace(name, '_', '-');
  const auto known = std::ranges::find(habits, CLI::detail::to_lower(name), &Row::typed);
  return known == std::end(habits) ? nullptr : known;
}

std::vector<std::string> flags_of(const CLI::App& app) {
  std::vector<std::string> flags;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) flags.push_back(name);
  }
  return flags;
}

/// The command, other than `command`, that has the flag; null: none has.
const CLI::App* owner(const CLI::App& app, const CLI::App& command, const std::string& flag) {
  for (const CLI::App* other : app.get_subcommands([](const CLI::App*) { return true; })) {
    const std::vector<std::string> flags = flags_of(*other);
    if (other != &command && std::ranges::find(flags, flag) != flags.end()) return other;
  }
  return nullptr;
}

}  // namespace

std::string flag_hint(const CLI::App& app, const CLI::App& command, const std::string& flag) {
  const std::size_t dashes = std::min(flag.find_first_not_of('-'), flag.size());
  const std::string name = flag.substr(dashes);
  std::vector<std::string> known = flags_of(command);
  const std::vector<std::string> everywhere = flags_of(app);
  known.insert(known.end(), everywhere.begin(), everywhere.end());
  if (std::ranges::find(known, name) != known.end()) return fmt::format("did you mean --{}?", name);
  if (const Habit* known_habit = find_habit(kFlagHabits, name)) {
    return std::string(known_habit->here);
  }
  if (const CLI::App* other = owner(app, command, name)) {
    return fmt::format("--{} is a flag of odds {}", name, other->get_name());
  }
  if (name.size() < 3) return {};
  if (const std::string* meant = nearest_name(name, known)) {
    return fmt::format("did you mean --{}?", *meant);
  }
  for (const std::string& longer : known) {  // no flag may be abbreviated, but it can be told
    if (longer.starts_with(name)) return fmt::format("did you mean --{}?", longer);
  }
  return {};
}

bool fits_elsewhere(const std::string& name) {
  const CommandHabit* const known = find_habit(kCommandHabits, name);
  return known != nullptr && known->fits;
}

std::string command_hint(const CLI::App& app, const std::string& name) {
  if (const CommandHabit* known = find_habit(kCommandHabits, name)) return std::string(known->here);
  std::vector<std::string> commands;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    commands.push_back(command->get_name());
  }
  const std::string* meant = nearest_name(name, commands);
  return meant == nullptr ? std::string() : fmt::format("did you mean odds {}?", *meant);
}

}  // namespace odds::cli
