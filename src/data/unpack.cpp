#include "data/unpack.hpp"

#include "data/failure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <new>
#include <utility>
#include <zlib.h>
#include <zstd.h>

namespace odds {

namespace {

using std::string_view_literals::operator""sv;

constexpr std::size_t kFirstRoom = std::size_t{1} << 16;
constexpr std::size_t kMostAtOnce = std::size_t{1} << 30;  // zlib counts in 32 bits

/// What a step of unpacking came to.
enum class Step { more, whole, damaged };

[[noreturn]] void fail(const std::string& name, std::size_t byte, const char* what) {
  throw_data(place_in(name), fmt::format("the compressed data {} at byte {}", what, byte),
             "copy or download the file again");
}

/// Text that grows by itself, and the bytes that are still to be unpacked.
struct Streams {
  std::string_view packed;
  std::size_t taken = 0;
  std::string text;
  std::size_t written = 0;

  std::size_t rest() const { return packed.size() - taken; }
  std::size_t room() {
    if (written == text.size()) text.resize(std::max(kFirstRoom, 2 * text.size()));
    return text.size() - written;
  }
};

class GzipReader {
 public:
  GzipReader() {
    constexpr int kGzipOnly = 16;
    if (inflateInit2(&stream_, MAX_WBITS + kGzipOnly) != Z_OK) throw std::bad_alloc();
  }
  GzipReader(const GzipReader&) = delete;
  GzipReader& operator=(const GzipReader&) = delete;
  ~GzipReader() { inflateEnd(&stream_); }

  Step step(Streams& streams) {
    const std::size_t in = std::min(streams.rest(), kMostAtOnce);
    const std::size_t out = std::min(streams.room(), kMostAtOnce);
    // zlib does not write to its input, but says so only under ZLIB_CONST.
    stream_.next_in =
        reinterpret_cast<Bytef*>(const_cast<char*>(streams.packed.data())) + streams.taken;
    stream_.avail_in = static_cast<uInt>(in);
    stream_.next_out = reinterpret_cast<Bytef*>(streams.text.data()) + streams.written;
    stream_.avail_out = static_cast<uInt>(out);
    const int status = inflate(&stream_, Z_NO_FLUSH);
    if (status == Z_MEM_ERROR) throw std::bad_alloc();
    streams.taken += in - stream_.avail_in;
    streams.written += out - stream_.avail_out;
    if (status == Z_STREAM_END) return inflateReset(&stream_) == Z_OK ? Step::whole : Step::damaged;
    return status == Z_OK || status == Z_BUF_ERROR ? Step::more : Step::damaged;
  }

 private:
  z_stream stream_{};
};

class ZstdReader {
 public:
  ZstdReader() : stream_(ZSTD_createDStream()) {
    if (stream_ == nullptr) throw std::bad_alloc();
  }

  Step step(Streams& streams) {
    const std::size_t room = streams.room();  // may move the text
    ZSTD_outBuffer out{streams.text.data() + streams.written, room, 0};
    ZSTD_inBuffer in{streams.packed.data() + streams.taken, streams.rest(), 0};
    const std::size_t status = ZSTD_decompressStream(stream_.get(), &out, &in);
    streams.taken += in.pos;
    streams.written += out.pos;
    if (ZSTD_isError(status) != 0) return Step::damaged;
    return status == 0 ? Step::whole : Step::more;
  }

 private:
  struct Free {
    void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
  };
  std::unique_ptr<ZSTD_DStream, Free> stream_;
};

template <class Reader>
std::string unpack_with(std::string_view packed, const std::string& name) {
  Reader reader;
  Streams streams{.packed = packed, .taken = 0, .text = {}, .written = 0};
  Step last = Step::more;
  while (streams.rest() > 0 || last == Step::more) {
    const std::size_t before = streams.taken + streams.written;
    last = reader.step(streams);
    if (last == Step::damaged) fail(name, streams.taken, "are damaged");
    const bool stands_still = streams.taken + streams.written == before;
    if (last == Step::more && stands_still) fail(name, streams.taken, "end too early");
  }
  streams.text.resize(streams.written);
  return std::move(streams.text);
}

}  // namespace

Packing packing_of(std::string_view head) {
  if (head.starts_with("\x1F\x8B"sv)) return Packing::gzip;
  return head.starts_with("\x28\xB5\x2F\xFD"sv) ? Packing::zstd : Packing::none;
}

std::string unpack(Packing packing, std::string_view packed, const std::string& name) {
  if (packing == Packing::gzip) return unpack_with<GzipReader>(packed, name);
  if (packing == Packing::zstd) return unpack_with<ZstdReader>(packed, name);
  return std::string(packed);
}

}  // namespace odds
