#include "parallel/free_memory.hpp"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <limits>
#include <mutex>
#include <optional>
#include <string>
#include <sys/resource.h>
#include <unistd.h>

namespace odds {
namespace {

constexpr Index kUnknown = std::numeric_limits<Index>::max();

/// The whole number at the beginning of a file; kUnknown if it does not begin with one.
Index number_in(const std::string& path) {
  std::ifstream file(path);
  Index number = 0;
  return file >> number ? number : kUnknown;
}

Index available_to_system() {
  constexpr Index kKibi = 1024;
  std::ifstream file("/proc/meminfo");
  for (std::string name, unit; file >> name;) {
    Index amount = 0;
    file >> amount;
    std::getline(file, unit);
    if (name == "MemAvailable:") return amount * kKibi;
  }
  return static_cast<Index>(sysconf(_SC_PHYS_PAGES)) * static_cast<Index>(sysconf(_SC_PAGE_SIZE));
}

/// Of version 2 of control groups, whose file holds `max` where there is no limit.
Index left_in_control_group() {
  std::ifstream groups("/proc/self/cgroup");
  std::string group;
  while (std::getline(groups, group)) {
    if (group.starts_with("0::")) break;
  }
  Index left = kUnknown;
  for (std::string path = group.starts_with("0::") ? group.substr(3) : ""; !path.empty();) {
    const std::string folder = "/sys/fs/cgroup" + path;
    const Index limit = number_in(folder + "/memory.max");
    const Index used = number_in(folder + "/memory.current");
    if (limit != kUnknown && used != kUnknown)
      left = std::min(left, std::max<Index>(0, limit - used));
    if (path == "/") break;
    path = path.substr(0, std::max<std::size_t>(1, path.rfind('/')));
  }
  return left;
}

Index left_in_address_space() {
  struct rlimit limit {};
  if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return kUnknown;
  const Index pages = number_in("/proc/self/statm");
  if (pages == kUnknown) return static_cast<Index>(limit.rlim_cur);
  const Index used = pages * static_cast<Index>(sysconf(_SC_PAGE_SIZE));
  return std::max<Index>(0, static_cast<Index>(limit.rlim_cur) - used);
}

}  // namespace

Index free_memory() {
  return std::min({available_to_system(), left_in_control_group(), left_in_address_space()});
}

Index recent_free_memory() {
  using Clock = std::chrono::steady_clock;
  constexpr std::chrono::seconds kRecent{1};
  static std::mutex guard;  // over what follows
  static std::optional<Index> found;
  static Clock::time_point when;
  const std::lock_guard lock(guard);
  const Clock::time_point now = Clock::now();
  if (!found || now - when > kRecent) {
    found = free_memory();
    when = now;
  }
  return *found;
}

}  // namespace odds
