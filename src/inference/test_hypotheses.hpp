// The answers to questions about estimates, whatever these are of.
#pragma once

#include "inference/hypothesis_reader.hpp"
#include "inference/hypothesis_tester.hpp"

#include <odds/hypothesis.hpp>

#include <vector>

namespace odds {

struct ProfileSource;  // inference/test_profiles.hpp

/// All that is asked, read.
struct Questions {
  std::vector<Question> tested;     ///< terms and hypotheses
  std::vector<Question> estimated;  ///< combinations
  bool joint = false;               ///< the former together, too
};

/// Whether a joint test can be made of them: of one-sided hypotheses there is none.
bool have_joint_test(const std::vector<Question>& questions);

/// A row for each, adjusted and compared with bounds as the options say. Throws as
/// `test_hypotheses`.
/// `profiles`: what profiles are made of, if they are asked for; null where there is none.
HypothesisTests answer(const Questions& questions, const HypothesisTester& tester,
                       const HypothesisOptions& options, const ProfileSource* profiles = nullptr);

}  // namespace odds
