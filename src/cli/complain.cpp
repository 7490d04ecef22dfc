#include "cli/complain.hpp"

#include "cli/no_maximum.hpp"

#include <odds/version.hpp>

#include <fmt/format.h>

#include <new>

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

void print_lines(const Error& error) {
  const Error::Text& text = error.text();
  fmt::print(stderr, "odds: {}\n", error.what());
  if (!text.excerpt.empty()) {
    fmt::print(stderr, "{}{}", text.excerpt, text.excerpt.back() == '\n' ? "" : "\n");
  }
  if (!text.hint.empty()) fmt::print(stderr, "hint: {}\n", text.hint);
}

int say(Session& session, const Error& error, const Report& document) {
  session.clear_progress();
  print_lines(error);
  if (wants_json(session)) {
    try {
      Output output("");
      render(document, Format::json, {.ascii = session.flags.look.ascii}, output.stream());
      output.commit();
    } catch (const Error&) {
      // Standard output is what failed, or it fails too: the lines above have been said.
    } catch (const ClosedPipe&) {
      // Nobody reads the object.
    }
  }
  return static_cast<int>(error.kind());
}

int say_bug(Session& session, const std::string& what) {
  session.clear_progress();
  fmt::print(stderr,
             "odds: unexpected: {}\n"
             "hint: this is a bug in odds {}; please report this line with the command and, if "
             "possible, the data\n",
             what, kVersion);
  return kStatusOfBug;
}

}  // namespace

int complain(Session& session) {
  try {
    throw;
  } catch (const NoMaximum& error) {
    return say(session, error, error.report());
  } catch (const Error& error) {
    return say(session, error, report(error));
  } catch (const ClosedPipe&) {
    return kStatusOfClosedPipe;
  } catch (const std::bad_alloc&) {
    const Error error(ErrorKind::system,
                      {.what = "not enough memory", .where = {}, .hint = {}, .excerpt = {}});
    return say(session, error, report(error));
  } catch (const std::exception& error) {
    return say_bug(session, error.what());
  } catch (...) {
    return say_bug(session, "an exception without a message");
  }
}

}  // namespace odds::cli
