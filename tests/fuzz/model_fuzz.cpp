// Any bytes, read as a model file: a model or an odds::Error, and a model that was read is written
// and read again without change. The target puts the checksum right, which would stop all others.

#include "support/sealed_model.hpp"

#include <odds/error.hpp>
#include <odds/model_file.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

namespace {

std::optional<odds::Fit> read(std::string_view text) {
  try {
    return odds::parse_model(text);
  } catch (const odds::Error& error) {
    if (error.kind() != odds::ErrorKind::data) std::abort();
    return std::nullopt;
  }
}

void check(std::string_view text) {
  const auto fit = read(text);
  if (!fit) return;
  const std::string written = odds::model_text(*fit);
  const auto again = read(written);
  if (!again || odds::model_text(*again) != written) std::abort();
}

/// Sealing prints the value by recursion, so it must not be nested without bound.
bool is_shallow(std::string_view text) {
  return std::ranges::count_if(text, [](char c) { return c == '[' || c == '{'; }) < 1000;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): libFuzzer's interface is bytes.
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check(text);
  if (!is_shallow(text)) return 0;
  const odds::Json json = odds::Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (json.is_object()) check(odds::test::sealed(json));
  return 0;
}
