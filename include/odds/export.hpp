// The mark of the functions that a shared library of odds offers to programs.
#pragma once

/// The library is compiled with hidden symbols: what has this before its name can be called from
/// outside.
#define ODDS_EXPORT __attribute__((visibility("default")))
