#include "data/input/input_hash.hpp"

#include "support/error_of.hpp"
#include "support/workplace.hpp"

#include <odds/error.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <utility>

namespace odds {
namespace {

InputHash::Inputs inputs_of(const std::vector<std::string>& texts) {
  InputHash::Inputs inputs;
  for (const std::string& text : texts) {
    inputs.push_back(std::make_shared<const InputBytes>("t.csv", text));
  }
  return inputs;
}

TEST_CASE("the hash of inputs is that of their bytes, one after the other") {
  const std::string long_text(1'000'003, 'x');
  Sha256 direct;
  direct.add("abc", 3);
  direct.add(long_text.data(), static_cast<Index>(long_text.size()));
  const std::string truth = direct.digest();
  for (const bool beside : {false, true}) {
    CAPTURE(beside);
    const InputHash hash(inputs_of({"abc", "", long_text}), beside);
    CHECK(hash.digest() == truth);
    CHECK(hash.digest() == truth);
  }
}

TEST_CASE("the hash of abc is that of FIPS 180-4") {
  CHECK(InputHash(inputs_of({"abc"}), true).digest() ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(InputHash("ba78").digest() == "ba78");
}

TEST_CASE("a hash that nobody waits for ends") {
  const std::string text(std::size_t{1} << 25, 'x');
  for (const bool beside : {false, true}) {
    for (int repeat = 0; repeat < 20; ++repeat) const InputHash hash(inputs_of({text}), beside);
  }
}

TEST_CASE("of a file that has changed there is no hash") {
  const test::Workplace place;
  const std::string path = place.file("t.csv", "y,x\n0,1\n");
  for (const bool beside : {false, true}) {
    CAPTURE(beside);
    const auto input = std::make_shared<const InputBytes>(InputBytes::open(path));
    place.file("t.csv", beside ? "y,x\n" : "y\n");
    const InputHash hash({input}, beside);
    for (int repeat = 0; repeat < 2; ++repeat) {
      CHECK(test::error_of([&] { hash.digest(); }).text().what == "the file changed while reading");
    }
  }
}

}  // namespace
}  // namespace odds
