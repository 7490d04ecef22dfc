// Numbered partial results, added up along one fixed binary tree.
#pragma once

#include <odds/types.hpp>

#include <compare>
#include <iterator>
#include <map>
#include <tuple>
#include <utility>

namespace odds {

/// Adds up partial results 0, 1, 2, ... so that the total depends on them alone: not on the order
/// in which they arrive, nor on their maker.
///
/// Partial i is leaf i of a binary tree over all non-negative numbers. Two sibling nodes become
/// their parent, always as left += right, as soon as both are there; what has no sibling in the end
/// is added from the right to the left. Leaves that arrive in order leave at most log2(leaves) + 1
/// partials alive. Rounding error grows as log2(leaves), not as their number (pairwise summation:
/// Higham 1993, SIAM J. Sci. Comput. 14, 783-799).
///
/// `Partial` needs a move and `operator+=`. Not thread-safe. Every leaf may be added once only.
template <class Partial>
class MergeForest {
 public:
  /// A node of the tree: its subtree holds leaves [position 2^level, (position + 1) 2^level).
  struct Node {
    int level = 0;
    Index position = 0;  // within the level, from the left

    auto operator<=>(const Node&) const = default;
    auto fields() { return std::tie(level, position); }
  };

  void add_leaf(Index leaf, Partial partial) {
    add({.level = 0, .position = leaf}, std::move(partial));
  }

  /// The sum of all leaves below `node`, made elsewhere.
  void add(Node node, Partial partial) {
    for (auto sibling = roots_.find(sibling_of(node)); sibling != roots_.end();
         sibling = roots_.find(sibling_of(node))) {
      if (is_right(node)) std::swap(partial, sibling->second);
      partial += std::move(sibling->second);
      roots_.erase(sibling);
      node = {.level = node.level + 1, .position = node.position >> 1};
    }
    roots_.emplace(node, std::move(partial));
  }

  /// The sums so far, which `add` of another forest takes, of subtrees as large as the leaves
  /// allow. A contiguous run of leaves has at most 2 log2(leaves) of them.
  const std::map<Node, Partial>& roots() const { return roots_; }

  /// `zero` plus the sum of all leaves. The forest is spent afterwards.
  Partial total(Partial zero) && {
    // A root further right is always the smaller tree: levels ascend to the left.
    auto root = roots_.begin();
    if (root == roots_.end()) return zero;
    for (auto next = std::next(root); next != roots_.end(); root = next++) {
      next->second += std::move(root->second);
    }
    zero += std::move(root->second);
    roots_.clear();
    return zero;
  }

  /// Leaves that have been added, here or elsewhere.
  Index leaves() const {
    Index count = 0;
    for (const auto& root : roots_) count += Index{1} << root.first.level;
    return count;
  }

  /// Partials that are alive.
  Index size() const { return static_cast<Index>(roots_.size()); }

 private:
  static bool is_right(const Node& node) { return (node.position & 1) != 0; }
  static Node sibling_of(const Node& node) { return {node.level, node.position ^ 1}; }

  std::map<Node, Partial> roots_;
};

}  // namespace odds
