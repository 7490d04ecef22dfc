// The texts that name a variance.
#include "base/failure.hpp"
#include "base/list_text.hpp"
#include "data/types/flag_text.hpp"

#include <odds/variance_choice.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace odds {
namespace {

/// What another program has for its robust variance and for its clustered one.
struct Habit {
  std::string_view tool;
  Variance robust;
  Variance clustered;
};

constexpr Habit kHabits[] = {{"stata", Variance::stata, Variance::cluster},
                             {"sandwich", Variance::hc3, Variance::cluster},
                             {"statsmodels", Variance::hc0, Variance::cr1s},
                             {"sas", Variance::hc0, Variance::cr0}};

/// Small letters, as names of variances have them.
std::string in_small_letters(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return 'A' <= c && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

/// `head:rest`, the head in small letters; without a colon all is head, and there is no rest.
std::pair<std::string, std::optional<std::string>> split_at_colon(const std::string& text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos) return {in_small_letters(text), std::nullopt};
  return {in_small_letters(text.substr(0, colon)), text.substr(colon + 1)};
}

/// Without blanks at its ends.
std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') + 1 - first);
}

/// The columns of a list: none in an empty one is no name.
std::vector<std::string> column_names(const std::string& text) {
  std::vector<std::string> names;
  for (const ListPart& part : parts_of_list(text)) names.emplace_back(trimmed(part.text));
  if (names.empty()) names.emplace_back();
  return names;
}

std::optional<Variance> variance_named(const std::string& name) {
  const auto found = std::ranges::find(kVarianceNames, name);
  if (found == std::end(kVarianceNames)) return std::nullopt;
  return static_cast<Variance>(found - std::begin(kVarianceNames));
}

[[noreturn]] void refuse_name(const std::string& text) {
  refuse(fmt::format("there is no variance \"{}\"", text),
         "it is model, hc0, hc1, hc2, hc3 or stata; with a column of clusters cluster:ID, cr0:ID, "
         "cr1s:ID, cr2:ID or cr3:ID; of resamples boot:N, boot:N,ID, jackknife or jackknife:ID; "
         "or like:TOOL, like:TOOL:ID of stata, sandwich, statsmodels, sas");
}

constexpr Index kMostResamples = 1'000'000;

void check_resamples(const VarianceChoice& choice) {
  if (choice.clusters.size() > 1) {
    refuse("resamples are of rows, or of the clusters of one column",
           fmt::format("{}:{}{}", kVarianceNames[static_cast<int>(choice.kind)],
                       choice.kind == Variance::boot ? fmt::format("{},", choice.resamples) : "",
                       choice.clusters.front()));
  }
  if (choice.kind == Variance::jackknife) return;
  if (choice.resamples < 2 || choice.resamples > kMostResamples) {
    refuse(fmt::format("a bootstrap takes 2 to {} resamples", kMostResamples), "boot:1000");
  }
}

/// The first of the names behind `boot:` is the number of resamples.
void take_resamples(VarianceChoice& choice) {
  if (choice.clusters.empty()) refuse("a bootstrap needs a number of resamples", "boot:1000");
  const std::string count = choice.clusters.front();
  choice.clusters.erase(choice.clusters.begin());
  const auto [end, error] =
      std::from_chars(count.data(), count.data() + count.size(), choice.resamples);
  if (error == std::errc() && end == count.data() + count.size()) return;
  refuse(fmt::format("\"{}\" is no number of resamples", count), "boot:1000, boot:1000,ID");
}

Variance habit_of(const std::string& tool, bool clustered) {
  const auto habit = std::ranges::find(kHabits, tool, &Habit::tool);
  if (habit == std::end(kHabits)) refuse_name("like:" + tool);
  return clustered ? habit->clustered : habit->robust;
}

}  // namespace

VarianceChoice::VarianceChoice(Variance chosen, std::vector<std::string> columns)
    : kind(chosen), clusters(std::move(columns)) {}

std::string VarianceChoice::text() const {
  std::string result = kVarianceNames[static_cast<int>(kind)];
  char separator = ':';
  const auto add = [&](const std::string& part) {
    result += separator + part;
    separator = ',';
  };
  if (kind == Variance::boot) add(fmt::format("{}", resamples));
  for (const std::string& name : clusters) add(in_list(name));
  return result;
}

void VarianceChoice::validate() const {
  const std::string name = kVarianceNames[static_cast<int>(kind)];
  if (std::ranges::find(clusters, "") != clusters.end()) {
    refuse("a column of clusters has a name", fmt::format("{}:ID, where ID is a column", name));
  }
  if (is_resampled(kind)) return check_resamples(*this);
  if (!is_clustered(kind)) {
    if (clusters.empty()) return;
    refuse(fmt::format("the variance {} has no clusters", name),
           fmt::format("cluster:{} has", clusters.front()));
  }
  if (clusters.empty()) {
    refuse(fmt::format("the variance {} needs a column of clusters", name),
           fmt::format("{}:ID, where ID is a column", name));
  }
  if (clusters.size() > 2) refuse("a variance has at most two columns of clusters");
  if (clusters.size() == 1) return;
  if (clusters[0] == clusters[1]) {
    refuse(fmt::format("the clusters of {} are given twice", clusters[0]),
           fmt::format("{}:{}", name, clusters[0]));
  }
  if (kind == Variance::cr2 || kind == Variance::cr3) {
    refuse(fmt::format("the variance {} is defined for one column of clusters", name),
           fmt::format("cluster:{},{}", clusters[0], clusters[1]));
  }
}

VarianceChoice parse_variance(const std::string& text) {
  auto [name, columns] = split_at_colon(text);
  VarianceChoice choice;
  if (name == "like" && columns) {
    auto [tool, rest] = split_at_colon(*columns);
    choice.kind = habit_of(tool, rest.has_value());
    columns = std::move(rest);
  } else if (const auto named = variance_named(name)) {
    choice.kind = *named;
  } else {
    refuse_name(text);
  }
  if (columns) choice.clusters = column_names(*columns);
  if (choice.kind == Variance::boot) take_resamples(choice);
  choice.validate();
  return choice;
}

}  // namespace odds
