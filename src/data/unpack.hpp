// Inputs that come compressed.
#pragma once

#include "data/kept_text.hpp"

#include <odds/types.hpp>

#include <functional>
#include <string>
#include <string_view>

namespace odds {

enum class Packing { none, gzip, zstd };

/// The packing of an input that begins with `head`; 4 bytes of it suffice.
Packing packing_of(std::string_view head);

/// Copies bytes [offset, offset + count) of a packed input to `to`; returns how many there are.
using PackedBytes = std::function<Index(Index offset, char* to, Index count)>;

/// Adds to `text` what the input holds, which may be several gzip members or zstd frames one after
/// the other, as `cat a.gz b.gz` joins them. `name` is for messages. Memory: a megabyte.
///
/// Throws Error(data) for what is cut short, damaged, or followed by something else, with the byte
/// of the packed input that was reached.
void unpack(Packing packing, const PackedBytes& packed, const std::string& name, KeptText& text);

}  // namespace odds
