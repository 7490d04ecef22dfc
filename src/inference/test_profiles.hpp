// Profile likelihoods of the linear combinations that are tested.
#pragma once

#include "inference/test_hypotheses.hpp"

#include <odds/execution.hpp>
#include <odds/fit.hpp>
#include <odds/hypothesis.hpp>
#include <odds/table.hpp>

#include <vector>

namespace odds {

/// What profiles are made of; refers to all of it.
struct ProfileSource {
  const Fit& fit;
  const Table& table;
  const Execution& execution;
};

/// Puts interval and test of the profile likelihood into the rows of linear combinations, which
/// stand in the order of the questions. Throws as `profile_combination`.
void add_profiles(const Questions& questions, double level, const ProfileSource& source,
                  std::vector<HypothesisRow>& rows);

}  // namespace odds
