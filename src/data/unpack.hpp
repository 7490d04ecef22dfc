// Inputs that come compressed.
#pragma once

#include <odds/types.hpp>

#include <string>
#include <string_view>

namespace odds {

enum class Packing { none, gzip, zstd };

/// The packing of an input that begins with `head`; 4 bytes of it suffice.
Packing packing_of(std::string_view head);

/// The text that `packed` holds, which may be several gzip members or zstd frames one after the
/// other, as `cat a.gz b.gz` joins them. `name` is for messages.
///
/// The text is kept in memory as a whole. Throws Error(data) for what is cut short, damaged, or
/// followed by something else, with the byte of `packed` that was reached.
std::string unpack(Packing packing, std::string_view packed, const std::string& name);

}  // namespace odds
