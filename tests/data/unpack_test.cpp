#include "data/unpack.hpp"

#include "support/error_of.hpp"

#include <odds/error.hpp>

#include <doctest/doctest.h>

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
  KeptText text(Index{1} << 30);
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
