// Tables of decisions by P, and of the calibration curve.
#pragma once

#include <odds/diagnose.hpp>
#include <odds/report.hpp>

#include <string>
#include <vector>

namespace odds {

/// A rate of the classification of a rule.
struct NamedRate {
  std::string rule;
  double threshold = 0.0;
  std::string name;
  Proportion value;
};

/// The rates of all classifications.
std::vector<NamedRate> rates_of(const Diagnosis& diagnosis);

/// `0.0712 of false positive rates 0 to 0.2; corrected 0.6523 (McClish)`
Line partial_line(const PartialArea& partial);

/// Counts and rates of a classification; what classified stands before them.
std::vector<GridColumn> classification_columns();

Grid classification_grid(const Diagnosis& diagnosis);

/// For programs, and where `shown` for people.
Grid rates_grid(const Diagnosis& diagnosis, bool shown);
Grid gains_grid(const Diagnosis& diagnosis, bool shown);

/// All thresholds for programs; some for people where `shown`.
std::vector<Grid> net_benefit_grids(const Diagnosis& diagnosis, bool shown);

/// For programs.
Grid precision_recall_grid(const Diagnosis& diagnosis);
Grid calibration_curve_grid(const Diagnosis& diagnosis);

/// For people: the curve over P, and some of its points.
Plot calibration_plot(const Diagnosis& diagnosis);
Grid calibration_points_grid(const Diagnosis& diagnosis);

}  // namespace odds
