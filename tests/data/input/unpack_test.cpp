#include "data/input/unpack.hpp"

#include "support/error_of.hpp"

#include <odds/error.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <string_view>
#include <zlib.h>
#include <zstd.h>

namespace odds {
namespace {

using test::error_of;

/// Compresses with the packages' own packers.
std::string gzip(const std::string& text) {
  z_stream stream{};
  constexpr int kGzip = 16;
  REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, MAX_WBITS + kGzip, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string packed(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
  std::string source = text;
  stream.next_in = reinterpret_cast<Bytef*>(source.data());
  stream.avail_in = static_cast<uInt>(source.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

std::string zstd(const std::string& text) {
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), 3));
  return packed;
}

struct Format {
  Packing packing;
  std::string (*pack)(const std::string&);
};

constexpr Format kFormats[] = {{Packing::gzip, gzip}, {Packing::zstd, zstd}};

/// Longer than any buffer on the way, and not all the same.
std::string long_text() {
  std::string text;
  for (long i = 0; i < 100'000; ++i) text += std::to_string(i * i % 7919) + "\n";
  return text;
}

/// All of the text that `packed` holds.
std::string unpack(Packing packing, const std::string& packed, const std::string& name) {
  const auto read = [&](Index offset, char* to, Index count) {
    const auto got =
        packed.copy(to, static_cast<std::size_t>(count), static_cast<std::size_t>(offset));
    return static_cast<Index>(got);
  };
  TextSnapshot text(Index{1} << 30);
  unpack(packing, read, name, text);
  std::string all(static_cast<std::size_t>(text.size()), '\0');
  text.read(0, all.data(), text.size());
  return all;
}

TEST_CASE("what was packed comes back, in one piece or several") {
  for (const Format& format : kFormats) {
    for (const std::string& text : {std::string(), std::string("y,x\n1,2\n"), long_text()}) {
      const std::string packed = format.pack(text);
      CHECK(packing_of(packed) == format.packing);
      CHECK(unpack(format.packing, packed, "data") == text);
      CHECK(unpack(format.packing, packed + packed, "data") == text + text);
    }
  }
}

/// A zstd frame for which the reader needs a window of 2^`log` bytes.
std::string long_zstd(const std::string& text, int log) {
  const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(),
                                                                     &ZSTD_freeCCtx);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_enableLongDistanceMatching, 1);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_windowLog, log);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_contentSizeFlag, 0);
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  // The size of the text is unknown when the frame begins: its window cannot be cut to it.
  ZSTD_inBuffer in{text.data(), text.size(), 0};
  ZSTD_outBuffer out{packed.data(), packed.size(), 0};
  REQUIRE(ZSTD_compressStream2(context.get(), &out, &in, ZSTD_e_flush) == 0);
  REQUIRE(ZSTD_compressStream2(context.get(), &out, &in, ZSTD_e_end) == 0);
  packed.resize(out.pos);
  return packed;
}

TEST_CASE("zeros behind the end are padding") {
  for (const Format& format : kFormats) {
    const std::string packed = format.pack(long_text());
    for (const std::size_t zeros : {1UL, 511UL, 1'000'000UL}) {
      CHECK(unpack(format.packing, packed + std::string(zeros, '\0'), "data") == long_text());
    }
    const Error error =
        error_of([&] { unpack(format.packing, packed + std::string(512, '\0') + packed, "data"); });
    CHECK(error.text().what.starts_with("the compressed data are damaged at byte"));
  }
}

TEST_CASE("a window of zstd may be as long as the library allows") {
  for (const int log : {27, 28, 31}) {
    CAPTURE(log);
    const std::string packed = long_zstd(long_text(), log);
    // RFC 8878, 3.1.1.1.2: the exponent in the upper five bits behind mark and descriptor.
    CHECK(10 + (static_cast<unsigned char>(packed[5]) >> 3) == log);
    CHECK(unpack(Packing::zstd, packed, "data") == long_text());
  }
}

TEST_CASE("frames that zstd skips may stand before, between and behind others") {
  using std::string_view_literals::operator""sv;
  for (const char use : {'\x50', '\x5F'}) {
    const std::string skipped = use + std::string("\x2A\x4D\x18\x03\x00\x00\x00pad"sv);
    CHECK(packing_of(skipped) == Packing::zstd);
    const std::string packed = skipped + zstd("y,x\n") + skipped + zstd("1,2\n") + skipped;
    CHECK(unpack(Packing::zstd, packed, "data") == "y,x\n1,2\n");
  }
  CHECK(packing_of("\x60\x2A\x4D\x18") == Packing::none);
}

TEST_CASE("an endless stream of zeros ends with its first piece") {
  TextSnapshot text(Index{1} << 30);
  Index asked = 0;
  const auto zeros = [&](Index, char* to, Index count) {
    REQUIRE(++asked < 10);
    std::fill_n(to, count, '\0');
    return count;
  };
  unpack(Packing::none, zeros, "data", text);
  CHECK(text.size() > 0);
  CHECK(text.size() < 1'000'000);
  // The same packed: 100 MB of zeros.
  CHECK(unpack(Packing::gzip, gzip(std::string(100'000'000, '\0')), "data").size() < 1'000'000);
}

TEST_CASE("a text is not taken for packed") {
  for (const char* text : {"", "y", "y,x\n1,2\n", "\xEF\xBB\xBFy,x\n"}) {
    CHECK(packing_of(text) == Packing::none);
  }
}

TEST_CASE("what is cut short says so, wherever it is cut") {
  for (const Format& format : kFormats) {
    const std::string packed = format.pack(long_text());
    for (std::size_t length = 4; length < packed.size(); length += packed.size() / 37 + 1) {
      CAPTURE(length);
      const Error error =
          error_of([&] { unpack(format.packing, packed.substr(0, length), "data.gz"); });
      CHECK(error.kind() == ErrorKind::data);
      CHECK(error.text().where.file == "data.gz");
      CHECK(error.text().what ==
            "the compressed data end too early at byte " + std::to_string(length));
    }
  }
}

TEST_CASE("what is damaged, or followed by something else, is refused") {
  for (const Format& format : kFormats) {
    std::string packed = format.pack(long_text());
    const auto complaint = [&](const std::string& bytes) {
      return error_of([&] { unpack(format.packing, bytes, "data.gz"); }).text().what;
    };
    CHECK(complaint(packed + "y,x\n1,2\n").starts_with("the compressed data are damaged at byte"));
    packed[packed.size() / 2] = static_cast<char>(packed[packed.size() / 2] ^ 0x55);
    CHECK(complaint(packed).starts_with("the compressed data are damaged at byte"));
  }
}

}  // namespace
}  // namespace odds
