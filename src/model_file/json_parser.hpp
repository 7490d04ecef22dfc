// JSON text as a tree, read without trust.
#pragma once

#include "model_file/json.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace odds {

/// How deep the values of a text may be nested.
inline constexpr int kDeepestJson = 32;

/// The next piece of a text, which stays valid until the next call; empty: the text has ended.
using NextPiece = std::function<std::string_view()>;

/// Reads one value from the pieces of a text, no piece beyond the first byte that cannot be part of
/// it. Time: O(n log n) in the bytes; memory: 40 bytes for a value.
///
/// Throws Error(data), naming `file`, for what is no JSON, a number out of range, a text that is no
/// UTF-8, an object with two members of one name, and nesting beyond kDeepestJson.
Json parse_json(const NextPiece& next, const std::string& file);

/// The same of a text that is there as a whole.
Json parse_json(std::string_view text, const std::string& file);

/// Throws Error(data): `file` is no model that this program can use, for the reason `what`.
[[noreturn]] void throw_damaged(const std::string& file, const std::string& what);

}  // namespace odds
