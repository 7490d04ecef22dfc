#include "cli/report_error.hpp"

#include "cli/no_maximum.hpp"
#include "cli/standard_error.hpp"
#include "cli/terminal.hpp"

#include <odds/version.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <new>
#include <string_view>
#include <unistd.h>

namespace odds::cli {
namespace {

constexpr int kStatusOfBug = 1;
constexpr int kStatusOfClosedPipe = 141;  // as if SIGPIPE had ended the process

/// Also when the command line itself could not be understood.
bool wants_json(const Session& session) {
  if (session.format() == Format::json) return true;
  const std::vector<std::string>& words = session.words();
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--format=json") return true;
    if (words[i] == "--format" && i + 1 < words.size() && words[i + 1] == "json") return true;
  }
  return false;
}

/// An option out of range under the name and with the help of its flag.
OptionError of_flag(const OptionError& error) {
  static const std::map<std::string, std::string> kFlags = {{"tolerance", "--tol"},
                                                            {"max_iterations", "--maxit"}};
  const auto found = kFlags.find(error.name());
  const bool is_level = error.name() == "level";
  return OptionError(found == kFlags.end() ? "--" + error.name() : found->second, error.value(),
                     error.range(),
                     is_level ? "a level is a share, as 0.95, or a percentage, as 95" : "");
}

/// The lines of `text`, each ended and without anything that a terminal would obey.
std::string printable_lines(std::string_view text) {
  std::string lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines += printable_sentence(text.substr(0, end)) + '\n';
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

/// A sentence behind its head, in the lines of the terminal if it goes to one.
std::string folded_line(const std::string& head, std::string_view sentence) {
  return wrapped(head + printable_sentence(sentence), terminal_width(STDERR_FILENO),
                 static_cast<int>(head.size())) +
         '\n';
}

std::string lines(const Error& error) {
  const Error::Text& text = error.text();
  std::string all = folded_line("odds: ", error.what());
  all += printable_lines(text.excerpt);
  if (!text.hint.empty()) all += folded_line("hint: ", text.hint);
  return all;
}

/// Writes the error as an object for programs. What prevents that is no other failure: it has been
/// told already.
void write_object(const Session& session, const Report& document) {
  try {
    if (!wants_json(session)) return;
    Output output("");
    render(document, Format::json, {.ascii = session.flags.look.ascii}, output.stream());
    complete({&output});
  } catch (const Error&) {
    // Standard output is what failed, or it fails too.
  } catch (const ClosedPipe&) {
    // Nobody reads the object.
  } catch (const std::bad_alloc&) {
    // The object is too large for the memory that is left.
  }
}

int say(Session* session, const Error& error, const Report& document) {
  if (session != nullptr) session->clear_progress();
  if (!write_to_standard_error(lines(error))) return kStatusOfClosedPipe;
  if (session != nullptr) write_object(*session, document);
  return static_cast<int>(error.kind());
}

int say_bug(Session* session, const std::string& what) {
  if (session != nullptr) session->clear_progress();
  write_to_standard_error(
      fmt::format("odds: unexpected: {}\n"
                  "hint: this is a bug in odds {}; please report this line with the command and, "
                  "if possible, the data\n",
                  printable(what), kVersion));
  return kStatusOfBug;
}

int say_failure(Session* session) {
  try {
    throw;
  } catch (const NoMaximum& error) {
    return say(session, error, error.report());
  } catch (const OptionError& error) {
    const OptionError renamed = of_flag(error);
    return say(session, renamed, report(renamed));
  } catch (const Error& error) {
    return say(session, error, report(error));
  } catch (const ClosedPipe&) {
    return kStatusOfClosedPipe;
  } catch (const std::bad_alloc&) {
    const Error error(ErrorKind::system,
                      {.what = "not enough memory",
                       .where = {},
                       .hint = "close other programs, use fewer --threads, or a machine with more "
                               "memory; only the columns that the formula needs are read",
                       .excerpt = {}});
    return say(session, error, report(error));
  } catch (const std::exception& error) {
    return say_bug(session, error.what());
  } catch (...) {
    return say_bug(session, "an exception without a message");
  }
}

}  // namespace

int report_error(Session* session) noexcept {
  try {
    return say_failure(session);
  } catch (const std::bad_alloc&) {
    write_to_standard_error(kNotEnoughMemory);
    return static_cast<int>(ErrorKind::system);
  }
}

}  // namespace odds::cli
