// Several processes that work on one computation together.
#pragma once

#include <odds/export.hpp>

#include <exception>
#include <string>
#include <vector>

namespace odds {

/// Processes, numbered 0, 1, ..., size() - 1, that do the same work in the same order: each calls
/// the same functions with the same arguments, and what is collective is called by all of them.
/// Their results are the same bit for bit, since they add up the same partial results along the
/// same tree (MergeForest). They must be of one architecture, and built from the same sources:
/// numbers travel as they lie in memory.
///
/// MpiProcess (odds/mpi.hpp) has one for Open MPI and its kin. Not thread-safe: odds calls it from
/// the thread that called odds.
class ODDS_EXPORT Communicator {
 public:
  virtual ~Communicator() = default;

  virtual int rank() const = 0;  ///< of this process, >= 0
  virtual int size() const = 0;  ///< > rank()

  /// The machine that this process runs on, for messages.
  virtual std::string host() const = 0;

  /// Collective: what each process handed in, by rank, of any length.
  virtual std::vector<std::string> all_gather(const std::string& bytes) = 0;

  /// Collective: the same for rank 0; nothing for the others.
  virtual std::vector<std::string> gather(const std::string& bytes) = 0;
};

/// A process that is alone: rank 0 of 1. What computations use unless they are told otherwise.
ODDS_EXPORT Communicator& single_process();

/// Collective: the end of what the processes do together; `failure` is what stopped this one, if
/// anything. Throws on every process as soon as one of them has failed: its own failure, or else
/// that of the lowest rank that has one, as Error of the same kind with rank and host added
/// (bad_alloc as it is, others as runtime_error). So a process that fails by itself, as it alone
/// cannot open its file, ends the others too: they hear of it at the next pass over the data.
ODDS_EXPORT void end_together(Communicator& processes, std::exception_ptr failure);

}  // namespace odds
