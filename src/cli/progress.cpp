#include "cli/progress.hpp"

#include "cli/standard_error.hpp"
#include "cli/terminal.hpp"

#include <string>

namespace odds::cli {
namespace {

constexpr std::chrono::milliseconds kPatience(1000);
constexpr std::chrono::milliseconds kInterval(100);
constexpr const char* kEraseLine = "\r\033[K";

}  // namespace

ProgressLine::ProgressLine(int terminal) : terminal_(terminal), next_(Clock::now() + kPatience) {}

ProgressLine::~ProgressLine() { clear(); }

std::function<void(const Progress&)> ProgressLine::observer() {
  if (terminal_ == kNoTerminal) return {};
  return [this](const Progress& progress) { show(progress); };
}

void ProgressLine::show(const Progress& progress) {
  const Clock::time_point now = Clock::now();
  const std::string text = text_.tell(progress, now);
  if (now < next_) return;
  next_ = now + kInterval;
  drawn_ = true;
  write_all(terminal_, kEraseLine + cut(text, terminal_width(terminal_) - 1));
}

void ProgressLine::clear() {
  if (!drawn_) return;
  drawn_ = false;
  write_all(terminal_, kEraseLine);
}

}  // namespace odds::cli
