#include "data/input/scratch_file.hpp"

#include "support/error_of.hpp"
#include "support/workplace.hpp"

#include <odds/error.hpp>

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

namespace odds {
namespace {

// TMPDIR as it is told here, and as it was afterwards.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(const std::string& path) {
    if (const char* before = std::getenv("TMPDIR")) before_ = before;
    ::setenv("TMPDIR", path.c_str(), 1);
  }
  ~TemporaryFolder() {
    if (before_.empty()) {
      ::unsetenv("TMPDIR");
    } else {
      ::setenv("TMPDIR", before_.c_str(), 1);
    }
  }

 private:
  std::string before_;
};

TEST_CASE("what was appended can be read in any order, and the folder shows nothing") {
  const test::Workplace place;
  const TemporaryFolder folder(place.path("."));
  ScratchFile file;
  CHECK(file.append("abc", 3) == 0);
  CHECK(file.append("defgh", 5) == 3);
  CHECK(file.size() == 8);
  char text[4] = {};
  file.read(4, text, 3);
  CHECK(std::string(text) == "efg");
  file.read(0, text, 3);
  CHECK(std::string(text) == "abc");
  CHECK(std::filesystem::is_empty(place.path(".")));
}

TEST_CASE("reading behind the end is an error, not rubbish") {
  ScratchFile file;
  file.append("abc", 3);
  char text[4] = {};
  CHECK(test::error_of([&] { file.read(1, text, 3); }).kind() == ErrorKind::system);
}

TEST_CASE("a folder that cannot be written is named, with a way out") {
  const TemporaryFolder folder("/no/such/folder");
  ScratchFile file;
  const Error error = test::error_of([&] { file.append("abc", 3); });
  CHECK(error.kind() == ErrorKind::system);
  CHECK(error.text().where.file == "temporary file in /no/such/folder");
  CHECK(error.text().hint.find("TMPDIR") != std::string::npos);
}

}  // namespace
}  // namespace odds
