#include "cli/signals.hpp"

#include <algorithm>
#include <array>
#include <climits>
#include <csignal>
#include <cstring>
#include <unistd.h>

namespace odds::cli {
namespace {

constexpr int kSlots = 8;  // more than any command has files to write
constexpr int kNoSlot = -1;

/// Signals that do not end a program, those that cannot be handled, and those that
/// `handle_signals` ignores.
constexpr std::array kHarmless = {SIGKILL, SIGSTOP, SIGCHLD, SIGCONT, SIGTSTP, SIGTTIN,
                                  SIGTTOU, SIGURG,  SIGPIPE, SIGXFSZ, SIGWINCH};

/// Signals of faults of the program itself, of which the system keeps a picture.
constexpr std::array kCrashes = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGSYS, SIGTRAP};

struct Slot {
  volatile std::sig_atomic_t used = 0;
  std::array<char, PATH_MAX> path{};
};

// A signal handler reaches nothing but static memory.
std::array<Slot, kSlots> slots;

template <std::size_t n>
bool is_among(const std::array<int, n>& signals, int signal) {
  return std::find(signals.begin(), signals.end(), signal) != signals.end();
}

extern "C" void end_by_signal(int signal) {
  odds::cli::remove_temporary_files();
  if (!is_among(kCrashes, signal)) ::_exit(128 + signal);
  ::signal(signal, SIG_DFL);
  ::raise(signal);  // takes effect when the handler returns, as the signal is blocked until then
}

}  // namespace

void handle_signals() {
  struct sigaction action {};
  action.sa_handler = end_by_signal;
  sigfillset(&action.sa_mask);
  for (int signal = 1; signal <= SIGRTMAX; ++signal) {
    struct sigaction before {};
    if (is_among(kHarmless, signal) || ::sigaction(signal, nullptr, &before) != 0) continue;
    // A parent such as nohup may have asked for a signal to be ignored, and a sanitizer handles
    // crashes.
    if (before.sa_handler == SIG_DFL) ::sigaction(signal, &action, nullptr);
  }
  ::signal(SIGPIPE, SIG_IGN);
  ::signal(SIGXFSZ, SIG_IGN);
}

void remove_temporary_files() noexcept {
  for (const Slot& slot : slots) {
    if (slot.used != 0) ::unlink(slot.path.data());
  }
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

SignalsHeld::SignalsHeld() {
  sigset_t all;
  sigfillset(&all);
  ::pthread_sigmask(SIG_BLOCK, &all, &before_);
}

SignalsHeld::~SignalsHeld() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

}  // namespace odds::cli
