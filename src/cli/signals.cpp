#include "cli/signals.hpp"

#include <array>
#include <climits>
#include <csignal>
#include <cstring>
#include <unistd.h>

namespace odds::cli {
namespace {

constexpr int kSlots = 4;  // -o, --save, --trace or --report, and one to spare
constexpr int kNoSlot = -1;

struct Slot {
  volatile std::sig_atomic_t used = 0;
  std::array<char, PATH_MAX> path{};
};

// A signal handler reaches nothing but static memory.
std::array<Slot, kSlots> slots;

extern "C" void end_by_signal(int signal) {
  for (const Slot& slot : slots) {
    if (slot.used != 0) ::unlink(slot.path.data());
  }
  ::_exit(128 + signal);
}

}  // namespace

void handle_signals() {
  struct sigaction action {};
  action.sa_handler = end_by_signal;
  sigfillset(&action.sa_mask);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction before {};
    ::sigaction(signal, nullptr, &before);
    // A parent such as nohup may have asked for a signal to be ignored.
    if (before.sa_handler != SIG_IGN) ::sigaction(signal, &action, nullptr);
  }
  ::signal(SIGPIPE, SIG_IGN);
  ::signal(SIGXFSZ, SIG_IGN);
}

RemovedOnSignal::RemovedOnSignal(const std::string& path) : slot_(kNoSlot) {
  for (int i = 0; i < kSlots && path.size() < PATH_MAX; ++i) {
    Slot& slot = slots[static_cast<std::size_t>(i)];
    if (slot.used != 0) continue;
    std::memcpy(slot.path.data(), path.c_str(), path.size() + 1);
    slot.used = 1;  // only now: the handler may run between any two statements
    slot_ = i;
    return;
  }
}

RemovedOnSignal::~RemovedOnSignal() {
  if (slot_ != kNoSlot) slots[static_cast<std::size_t>(slot_)].used = 0;
}

}  // namespace odds::cli
