// Numbered partial results, added up along one fixed binary tree.
#pragma once

#include <odds/types.hpp>

#include <compare>
#include <map>
#include <utility>

namespace odds {

/// Adds up partial results 0, 1, 2, ... so that the total depends on them alone: not on the order
/// in which they arrive, nor on who made them.
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
  void add_leaf(Index leaf, Partial partial) {
    Node node{.level = 0, .position = leaf};
    for (auto sibling = roots_.find(node.sibling()); sibling != roots_.end();
         sibling = roots_.find(node.sibling())) {
      if (node.is_right()) std::swap(partial, sibling->second);
      partial += std::move(sibling->second);
      roots_.erase(sibling);
      node = node.parent();
    }
    roots_.emplace(node, std::move(partial));
  }

  /// `zero` plus the sum of all leaves. The forest is spent afterwards.
  Partial total(Partial zero) && {
    // Of the roots, the one further right is always the smaller tree: levels ascend to the left.
    auto root = roots_.begin();
    if (root == roots_.end()) return zero;
    Partial sum = std::move(root->second);
    for (++root; root != roots_.end(); ++root) {
      root->second += std::move(sum);
      sum = std::move(root->second);
    }
    roots_.clear();
    zero += std::move(sum);
    return zero;
  }

  /// Partials that are alive.
  Index size() const { return static_cast<Index>(roots_.size()); }

 private:
  struct Node {
    int level;
    Index position;  // within the level, from the left

    bool is_right() const { return (position & 1) != 0; }
    Node sibling() const { return {level, position ^ 1}; }
    Node parent() const { return {level + 1, position >> 1}; }
    auto operator<=>(const Node&) const = default;
  };

  std::map<Node, Partial> roots_;
};

}  // namespace odds
