// What a hint writes for a flag, so that it can be typed as it stands.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace odds {

/// The name of a column as a flag that takes a list of them reads it.
std::string in_list(const std::string& name);

/// The name of a column as a formula reads it.
std::string in_formula(const std::string& name);

/// A code of missing values as --na reads it for all columns.
std::string code_in_list(const std::string& code);

/// `x=unknown`, as --na reads a code of missing values in one column.
std::string code_in_column(const std::string& column, const std::string& code);

/// `text` as one word of a shell, always between quotes.
std::string shell_word(std::string_view text);

/// `--na 'x=?,x=unknown'`.
std::string na_flag(const std::string& column, const std::vector<std::string>& codes);

}  // namespace odds
