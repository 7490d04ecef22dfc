// Vector code for every instruction set that a program may meet, chosen when it runs: what the
// kernels of this folder share.
//
// A kernel's source is compiled once for each target of Highway (its foreach_target.h includes the
// source again and again), so that a packaged program is fast without being built for one machine.
// Code for a target must not use templates or inline functions from elsewhere: the linker could
// take the copy with the newest instructions for all callers. Arrays of vectors become registers
// only where the loops over them are unrolled, which g++ -O2 has to be told (HWY_UNROLL). Include
// this header before any of Highway's: where the compiler is told of AVX3_DL, as -march=native
// tells it on a Zen 5, Highway 1.0 does not compile unless that target is disabled.
#pragma once

// Left out to save compile time: what no machine of interest is best at (SSSE3), what adds nothing
// for doubles (AVX3_DL), and vectors of unknown length, of which there are no arrays (SVE).
#define HWY_DISABLED_TARGETS \
  (HWY_SSSE3 | HWY_AVX3_DL | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)

// Highway under a name of our own, with the little of its library that kernels call in
// simd_target.cpp: whenever a program is loaded, that library measures the resolution of a clock
// for 4 ms, as much as all else that a command does before it begins. A program may use both.
#define hwy odds_hwy
