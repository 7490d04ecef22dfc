// Whether two fits used the same rows, as far as they remember them.
#pragma once

#include <odds/fit.hpp>

#include <string>

namespace odds {

/// | kind   | the rows                                                                  |
/// |--------|---------------------------------------------------------------------------|
/// | same   | are the same: of one file, none left out but for what both leave out      |
/// | unsure | agree in all that both fits know, which is no proof                       |
/// | other  | differ                                                                    |
struct RowsMatch {
  enum class Kind { same, unsure, other };
  Kind kind = Kind::same;
  std::string reason = {};  ///< `189 rows are used by one and 184 by the other`; empty: the same
  std::string hint = {};    ///< of other rows
};

/// `on_data`: the data will tell, and the names and bytes of files do not matter.
RowsMatch match_rows(const Fit& a, const Fit& b, bool on_data);

}  // namespace odds
