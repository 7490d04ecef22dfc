#include "parallel/helpers.hpp"

#include <algorithm>
#include <iterator>
#include <system_error>
#include <utility>

namespace odds {
namespace {

/// Of the outermost HelpersOfCall of this thread; null within `work`.
thread_local Helpers* helpers_of_call = nullptr;

/// Hides them as long as it lives.
class InUse {
 public:
  InUse() : hidden_(std::exchange(helpers_of_call, nullptr)) {}
  ~InUse() { helpers_of_call = hidden_; }
  InUse(const InUse&) = delete;
  InUse& operator=(const InUse&) = delete;

  Helpers* helpers() const { return hidden_; }

 private:
  Helpers* hidden_;
};

}  // namespace

Helpers::~Helpers() {
  {
    const std::lock_guard lock(guard_);
    ending_ = true;
  }
  called_.notify_all();
  threads_.clear();  // joins them before what they use ends
}

void Helpers::run(Index count, const std::function<void()>& work) {
  start(count);
  {
    const std::lock_guard lock(guard_);
    work_ = &work;
    calls_ = std::min<Index>(count, std::ssize(threads_));
  }
  called_.notify_all();
  work();
  std::unique_lock lock(guard_);
  calls_ = 0;
  done_.wait(lock, [this] { return working_ == 0; });
}

void Helpers::start(Index count) {
  threads_.reserve(static_cast<std::size_t>(count));
  try {
    while (std::ssize(threads_) < count) threads_.emplace_back([this] { help(); });
  } catch (const std::system_error&) {
    // No more threads to be had: those that run, at least this one, give the same result.
  }
}

void Helpers::help() {
  std::unique_lock lock(guard_);
  while (true) {
    called_.wait(lock, [this] { return calls_ > 0 || ending_; });
    if (ending_) return;
    --calls_;
    ++working_;
    const std::function<void()>& work = *work_;
    lock.unlock();
    work();
    lock.lock();
    if (--working_ == 0) done_.notify_one();
  }
}

HelpersOfCall::HelpersOfCall() {
  if (helpers_of_call == nullptr) helpers_of_call = &own_;
}

HelpersOfCall::~HelpersOfCall() {
  if (helpers_of_call == &own_) helpers_of_call = nullptr;
}

void run_with_helpers(Index count, const std::function<void()>& work) {
  const InUse of_call;
  if (of_call.helpers() != nullptr) return of_call.helpers()->run(count, work);
  Helpers().run(count, work);
}

}  // namespace odds
