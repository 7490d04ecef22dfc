#include "parallel/pack.hpp"

#include "math/compensated_sum.hpp"
#include "math/linear_algebra.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

namespace odds {
namespace {

enum class Color { red, green };

struct Part {
  double size = 0.0;
  std::vector<std::string> names;

  auto fields() { return std::tie(size, names); }
  bool operator==(const Part&) const = default;
};

struct Whole {
  std::map<double, Index> counts;
  std::map<std::string, Part> parts;
  std::pair<int, Color> pair;
  std::optional<Part> perhaps;
  std::vector<Part> list;
  std::vector<std::int32_t> codes;
  bool flag = false;
  Vector vector;
  Matrix matrix;

  auto fields() {
    return std::tie(counts, parts, pair, perhaps, list, codes, flag, vector, matrix);
  }
};

/// As a type of a public header, which does not know of `pack`.
struct Plain {
  int a = 0;
  char b = 'b';
};

[[maybe_unused]] auto fields_of(Plain& plain) { return std::tie(plain.a, plain.b); }

Whole example() {
  Whole whole;
  whole.counts = {{-0.5, 3}, {2.0, 7}};
  whole.parts = {{"", {1.5, {"a", std::string("\0b", 2)}}}, {"x", {}}};
  whole.pair = {-4, Color::green};
  whole.perhaps = Part{2.5, {}};
  whole.list = {{1.0, {"p"}}, {2.0, {}}, {3.0, {"q", "r"}}};
  whole.codes = {1, -1, 5};
  whole.flag = true;
  whole.vector = Vector::LinSpaced(5, -1.0, 1.0);
  whole.matrix = Matrix::Random(3, 4);
  return whole;
}

TEST_CASE("what is packed is unpacked as it was") {
  const Whole whole = example();
  const auto copy = unpack<Whole>(pack(whole));
  CHECK(copy.counts == whole.counts);
  CHECK(copy.parts == whole.parts);
  CHECK(copy.pair == whole.pair);
  CHECK(copy.perhaps == whole.perhaps);
  CHECK(copy.list == whole.list);
  CHECK(copy.codes == whole.codes);
  CHECK(copy.flag);
  CHECK(copy.vector == whole.vector);
  CHECK(copy.matrix == whole.matrix);
  CHECK_FALSE(unpack<Whole>(pack(Whole{})).perhaps.has_value());
}

TEST_CASE("numbers keep every bit") {
  const std::vector<double> numbers = {0.1, -0.0, std::numeric_limits<double>::denorm_min(),
                                       std::numeric_limits<double>::infinity()};
  CHECK(unpack<std::vector<double>>(pack(numbers)) == numbers);
  CHECK(std::signbit(unpack<double>(pack(-0.0))));
  CHECK(std::isnan(unpack<double>(pack(std::nan("")))));
}

TEST_CASE("a sum keeps the rounding error that it carries") {
  CompensatedSum sum;
  sum += 1.0;
  sum += 1e-30;
  auto copy = unpack<CompensatedSum>(pack(sum));
  copy += -1.0;
  CHECK(copy.value() == 1e-30);
}

TEST_CASE("a type without fields may have them listed beside it") {
  const auto copy = unpack<Plain>(pack(Plain{7, 'x'}));
  CHECK(copy.a == 7);
  CHECK(copy.b == 'x');
}

TEST_CASE("matrices without rows or columns keep their shape") {
  const auto flat = unpack<Matrix>(pack(Matrix(0, 3)));
  CHECK(flat.rows() == 0);
  CHECK(flat.cols() == 3);
  CHECK(unpack<Vector>(pack(Vector())).size() == 0);
}

TEST_CASE("bytes that end too early, at whatever place, are refused") {
  const std::string bytes = pack(example());
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    CAPTURE(length);
    REQUIRE_THROWS_AS(unpack<Whole>(std::string_view(bytes).substr(0, length)), Error);
  }
}

TEST_CASE("bytes that are left over are refused") {
  CHECK_THROWS_WITH_AS(unpack<int>(pack(1) + "x"), "what another process sent cannot be read",
                       Error);
}

TEST_CASE("a size that the bytes cannot hold is refused before any memory is taken") {
  const std::string huge = pack(std::numeric_limits<std::uint64_t>::max());
  CHECK_THROWS_AS(unpack<std::string>(huge), Error);
  CHECK_THROWS_AS(unpack<std::vector<double>>(huge), Error);
  CHECK_THROWS_AS(unpack<std::vector<Part>>(huge), Error);
  CHECK_THROWS_AS((unpack<std::map<double, Index>>(huge)), Error);
  const auto shape = [](Index rows, Index columns) { return pack(rows) + pack(columns); };
  const Index most = std::numeric_limits<Index>::max();
  CHECK_THROWS_AS(unpack<Matrix>(shape(most, most)), Error);
  CHECK_THROWS_AS(unpack<Matrix>(shape(-1, 2)), Error);
  CHECK_THROWS_AS(unpack<Matrix>(shape(1, 1)), Error);
  CHECK_THROWS_AS(unpack<Vector>(shape(0, 2)), Error);
}

}  // namespace
}  // namespace odds
