// The SHA-256 of inputs, found out beside other work.
#pragma once

#include "data/input/input_bytes.hpp"
#include "data/input/sha256.hpp"

#include <future>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace odds {

/// Adds all bytes of an input, unless it is stopped before.
void add_bytes(const InputBytes& input, Sha256& hash, const std::stop_token& stop = {});

/// The SHA-256 of all bytes of some inputs, one after the other. It cannot be computed by several
/// threads, and takes as long as two of them need to read the cells: so it is begun when these are,
/// and waited for when it is told.
class InputHash {
 public:
  using Inputs = std::vector<std::shared_ptr<const InputBytes>>;

  /// Computed from now on by a thread of its own if `beside`, else when it is asked for.
  InputHash(Inputs inputs, bool beside);

  /// One that is known.
  explicit InputHash(std::string digest);

  /// Ends the thread, done or not.
  ~InputHash();
  InputHash(const InputHash&) = delete;
  InputHash& operator=(const InputHash&) = delete;

  /// As Sha256; waits for it. Throws, each time it is called, Error(system) when reading fails or
  /// an input is no longer what it was when it was opened, and what Sha256 throws.
  std::string digest() const { return digest_.get(); }

 private:
  std::stop_source stop_;
  std::shared_future<std::string> digest_;
};

}  // namespace odds
