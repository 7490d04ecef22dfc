// The table of coefficients in the report of a fit, with Wald's or the profile's intervals.
#pragma once

#include <odds/fit.hpp>
#include <odds/report.hpp>

#include <string>

namespace odds {

/// `model-based (inverse information at the maximum)      Intervals  95 % profile likelihood`
Line profiled_variance_line(const std::string& variance, double level, const Fit& fit);

/// {"method":"profile likelihood","level":0.95,"tests":"wald"}
const char* interval_name(IntervalMethod method);

Facts interval_facts(const Fit& fit, const FitReportOptions& options);

/// Adds the coefficients, and their ratios if `options` ask for them, which are then the table of
/// the report.
void add_coefficients(const Fit& fit, const FitReportOptions& options, Report& report);

}  // namespace odds
