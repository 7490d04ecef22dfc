// Levels of a factor that people take for the same.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace odds {

/// Whether the text is `true` or `false` in whatever case; nullopt: neither.
std::optional<bool> truth_of(std::string_view text);

/// What two texts that look alike have in common: the text in lower case, letters with their
/// accents apart, without what is not seen and without blanks, but for one between two digits.
///
/// Case is that of single letters (simple case folding), Latin, Greek and Cyrillic.
std::string look_alike_key(std::string_view text);

/// Groups of two or more of `texts` that share a key, each by its positions, in the order of the
/// first of them.
std::vector<std::vector<std::size_t>> look_alikes(const std::vector<std::string>& texts);

/// `"Yes", "yes" and "Yes\u00a0"`: each as it can be told from the others.
std::string listed_look_alikes(const std::vector<std::string>& texts,
                               const std::vector<std::size_t>& group);

}  // namespace odds
