// The functions that formulas may call: the grammar is closed.
#pragma once

#include <odds/types.hpp>

#include <string>
#include <string_view>

namespace odds {

struct Function {
  std::string_view name;
  Index least;  ///< number of arguments
  Index most;   ///< 0: no bound

  /// Further arguments of `scale` and `center` are its constants, as number literals.
  bool stateful = false;
};

/// The function of that name; nullptr if there is none. `I`, `C`, `factor` and
/// `offset` are syntax, not functions.
const Function* find_function(std::string_view name);

/// Every name that may stand before a parenthesis, in alphabetical order, for messages.
std::string function_names();

}  // namespace odds
