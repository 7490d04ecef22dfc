// The groups of rows and the settings that the rows of a table of margins differ in.
#pragma once

#include "effects/margins/contrasts.hpp"
#include "effects/margins/row_summary.hpp"
#include "model/model.hpp"

#include <odds/margins.hpp>

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace odds {

/// Rows of a table all have covariances with each other: those of 5000 take 200 MB.
inline constexpr std::size_t kMostMargins = 5000;

/// Names of variables or columns with values of them: (`race`, `black`).
using CaseLabels = std::vector<std::pair<std::string, std::string>>;

/// Rows of one effect differ in the group of rows that they average over (`over`), in settings
/// (`at`), and in values of variables (`of`).
enum class Dimension { over, at, of };
inline constexpr std::array kDimensions = {Dimension::over, Dimension::at, Dimension::of};

/// One of the groups or settings along a dimension.
struct MarginCase {
  std::vector<SetCell> cells;  ///< that it sets; a group sets none
  CaseLabels labels;

  /// `race = black`; of several variables `(age = 20, race = black)`.
  std::string name() const;
};

/// One case of each dimension, by number.
class CasePosition {
 public:
  CasePosition(Index over, Index at, Index of) : cases_{over, at, of} {}

  Index operator[](Dimension dimension) const {
    return cases_[static_cast<std::size_t>(dimension)];
  }
  CasePosition with(Dimension dimension, Index number) const {
    CasePosition result = *this;
    result.cases_[static_cast<std::size_t>(dimension)] = number;
    return result;
  }

 private:
  std::array<Index, kDimensions.size()> cases_;
};

/// The cases of one call of `margins`; each dimension has one at least. With a contrast the last of
/// `of`, `over` and `at` that was asked for is compared: `of` before `over` before `at`.
class MarginDimensions {
 public:
  /// Throws Error(usage) for values, variables or levels that cannot be had, a variable that is
  /// named twice, more settings than there may be margins, and a contrast of a single case.
  MarginDimensions(const Model& model, const MarginsOptions& options, const RowSummary& summary);

  const std::vector<MarginCase>& cases(Dimension dimension) const;

  /// The dimension whose cases are compared; none without a contrast, or if it is one of levels.
  std::optional<Dimension> compared() const { return compared_; }

  /// Whether what is compared are three settings of numbers or more: these differences follow from
  /// fewer coefficients than there are differences.
  bool compares_along_numbers() const;

  /// The case that differences are from: that of the base levels of the factors in it; else the
  /// first.
  Index reference(const Model& model) const;

  /// `race = black - White`; with what both have in common, `race = black - White, age = 20`; of
  /// cases that differ in several variables, or from the mean of all, their names.
  std::string difference_name(const Difference& difference) const;

  /// Where rows stand, `of` varying fastest. Of what is compared there is the first case alone.
  std::vector<CasePosition> positions() const;

  /// The setting at a position.
  Setting setting(const CasePosition& position) const;

  /// The labels of a position but for those of what is compared.
  CaseLabels labels(const CasePosition& position) const;

 private:
  void choose_compared(const MarginsOptions& options);

  std::vector<MarginCase> over_;
  std::vector<MarginCase> at_;
  std::vector<MarginCase> of_;
  std::optional<Dimension> compared_;
};

}  // namespace odds
