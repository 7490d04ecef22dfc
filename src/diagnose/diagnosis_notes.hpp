// What a reader of a diagnosis should know beside its numbers.
#pragma once

#include <odds/diagnose.hpp>
#include <odds/note.hpp>

#include <vector>

namespace odds {

/// `determined` counts the rows of leverage 1; the fit may have another variance than the model's.
std::vector<Note> diagnosis_notes(const Diagnosis& diagnosis, double determined,
                                  bool has_other_variance);

}  // namespace odds
