// Inputs that come compressed, or once only: their text is kept.
#pragma once

#include "data/input/text_snapshot.hpp"

#include <odds/types.hpp>

#include <functional>
#include <string>
#include <string_view>

namespace odds {

enum class Packing { none, gzip, zstd };

/// The packing of an input that begins with `head`; 4 bytes of it suffice. A skippable frame, which
/// begins a file of pzstd, belongs to zstd.
Packing packing_of(std::string_view head);

/// Copies bytes of a packed input from `offset` on to `to`, at most `count`; returns how many. 0:
/// the input has ended. `unpack` asks for one piece after the other, as a pipe has them.
using PackedBytes = std::function<Index(Index offset, char* to, Index count)>;

/// Adds to `text` what the input holds, which may be several gzip members or zstd frames one after
/// the other, as `cat a.gz b.gz` joins them; zeros behind the last, as tapes and block devices pad
/// it, are no part of it. `name` is for messages.
///
/// It ends after the piece with the first NUL: no text contains one, and who reads `text` meets it
/// before the end. So an endless stream of zeros, packed or not, takes no room.
///
/// Memory: a megabyte, and for zstd the window of the frame, up to 2 GiB if it was packed with
/// `--long=31`. Throws std::bad_alloc where that cannot be had, and Error(data) for what is cut
/// short, damaged, or followed by something else, with the byte of the packed input that was
/// reached.
void unpack(Packing packing, const PackedBytes& packed, const std::string& name,
            TextSnapshot& text);

}  // namespace odds
