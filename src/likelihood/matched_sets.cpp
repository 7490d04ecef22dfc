#include "likelihood/matched_sets.hpp"

#include "base/failure.hpp"
#include "likelihood/set_recursion.hpp"
#include "parallel/block_reduce.hpp"
#include "parallel/free_memory.hpp"

#include <odds/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace odds {
namespace {

double events_of(const DesignRows& rows, Index i) {
  return rows.data.trials.size() > 0 ? rows.data.events[i] : rows.share[i];
}

double trials_of(const DesignRows& rows, Index i) {
  return rows.data.trials.size() > 0 ? rows.data.trials[i] : 1.0;
}

ClusterSums census_of_block(const DesignRows& rows, const std::string& column) {
  ObservedClusters met = observed_clusters(cluster_keys(rows.data, {&column, 1}));
  ClusterSums sums(std::move(met.keys), 3);
  for (Index i = 0; i < rows.rows(); ++i) {
    const double events = events_of(rows, i);
    sums.values.col(met.place[static_cast<std::size_t>(i)]) +=
        Eigen::Vector3d(events, trials_of(rows, i) - events, 1.0);
  }
  return sums;
}

/// Rows of informative sets in the order of the file.
struct GatheredRows {
  std::vector<Index> set;
  std::vector<double> numbers;  ///< for each row: events, non-events, offset, p columns

  GatheredRows& operator+=(const GatheredRows& other) {
    set.insert(set.end(), other.set.begin(), other.set.end());
    numbers.insert(numbers.end(), other.numbers.begin(), other.numbers.end());
    return *this;
  }
  auto fields() { return std::tie(set, numbers); }
};

constexpr Index kBeforeColumns = 3;

/// The sets that are gathered, ascending: their keys.
std::vector<ClusterKey> informative_keys(const SetCensus& census) {
  std::vector<ClusterKey> keys;
  for (Index set = 0; set < census.sets(); ++set) {
    if (census[set].is_informative()) keys.push_back(census.keys()[static_cast<std::size_t>(set)]);
  }
  return keys;
}

void append_row(const DesignRows& rows, Index i, Index columns, std::vector<DesignEntry>& entries,
                GatheredRows& gathered) {
  const double events = events_of(rows, i);
  std::vector<double>& numbers = gathered.numbers;
  numbers.insert(numbers.end(), {events, trials_of(rows, i) - events, rows.offset[i]});
  const std::size_t begin = numbers.size();
  numbers.resize(begin + static_cast<std::size_t>(columns), 0.0);
  read_row(rows.x, i, entries);
  for (const DesignEntry& entry : entries) {
    numbers[begin + static_cast<std::size_t>(entry.column)] = entry.value;
  }
}

/// Room for the members of the informative sets.
MatchedSets empty_sets(const SetCensus& census, Index columns) {
  MatchedSets sets;
  sets.first.push_back(0);
  for (Index s = 0; s < census.sets(); ++s) {
    const SetTally set = census[s];
    if (!set.is_informative()) continue;
    sets.events.push_back(static_cast<Index>(set.events));
    sets.first.push_back(sets.first.back() + static_cast<Index>(set.events + set.nonevents));
  }
  const Index members = sets.first.back();
  sets.x.resize(columns, members);
  sets.offset.resize(members);
  return sets;
}

void require_room(const SetCensus& census, Index columns) {
  constexpr double kGigabyte = 1e9;
  double members = 0.0;
  for (Index s = 0; s < census.sets(); ++s) {
    const SetTally set = census[s];
    if (set.is_informative()) members += set.events + set.nonevents;
  }
  const double need = 2.0 * sizeof(double) * members * static_cast<double>(columns + 2);
  const auto limit = static_cast<double>(free_memory());
  if (need <= limit) return;
  throw_system({},
               fmt::format("the {:.0f} members of the matched sets need about {:.0f} GB of memory, "
                           "and {:.0f} GB are free",
                           members, need / kGigabyte, limit / kGigabyte),
               "fit some of the sets, with --where");
}

/// The recursion keeps some numbers for each pair of an event and a member, a set a thread.
void require_room_for_recursion(const SetCensus& census, const std::string& column,
                                const Execution& execution) {
  constexpr double kGigabyte = 1e9;
  const auto need_of = [](const SetTally& set) {
    const double members = set.events + set.nonevents;
    return SetRecursion::kNumbersOfStep * sizeof(double) * members *
           std::min(set.events, set.nonevents);
  };
  SetTally largest;
  for (Index s = 0; s < census.sets(); ++s) {
    if (need_of(census[s]) > need_of(largest)) largest = census[s];
  }
  const auto at_once =
      static_cast<double>(std::min(static_cast<Index>(execution.thread_count()), census.sets()));
  const double need = at_once * need_of(largest);
  const auto limit = static_cast<double>(free_memory());
  if (need <= limit) return;
  throw Error(
      ErrorKind::model,
      {.what = fmt::format("a set of {} has {:.0f} members with {:.0f} events: its exact "
                           "conditional likelihood needs about {:.0f} GB of memory, and {:.0f} GB "
                           "are free",
                           column, largest.events + largest.nonevents, largest.events,
                           need / kGigabyte, limit / kGigabyte),
       .where = {},
       .hint = fmt::format("of sets as large as that C({}) as a term hardly biases the other "
                           "coefficients",
                           column),
       .excerpt = {}});
}

/// Puts the members of the rows where they belong.
void place_members(const GatheredRows& rows, MatchedSets& sets) {
  std::vector<Index> next_event(sets.first.begin(), sets.first.end() - 1);
  std::vector<Index> next_other = next_event;
  for (std::size_t s = 0; s < sets.events.size(); ++s) next_other[s] += sets.events[s];
  const Index columns = sets.columns();
  const double* row = rows.numbers.data();
  for (const Index set : rows.set) {
    const Eigen::Map<const Vector> x(row + kBeforeColumns, columns);
    const auto put = [&](Index& next, double members) {
      for (; members > 0.0; members -= 1.0, ++next) {
        sets.x.col(next) = x;
        sets.offset[next] = row[2];
      }
    };
    put(next_event[static_cast<std::size_t>(set)], row[0]);
    put(next_other[static_cast<std::size_t>(set)], row[1]);
    row += kBeforeColumns + columns;
  }
}

}  // namespace

