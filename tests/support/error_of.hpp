// Failures as values.
#pragma once

#include <odds/error.hpp>

#include <stdexcept>

namespace odds::test {

/// The Error that `action` throws; std::logic_error if it throws none.
template <class Action>
Error error_of(const Action& action) {
  try {
    action();
  } catch (const Error& error) {
    return error;
  }
  throw std::logic_error("no error");
}

}  // namespace odds::test
