#include "data/input/sha256.hpp"

#include <doctest/doctest.h>

#include <string>

namespace odds {
namespace {

TEST_CASE("the digests are those of the examples in FIPS 180-4") {
  Sha256 abc;
  abc.add("abc", 3);
  CHECK(abc.digest() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  Sha256 longer;
  const std::string text = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
  longer.add(text.data(), 20);
  longer.add(text.data() + 20, static_cast<Index>(text.size()) - 20);
  CHECK(longer.digest() == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST_CASE("nothing has a digest too") {
  CHECK(Sha256().digest() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

}  // namespace
}  // namespace odds
