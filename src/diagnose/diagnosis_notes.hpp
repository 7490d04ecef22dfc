// What a reader of a diagnosis should know beside its numbers.
#pragma once

#include <odds/diagnose.hpp>
#include <odds/note.hpp>

#include <vector>

namespace odds {

/// `determined` counts the rows of leverage 1.
std::vector<Note> diagnosis_notes(const Diagnosis& diagnosis, double determined);

}  // namespace odds
