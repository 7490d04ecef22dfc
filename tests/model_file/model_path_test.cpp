// Where models are read from: paths that lead nowhere, pipes, and what has no end.
#include "support/error_of.hpp"
#include "support/table.hpp"
#include "support/workplace.hpp"

#include <odds/fit.hpp>
#include <odds/model_file.hpp>

#include <doctest/doctest.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <string>
#include <thread>
#include <unistd.h>

namespace odds {
namespace {

using doctest::Contains;
using test::csv;
using test::error_of;
using test::Workplace;

TEST_CASE("a path that leads nowhere is a system error") {
  const Workplace place;
  const std::string loop = place.path("loop");
  std::filesystem::create_symlink("loop", loop);
  for (const std::string& path :
       {loop, place.path(std::string(300, 'x')), place.file("plain", "text") + "/model.json"}) {
    CAPTURE(path);
    const Error error = error_of([&] { load_model(path); });
    CHECK(error.kind() == ErrorKind::system);
    CHECK(error.text().where.file == path);
  }
}

/// A pipe that something writes to as long as somebody reads.
class EndlessPipe {
 public:
  explicit EndlessPipe(std::string beginning, std::string rest)
      : writer_([=, this] {
          std::string text = beginning;
          while (::write(ends_[1], text.data(), text.size()) > 0) text = rest;
        }) {}
  ~EndlessPipe() {
    ::close(ends_[0]);
    writer_.join();
    ::close(ends_[1]);
  }
  EndlessPipe(const EndlessPipe&) = delete;
  EndlessPipe& operator=(const EndlessPipe&) = delete;

  std::string path() const { return "/dev/fd/" + std::to_string(ends_[0]); }

 private:
  static std::array<int, 2> open() {
    std::array<int, 2> ends{};
    std::signal(SIGPIPE, SIG_IGN);
    REQUIRE(::pipe(ends.data()) == 0);
    return ends;
  }

  std::array<int, 2> ends_ = open();
  std::thread writer_;
};

TEST_CASE("what has no end is refused at the first byte that no model has") {
  CHECK(error_of([&] { load_model("/dev/zero"); }).what() == Contains("NUL"));
  const EndlessPipe yes("y\n", std::string(4096, 'y'));
  CHECK(error_of([&] { load_model(yes.path()); }).kind() == ErrorKind::data);
  const EndlessPipe deep("{\"a\":", "[[[[");
  CHECK(error_of([&] { load_model(deep.path()); }).what() == Contains("nested"));
}

TEST_CASE("a pipe that could be a model is read for 32 MiB and no further") {
  const EndlessPipe pipe("{\"schema\": \"odds.model/1\", \"a\": \"", std::string(65'536, 'a'));
  CHECK(error_of([&] { load_model(pipe.path()); }).what() == Contains("33554432 bytes"));
}

TEST_CASE("a model comes through a pipe") {
  const Fit original = fit(*csv("y,x\n0,1\n1,2\n0,3\n1,4\n0,5\n1,6\n"), parse_formula("y ~ x"));
  const std::string text = model_text(original);
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  std::thread writer([&] {
    CHECK(::write(ends[1], text.data(), text.size()) == static_cast<ssize_t>(text.size()));
    ::close(ends[1]);
  });
  CHECK(model_text(load_model("/dev/fd/" + std::to_string(ends[0]))) == text);
  writer.join();
  ::close(ends[0]);
}

}  // namespace
}  // namespace odds
