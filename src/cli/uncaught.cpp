// The end where an exception cannot be caught: while libraries are loaded, before main, or in a
// destructor. It comes from memory that is too short for anything; the program then says so.
//
// Nothing here may be instrumented: it runs before a sanitizer is ready.
#include "cli/signals.hpp"
#include "cli/standard_error.hpp"

#include <odds/error.hpp>

#include <cstdlib>
#include <exception>
#include <new>

namespace odds::cli {
namespace {

std::terminate_handler usual_end = nullptr;

/// Whether the exception that nobody catches says that memory is short, or there is none because
/// memory did not suffice for it.
bool is_without_memory() {
  const std::exception_ptr failure = std::current_exception();
  if (failure == nullptr) {
    void* const little = std::malloc(1);
    const bool none = little == nullptr;
    std::free(little);
    return none;
  }
  try {
    std::rethrow_exception(failure);
  } catch (const std::bad_alloc&) {
    return true;
  } catch (...) {
    return false;
  }
}

/// The end where an exception cannot be caught: before main, or in the destructors of a library.
[[noreturn]] void end_by_exception() {
  if (is_without_memory()) {
    remove_temporary_files();
    write_to_standard_error(kNotEnoughMemory);
    std::_Exit(static_cast<int>(ErrorKind::system));
  }
  usual_end();
  std::abort();
}

void prepare_end() { usual_end = std::set_terminate(end_by_exception); }

/// Called before the initialization of the libraries, some of which ask for memory then.
[[gnu::section(".preinit_array"), gnu::used]] void (*const before_libraries)() = prepare_end;

}  // namespace
}  // namespace odds::cli
