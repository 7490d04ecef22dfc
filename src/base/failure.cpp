#include "base/failure.hpp"

#include <fmt/format.h>

#include <utility>

namespace odds {

namespace {

constexpr std::size_t kShownBytes = 60;

[[noreturn]] void fail(ErrorKind kind, Place where, std::string what, std::string hint,
                       std::string excerpt) {
  throw Error(kind, {.what = std::move(what),
                     .where = std::move(where),
                     .hint = std::move(hint),
                     .excerpt = std::move(excerpt)});
}

bool continues_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

bool is_control(char byte) { return static_cast<unsigned char>(byte) < 0x20U || byte == 0x7F; }

}  // namespace

void throw_data(Place where, std::string what, std::string hint, std::string excerpt) {
  fail(ErrorKind::data, std::move(where), std::move(what), std::move(hint), std::move(excerpt));
}

void throw_usage(Place where, std::string what, std::string hint) {
  fail(ErrorKind::usage, std::move(where), std::move(what), std::move(hint), {});
}

void refuse(std::string what, std::string hint) {
  throw_usage({}, std::move(what), std::move(hint));
}

void throw_system(const std::string& file, std::string what, std::string hint) {
  fail(ErrorKind::system, place_in(file), std::move(what), std::move(hint), {});
}

Place place_in(const std::string& file, Index line, const std::string& column) {
  return {.file = file, .line = line, .column = column};
}

std::string counted(Index count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string shown(std::string_view text) {
  std::size_t size = text.size();
  if (size > kShownBytes) {
    for (size = kShownBytes; size > 0 && continues_character(text[size]);) --size;
  }
  std::string result(text.substr(0, size));
  for (char& byte : result) {
    if (is_control(byte)) byte = '?';
  }
  if (size < text.size()) result += "...";
  return result;
}

}  // namespace odds
