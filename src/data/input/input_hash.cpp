#include "data/input/input_hash.hpp"

#include <algorithm>
#include <cstddef>
#include <system_error>
#include <utility>

namespace odds {

namespace {

std::string digest_of(const InputHash::Inputs& inputs, const std::stop_token& stop) {
  Sha256 hash;
  for (const auto& input : inputs) add_bytes(*input, hash, stop);
  for (const auto& input : inputs) input->check_unchanged();
  return hash.digest();
}

std::shared_future<std::string> begin(InputHash::Inputs inputs, bool beside, std::stop_token stop) {
  const auto compute = [inputs = std::move(inputs), stop = std::move(stop)] {
    return digest_of(inputs, stop);
  };
  if (beside) {
    try {
      return std::async(std::launch::async, compute).share();
    } catch (const std::system_error&) {
      // No thread to be had: whoever asks computes it.
    }
  }
  return std::async(std::launch::deferred, compute).share();
}

std::shared_future<std::string> known(std::string digest) {
  std::promise<std::string> promise;
  promise.set_value(std::move(digest));
  return promise.get_future().share();
}

}  // namespace

InputHash::InputHash(Inputs inputs, bool beside)
    : digest_(begin(std::move(inputs), beside, stop_.get_token())) {}

InputHash::InputHash(std::string digest) : digest_(known(std::move(digest))) {}

InputHash::~InputHash() { stop_.request_stop(); }  // the last future of a thread waits for it

void add_bytes(const InputBytes& input, Sha256& hash, const std::stop_token& stop) {
  constexpr Index kPiece = Index{1} << 18;
  std::vector<char> piece(static_cast<std::size_t>(std::min(kPiece, input.size())));
  for (Index done = 0; done < input.size() && !stop.stop_requested();) {
    const Index got = input.read(done, piece.data(), std::min(kPiece, input.size() - done));
    if (got == 0) return;
    hash.add(piece.data(), got);
    done += got;
  }
}

}  // namespace odds
