#include "data/input/input_bytes.hpp"

#include "support/csv_cells.hpp"
#include "support/workplace.hpp"

#include <odds/csv.hpp>
#include <odds/error.hpp>

#include <doctest/doctest.h>

#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <string>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace odds {
namespace {

using test::Workplace;

std::string all_of(const InputBytes& input) {
  std::string bytes(static_cast<std::size_t>(input.size()), '\0');
  CHECK(input.read(0, bytes.data(), input.size()) == input.size());
  return bytes;
}

// Writes one byte at a time, as a slow producer at the other end of a pipe does.
void write_slowly(int descriptor, const std::string& text) {
  for (const char& byte : text) {
    if (write(descriptor, &byte, 1) != 1) break;
  }
  close(descriptor);
}

TEST_CASE("a file can be read at any offset, any number of times") {
  const Workplace place;
  const InputBytes input = InputBytes::open(place.file("t.csv", "a,b\n1,2\n3,4\n"));
  CHECK(input.size() == 12);
  CHECK(all_of(input) == "a,b\n1,2\n3,4\n");
  char part[4] = {};
  CHECK(input.read(4, part, 3) == 3);
  CHECK(std::string(part) == "1,2");
  CHECK(input.read(10, part, 3) == 2);
  CHECK(input.read(12, part, 3) == 0);
  CHECK(input.count('\n', 12) == 3);
  CHECK(input.count('\n', 11) == 2);
}

TEST_CASE("a byte is found where it is first, and only within the bounds") {
  const InputBytes input("name", std::string(10'000, 'x') + "\n" + std::string(10'000, 'x') + "\n");
  CHECK(input.find('\n', 0, input.size()) == 10'000);
  CHECK(input.find('\n', 10'000, 10'001) == 10'000);
  CHECK(input.find('\n', 10'001, input.size()) == 20'001);
  CHECK(input.find('\n', 0, 10'000) == -1);
  CHECK(input.find('\n', 30'000, 40'000) == -1);
}

TEST_CASE("a string behaves as a file does") {
  const InputBytes input("name", "abc");
  char part[4] = {};
  CHECK(input.read(1, part, 3) == 2);
  CHECK(std::string(part) == "bc");
  CHECK(input.read(3, part, 3) == 0);
  CHECK(input.read(9, part, 3) == 0);
  input.check_unchanged();
}

TEST_CASE("input 26: a directory is refused") {
  const Workplace place;
  const Error error = test::error_of([&] { open_csv(place.path()); });
  CHECK(error.kind() == ErrorKind::system);
  CHECK(test::contains(error.what(), "Is a directory"));
}

TEST_CASE("input 27: a file that is not there, or may not be read, is refused with the reason") {
  const Workplace place;
  const Error missing = test::error_of([&] { open_csv(place.path("none.csv")); });
  CHECK(missing.kind() == ErrorKind::system);
  CHECK(missing.text().where.file == place.path("none.csv"));
  CHECK(test::contains(missing.what(), "No such file or directory"));
  const std::string locked = place.file("locked.csv", "a\n1\n");
  chmod(locked.c_str(), 0);
  if (access(locked.c_str(), R_OK) == 0) return;  // the superuser may read everything
  const Error error = test::error_of([&] { open_csv(locked); });
  CHECK(error.kind() == ErrorKind::system);
  CHECK(test::contains(error.what(), "Permission denied"));
}

TEST_CASE("input 28: a named pipe fed byte by byte is read, and can be scanned twice") {
  const Workplace place;
  const std::string path = place.path("pipe");
  REQUIRE(mkfifo(path.c_str(), 0600) == 0);
  std::jthread writer([&] { write_slowly(open(path.c_str(), O_WRONLY), "a,b\n1,2\n3,4\n"); });
  const auto table = open_csv(path);
  CHECK(table->scan(std::vector<ColumnRequest>{{"a"}})->rows() == 2);
  const auto again = table->scan(std::vector<ColumnRequest>{{"b"}});
  CHECK(test::cells_of(*again, 0)[1] == "4.000000");
}

TEST_CASE("input 28: - is standard input, which stays open for others") {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const int saved = dup(STDIN_FILENO);
  dup2(ends[0], STDIN_FILENO);
  std::jthread writer([&] { write_slowly(ends[1], "a,b\n1,2\n"); });
  const auto table = open_csv("-");
  CHECK(fcntl(STDIN_FILENO, F_GETFD) >= 0);
  dup2(saved, STDIN_FILENO);
  close(saved);
  close(ends[0]);
  CHECK(table->name() == "standard input");
  CHECK(table->scan(std::vector<ColumnRequest>{{"b"}})->rows() == 1);
}

TEST_CASE("input 46: a file that grows or is rewritten while it is read is an error") {
  const Workplace place;
  const std::vector<ColumnRequest> requests{{"a"}};
  const std::string path = place.file("t.csv", "a,b\n1,2\n");
  const auto table = open_csv(path);
  CHECK(table->scan(requests)->rows() == 1);
  std::ofstream(path, std::ios::app) << "3,4\n";
  const Error error = test::error_of([&] { table->scan(std::vector<ColumnRequest>{{"b"}}); });
  CHECK(error.kind() == ErrorKind::system);
  CHECK(test::contains(error.what(), "changed while reading"));

  const auto shrinking = open_csv(path);
  REQUIRE(truncate(path.c_str(), 5) == 0);
  const Error shrunk = test::error_of([&] { shrinking->scan(requests); });
  CHECK(test::contains(shrunk.what(), "changed while reading"));
}

TEST_CASE("a stream without end is read to its first NUL only, which is refused") {
  const Error error = test::error_of([] { open_csv("/dev/zero"); });
  CHECK(error.kind() == ErrorKind::data);
  CHECK(test::contains(error.what(), "byte 1 of the line is NUL"));
}

TEST_CASE("a file that is rewritten in place is refused, though its time is put back") {
  const Workplace place;
  const std::string path = place.file("t.csv", "a\n1\n");
  struct stat before {};
  REQUIRE(stat(path.c_str(), &before) == 0);
  const auto table = open_csv(path);
  const auto same_moment = [&] {
    struct stat now {};
    REQUIRE(stat(path.c_str(), &now) == 0);
    return now.st_ctim.tv_sec == before.st_ctim.tv_sec &&
           now.st_ctim.tv_nsec == before.st_ctim.tv_nsec;
  };
  do {  // the clock of a file system may tick slowly
    std::fstream(path, std::ios::in | std::ios::out) << "a\n7\n";
    const struct timespec times[] = {before.st_atim, before.st_mtim};
    REQUIRE(utimensat(AT_FDCWD, path.c_str(), times, 0) == 0);
  } while (same_moment());
  const Error error = test::error_of([&] { table->scan(std::vector<ColumnRequest>{{"a"}}); });
  CHECK(error.kind() == ErrorKind::system);
  CHECK(test::contains(error.what(), "changed while reading"));
}

TEST_CASE("a file that is replaced keeps its content for a table that is open") {
  const Workplace place;
  const std::string path = place.file("t.csv", "a\n1\n");
  const auto table = open_csv(path);
  const std::string other = place.file("other.csv", "a\n1\n2\n3\n");
  std::filesystem::rename(other, path);
  CHECK(table->scan(std::vector<ColumnRequest>{{"a"}})->rows() == 1);
}

TEST_CASE("input 48: a read error is an error, with the byte where it happened") {
  // Address 0 of a process is mapped nowhere, so that reading there fails with EIO.
  const Error error = test::error_of([] { open_csv("/proc/self/mem"); });
  CHECK(error.kind() == ErrorKind::system);
  CHECK(test::contains(error.what(), "cannot be read at byte 0: Input/output error"));
}

TEST_CASE("files of /proc, which claim to be empty, are read") {
  CHECK(test::contains(all_of(InputBytes::open("/proc/self/status")), "Pid:"));
}

}  // namespace
}  // namespace odds