SetCensus count_sets(const DesignReader& reader, const std::string& column,
                     const Execution& execution) {
  return SetCensus(sum_over_blocks(
      reader, execution, ClusterSums(),
      [&](DesignRows& rows) { return census_of_block(rows, column); }, "counting sets"));
}

MatchedSets gather_sets(const DesignReader& reader, const std::string& column,
                        const SetCensus& census, const Execution& execution) {
  const Index columns = reader.plan().columns();
  require_room(census, columns);
  require_room_for_recursion(census, column, execution);
  const std::vector<ClusterKey> keys = informative_keys(census);
  const GatheredRows rows = sum_over_blocks(
      reader, execution, GatheredRows(),
      [&](DesignRows& block) {
        GatheredRows gathered;
        std::vector<DesignEntry> entries;
        const std::vector<ClusterKey> own = cluster_keys(block.data, {&column, 1});
        for (Index i = 0; i < block.rows(); ++i) {
          const ClusterKey& key = own[static_cast<std::size_t>(i)];
          const auto found = std::ranges::lower_bound(keys, key);
          if (found == keys.end() || *found != key) continue;
          gathered.set.push_back(found - keys.begin());
          append_row(block, i, columns, entries, gathered);
        }
        return gathered;
      },
      "gathering sets");
  MatchedSets sets = empty_sets(census, columns);
  place_members(rows, sets);
  return sets;
}

}  // namespace odds
