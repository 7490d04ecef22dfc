#include "parallel/merge_forest.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <string>
#include <vector>

namespace odds {
namespace {

/// A partial that shows the tree it was merged along: "(0 1)".
struct Trace {
  std::string text;

  Trace& operator+=(const Trace& other) {
    text = text.empty() ? other.text : "(" + text + " " + other.text + ")";
    return *this;
  }
};

std::string merged(const std::vector<Index>& arrivals) {
  MergeForest<Trace> forest;
  for (const Index leaf : arrivals) forest.add_leaf(leaf, {std::to_string(leaf)});
  return std::move(forest).total({}).text;
}

std::vector<Index> in_order(Index leaves) {
  std::vector<Index> result(static_cast<std::size_t>(leaves));
  std::iota(result.begin(), result.end(), Index{0});
  return result;
}

TEST_CASE("leaves merge as a binary tree, and the rest from the right") {
  CHECK(merged({}) == "");
  CHECK(merged({0}) == "0");
  CHECK(merged({0, 1}) == "(0 1)");
  CHECK(merged({0, 1, 2}) == "((0 1) 2)");
  CHECK(merged({0, 1, 2, 3}) == "((0 1) (2 3))");
  CHECK(merged(in_order(7)) == "(((0 1) (2 3)) ((4 5) 6))");
}

TEST_CASE("the order of arrival makes no difference") {
  std::mt19937_64 bits(1);
  for (Index leaves = 1; leaves <= 40; ++leaves) {
    std::vector<Index> arrivals = in_order(leaves);
    const std::string expected = merged(arrivals);
    for (int permutation = 0; permutation < 20; ++permutation) {
      std::shuffle(arrivals.begin(), arrivals.end(), bits);
      CAPTURE(leaves);
      REQUIRE(merged(arrivals) == expected);
    }
  }
}

TEST_CASE("subtrees made elsewhere merge as if all leaves were here") {
  std::mt19937_64 bits(2);
  for (Index leaves = 1; leaves <= 70; ++leaves) {
    const std::string expected = merged(in_order(leaves));
    for (int repeat = 0; repeat < 20; ++repeat) {
      const Index cut = static_cast<Index>(bits() % static_cast<std::uint64_t>(leaves + 1));
      MergeForest<Trace> left;
      MergeForest<Trace> right;
      for (Index leaf = 0; leaf < leaves; ++leaf) {
        (leaf < cut ? left : right).add_leaf(leaf, {std::to_string(leaf)});
      }
      MergeForest<Trace> all;
      for (const MergeForest<Trace>* part : {&right, &left}) {
        for (const auto& [node, partial] : part->roots()) all.add(node, partial);
      }
      CAPTURE(leaves);
      CAPTURE(cut);
      REQUIRE(std::move(all).total({}).text == expected);
    }
  }
}

TEST_CASE("the total starts from zero") {
  MergeForest<double> forest;
  CHECK(std::move(forest).total(0.5) == 0.5);
  forest.add_leaf(0, 1.0);
  forest.add_leaf(1, 2.0);
  CHECK(std::move(forest).total(0.5) == 3.5);
}

TEST_CASE("leaves in order keep few partials alive") {
  MergeForest<double> forest;
  Index most = 0;
  for (Index leaf = 0; leaf < 1000; ++leaf) {
    forest.add_leaf(leaf, 1.0);
    most = std::max(most, forest.size());
  }
  CHECK(most == 9);  // at 511 leaves: one tree for each binary digit
  CHECK(std::move(forest).total(0.0) == 1000.0);
}

TEST_CASE("partials that can only be moved are merged too") {
  struct Box {
    explicit Box(double start) : value(start) {}
    Box(Box&&) = default;
    Box& operator=(Box&&) = default;
    Box(const Box&) = delete;
    Box& operator=(const Box&) = delete;
    Box& operator+=(Box&& other) {
      value += other.value;
      return *this;
    }
    double value;
  };
  MergeForest<Box> forest;
  for (const Index leaf : {2, 1, 0}) forest.add_leaf(leaf, Box(1.0));
  CHECK(std::move(forest).total(Box(0.0)).value == 3.0);
}

}  // namespace
}  // namespace odds
