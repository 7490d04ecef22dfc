// The tables of a diagnosis.
#pragma once

#include <odds/diagnose.hpp>
#include <odds/report.hpp>

#include <string>
#include <vector>

namespace odds {

/// A number of observations; weighted ones need not be whole.
Cell total_cell(double value);

/// A test of fit with its name for programs and for people.
struct NamedTest {
  std::string id;
  std::string name;
  const FitTest* test = nullptr;
};

/// The tests of the fit as a whole, in the order of reports. Refers to the diagnosis.
std::vector<NamedTest> tests_of(const Diagnosis& diagnosis);

/// Every measure, for programs: part, measure, estimate, its errors and tests.
Grid measures_grid(const Diagnosis& diagnosis);

/// Of tests, for people.
Grid fit_tests_grid(const Diagnosis& diagnosis);

Grid fit_groups_grid(const Diagnosis& diagnosis);
Grid calibration_grid(const Diagnosis& diagnosis);

/// For programs.
Grid roc_grid(const Diagnosis& diagnosis);

Grid influential_grid(const Diagnosis& diagnosis, const Fit& fit);

}  // namespace odds
