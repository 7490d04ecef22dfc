// SHA-256 of bytes that arrive in pieces.
#pragma once

#include <odds/types.hpp>

#include <memory>
#include <string>

namespace odds {

/// The SHA-256 digest (FIPS 180-4), computed by OpenSSL.
class Sha256 {
 public:
  /// Throws Error(system) if the cryptographic library offers no SHA-256.
  Sha256();
  ~Sha256();

  void add(const char* bytes, Index size);

  /// The digest of everything added, as 64 lower-case hexadecimal digits. Call it once.
  std::string digest();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace odds
