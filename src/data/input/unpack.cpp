#include "data/input/unpack.hpp"

#include "base/failure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <vector>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

namespace odds {

namespace {

using std::string_view_literals::operator""sv;

constexpr std::size_t kPiece = std::size_t{1} << 18;

/// What a step of unpacking came to.
enum class Step { more, whole, damaged };

[[noreturn]] void fail(const std::string& name, Index byte, const char* what) {
  throw_data(place_in(name), fmt::format("the compressed data {} at byte {}", what, byte),
             "copy or download the file again");
}

// Packed bytes come in through one piece of memory, text leaves through another.
class Streams {
 public:
  Streams(const PackedBytes& packed, TextSnapshot& text)
      : packed_(packed), text_(text), in_(kPiece), out_(kPiece) {}

  // The packed bytes at hand; none: the input has ended.
  std::span<char> rest() {
    if (begin_ == end_) {
      begin_ = 0;
      end_ = static_cast<std::size_t>(packed_(offset_, in_.data(), static_cast<Index>(kPiece)));
      offset_ += static_cast<Index>(end_);
    }
    return std::span(in_).subspan(begin_, end_ - begin_);
  }
  std::span<char> room() { return out_; }

  void advance(std::size_t taken, std::size_t written) {
    begin_ += taken;
    keep(std::span(out_).first(written));
    moved_ = taken + written > 0;
  }

  // The bytes at hand are text themselves.
  void copy() {
    keep(rest());
    begin_ = end_;
  }

  // Takes zeros as long as there are any; whether there were.
  bool skip_zeros() {
    bool any = false;
    while (!rest().empty() && rest().front() == '\0') {
      const std::span<char> bytes = rest();
      const auto zeros = std::ranges::find_if(bytes, [](char byte) { return byte != '\0'; });
      begin_ += static_cast<std::size_t>(zeros - bytes.begin());
      any = true;
    }
    return any;
  }

  bool met_nul() const { return met_nul_; }
  bool stands_still() const { return !moved_; }
  Index taken() const { return offset_ - static_cast<Index>(end_ - begin_); }

 private:
  void keep(std::span<const char> bytes) {
    if (bytes.empty()) return;
    text_.append(bytes.data(), std::ssize(bytes));
    met_nul_ = met_nul_ || std::memchr(bytes.data(), '\0', bytes.size()) != nullptr;
  }

  const PackedBytes& packed_;
  TextSnapshot& text_;
  std::vector<char> in_;
  std::vector<char> out_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  Index offset_ = 0;  // of the packed byte behind those at hand
  bool moved_ = false;
  bool met_nul_ = false;
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
    const std::span<char> in = streams.rest();
    const std::span<char> out = streams.room();
    stream_.next_in = reinterpret_cast<Bytef*>(in.data());
    stream_.avail_in = static_cast<uInt>(in.size());
    stream_.next_out = reinterpret_cast<Bytef*>(out.data());
    stream_.avail_out = static_cast<uInt>(out.size());
    const int status = inflate(&stream_, Z_NO_FLUSH);
    if (status == Z_MEM_ERROR) throw std::bad_alloc();
    streams.advance(in.size() - stream_.avail_in, out.size() - stream_.avail_out);
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
    // Room for the window is asked for when a frame needs it.
    const int longest = ZSTD_dParam_getBounds(ZSTD_d_windowLogMax).upperBound;
    ZSTD_DCtx_setParameter(stream_.get(), ZSTD_d_windowLogMax, longest);
  }

  Step step(Streams& streams) {
    const std::span<char> in = streams.rest();
    const std::span<char> out = streams.room();
    ZSTD_inBuffer from{in.data(), in.size(), 0};
    ZSTD_outBuffer to{out.data(), out.size(), 0};
    const std::size_t status = ZSTD_decompressStream(stream_.get(), &to, &from);
    streams.advance(from.pos, to.pos);
    if (ZSTD_getErrorCode(status) == ZSTD_error_memory_allocation) throw std::bad_alloc();
    if (ZSTD_isError(status) != 0) return Step::damaged;
    return status == 0 ? Step::whole : Step::more;
  }

 private:
  struct Free {
    void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
  };
  std::unique_ptr<ZSTD_DStream, Free> stream_;
};

void copy_all(Streams streams) {
  while (!streams.met_nul() && !streams.rest().empty()) streams.copy();
}

template <class Reader>
void unpack_with(Streams streams, const std::string& name) {
  Reader reader;
  Step last = Step::more;
  while (!streams.met_nul() && (last == Step::more || !streams.rest().empty())) {
    if (last == Step::whole && streams.skip_zeros()) {
      if (streams.rest().empty()) return;
      fail(name, streams.taken(), "are damaged");
    }
    last = reader.step(streams);
    if (last == Step::damaged) fail(name, streams.taken(), "are damaged");
    if (last == Step::more && streams.stands_still()) fail(name, streams.taken(), "end too early");
  }
}

}  // namespace

Packing packing_of(std::string_view head) {
  if (head.starts_with("\x1F\x8B"sv)) return Packing::gzip;
  if (head.starts_with("\x28\xB5\x2F\xFD"sv)) return Packing::zstd;
  constexpr unsigned char kAnyUse = 0xF0;  // 16 marks, for whatever use
  const bool skippable = head.size() >= 4 && head.substr(1, 3) == "\x2A\x4D\x18"sv &&
                         (static_cast<unsigned char>(head.front()) & kAnyUse) == 0x50;
  return skippable ? Packing::zstd : Packing::none;
}

void unpack(Packing packing, const PackedBytes& packed, const std::string& name,
            TextSnapshot& text) {
  if (packing == Packing::none) copy_all({packed, text});
  if (packing == Packing::gzip) unpack_with<GzipReader>({packed, text}, name);
  if (packing == Packing::zstd) unpack_with<ZstdReader>({packed, text}, name);
}

}  // namespace odds
