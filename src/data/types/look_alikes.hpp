// Levels of a factor that people take for the same.
#pragma once

#include <cstddef>
#include <cstdint>
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

/// Texts as levels.
struct LevelFolding {
  std::vector<std::string> levels;          ///< the first text of each
  std::vector<std::int32_t> level_of_text;  ///< by position
};

/// One level of all texts that are true, one of those that are false, called TRUE and FALSE if they
/// have several spellings, and one of each other text; with `all` of those that share a key.
LevelFolding fold_levels(const std::vector<std::string>& texts, bool all);

}  // namespace odds
