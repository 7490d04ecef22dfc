// Standard input, output and error, as the process finds them.
#pragma once

namespace odds::cli {

/// A file opened by us must not become standard input, output or error because that was closed.
void occupy_standard_descriptors();

}  // namespace odds::cli
