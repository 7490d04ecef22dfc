#include "cli/launch_notes.hpp"

#include <odds/notes.hpp>

#include <fmt/format.h>

#include <cstdlib>
#include <string>

namespace odds::cli {
namespace {

struct Launcher {
  const char* size;
  const char* rank;
};

constexpr Launcher kLaunchers[] = {{"OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_RANK"},
                                   {"PMI_SIZE", "PMI_RANK"}};

int number_in_environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? 0 : std::atoi(value);
}

}  // namespace

std::vector<Note> launch_notes() {
  for (const Launcher& launcher : kLaunchers) {
    const int size = number_in_environment(launcher.size);
    if (size < 2 || number_in_environment(launcher.rank) != 0) continue;
    return {make_note(
        NoteCode::unshared_processes,
        fmt::format("{} processes of odds were started, each of which does all of the work: "
                    "odds-mpi shares it.",
                    size))};
  }
  return {};
}

}  // namespace odds::cli
