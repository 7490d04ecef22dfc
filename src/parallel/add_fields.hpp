// Sums of several numbers at once, by the list of their fields.
#pragma once

#include <tuple>
#include <utility>

namespace odds {

/// sum.field += other.field for every field of a type that names them: `auto fields() { return
/// std::tie(a, b); }`.
template <class Sums>
Sums& add_fields(Sums& sum, const Sums& other) {
  // fields() hands out references to write to, of which none of the other's is written to here.
  const auto theirs = const_cast<Sums&>(other).fields();
  const auto add = [&]<std::size_t... k>(auto&& ours, std::index_sequence<k...>) {
    ((std::get<k>(ours) += std::get<k>(theirs)), ...);
  };
  add(sum.fields(), std::make_index_sequence<std::tuple_size_v<decltype(theirs)>>());
  return sum;
}

}  // namespace odds
