#include "data/input/sha256.hpp"

#include "base/failure.hpp"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <array>
#include <new>

namespace odds {

namespace {

void require(bool success) {
  if (!success) throw_system({}, "the cryptographic library cannot compute SHA-256");
}

struct ContextDeleter {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

}  // namespace

struct Sha256::State {
  std::unique_ptr<EVP_MD_CTX, ContextDeleter> context{EVP_MD_CTX_new()};
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  if (state_->context == nullptr) throw std::bad_alloc();
  // Where memory was short at its first use, OpenSSL 3.0 would go on with a context that is none.
  if (OSSL_LIB_CTX_get0_global_default() == nullptr) throw std::bad_alloc();
  require(EVP_DigestInit_ex(state_->context.get(), EVP_sha256(), nullptr) == 1);
}

Sha256::~Sha256() = default;

void Sha256::add(const char* bytes, Index size) {
  require(EVP_DigestUpdate(state_->context.get(), bytes, static_cast<std::size_t>(size)) == 1);
}

std::string Sha256::digest() {
  std::array<unsigned char, 32> bytes{};
  unsigned int size = 0;
  require(EVP_DigestFinal_ex(state_->context.get(), bytes.data(), &size) == 1 && size == 32);
  std::string text;
  for (const unsigned char byte : bytes) text += fmt::format("{:02x}", byte);
  return text;
}

}  // namespace odds
