# Compiler flags for everything that is built here; none of them reaches a program that uses odds.
#
# No -ffast-math in any form: sums are ordered and tails of probabilities are kept on purpose.
# ISO C++ (CXX_EXTENSIONS OFF) also means that g++ does not contract a * b + c by itself
# (-ffp-contract=off), so that the same expression rounds the same wherever it is inlined.
#
# Nothing is compiled for the machine it is compiled on: the vector kernels choose their instructions
# when they run, and what stands outside of them gains nothing from -march=native.

set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
# What programs may call says so: ODDS_EXPORT.
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)

# Applied to our targets one by one, so that generated code of others is not held to our warnings.
add_library(odds_warnings INTERFACE)
if(ODDS_WARNINGS_AS_ERRORS)
  target_compile_options(odds_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror
    # In a unit of several sources none is the main file, to which anonymous namespaces belong.
    $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>
    # Those of g++ 12 that come out of its optimiser are false alarms about its own AVX-512 intrinsics
    # (GCC bug 105593) and about std::string (105329, 105651). What they are after is found by clang,
    # which builds the fuzz targets, and by the address sanitizer.
    $<$<CXX_COMPILER_ID:GNU>:-Wno-uninitialized>
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>
    $<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds>
    $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
    $<$<CXX_COMPILER_ID:GNU>:-Wno-stringop-overflow>)
endif()

if(ODDS_SANITIZE STREQUAL "address")
  set(odds_sanitizers address,undefined)
elseif(ODDS_SANITIZE STREQUAL "thread")
  set(odds_sanitizers thread)
elseif(ODDS_SANITIZE)
  message(FATAL_ERROR "ODDS_SANITIZE = ${ODDS_SANITIZE}: it must be address, thread or empty")
endif()
if(ODDS_SANITIZE)
  # Eigen's own assertions belong to the instruments. Not -O0: it compiles faster, but then the tests
  # take several times as long.
  add_compile_options(-fsanitize=${odds_sanitizers} -fno-sanitize-recover=all
    -fno-omit-frame-pointer -g1 -O1 -UNDEBUG)
  # Eigen forms addresses in empty matrices, which it does not use. What UndefinedBehaviorSanitizer
  # would check in the headers of others takes a fifth of the time of compiling.
  add_compile_options(
    $<$<CXX_COMPILER_ID:Clang>:-fno-sanitize=pointer-overflow>
    $<$<CXX_COMPILER_ID:Clang>:-fsanitize-ignorelist=${CMAKE_CURRENT_LIST_DIR}/foreign_headers.txt>)
  add_link_options(-fsanitize=${odds_sanitizers})
endif()
