#include "parallel/agreement.hpp"

#include "parallel/pack.hpp"

#include <odds/error.hpp>

#include <fmt/format.h>

#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

namespace odds {
namespace {

/// An exception as it travels.
struct Cause {
  enum class Type { none, error, no_memory, other };

  Type type = Type::none;
  ErrorKind kind = ErrorKind::system;
  Error::Text text;
  Index block = kNoBlock;
  std::string host;

  auto fields() {
    return std::tie(type, kind, text.what, text.where.file, text.where.line, text.where.column,
                    text.hint, text.excerpt, block, host);
  }
};

struct Message {
  std::string task;
  Index blocks = 0;
  bool ends = false;  // this process is in end_together
  Cause cause;

  auto fields() { return std::tie(task, blocks, ends, cause); }
  bool is_at_occasion_of(const Message& other) const {
    return task == other.task && blocks == other.blocks && ends == other.ends;
  }
};

Cause cause_of(const Failure& failure, const std::string& host) {
  Cause cause{.type = Cause::Type::none,
              .kind = ErrorKind::system,
              .text = {},
              .block = failure.block,
              .host = host};
  if (!failure.cause) return cause;
  try {
    std::rethrow_exception(failure.cause);
  } catch (const Error& error) {
    cause.type = Cause::Type::error;
    cause.kind = error.kind();
    cause.text = error.text();
  } catch (const std::bad_alloc&) {
    cause.type = Cause::Type::no_memory;
  } catch (const std::exception& error) {
    cause.type = Cause::Type::other;
    cause.text.what = error.what();
  } catch (...) {
    cause.type = Cause::Type::other;
    cause.text.what = "an exception without a message";
  }
  return cause;
}

Failure failure_of(const Cause& cause, std::size_t rank) {
  Error::Text text = cause.text;
  if (cause.block == kNoBlock) text.what += fmt::format(" (rank {} on {})", rank, cause.host);
  Failure failure{.cause = nullptr, .block = cause.block};
  switch (cause.type) {
    case Cause::Type::none:
      break;
    case Cause::Type::error:
      failure.cause = std::make_exception_ptr(Error(cause.kind, std::move(text)));
      break;
    case Cause::Type::no_memory:
      failure.cause = std::make_exception_ptr(std::bad_alloc());
      break;
    case Cause::Type::other:
      failure.cause = std::make_exception_ptr(std::runtime_error(text.what));
      break;
  }
  return failure;
}

std::vector<Message> exchange(Communicator& processes, Occasion occasion, bool ends,
                              const Failure& own) {
  const Message message{.task = std::string(occasion.task),
                        .blocks = occasion.blocks,
                        .ends = ends,
                        .cause = cause_of(own, processes.host())};
  std::vector<Message> all;
  for (const std::string& bytes : processes.all_gather(pack(message))) {
    all.push_back(unpack<Message>(bytes));
  }
  return all;
}

/// The rank whose failure comes first, if anything has failed.
std::optional<std::size_t> first_failed(const std::vector<Message>& all) {
  std::optional<std::size_t> first;
  for (std::size_t rank = 0; rank < all.size(); ++rank) {
    const Cause& cause = all[rank].cause;
    if (cause.type == Cause::Type::none) continue;
    if (!first || cause.block < all[*first].cause.block) first = rank;
  }
  return first;
}

Failure first_failure(const std::vector<Message>& all, int own_rank, const Failure& own) {
  const std::optional<std::size_t> rank = first_failed(all);
  if (!rank) return {};
  return *rank == static_cast<std::size_t>(own_rank) ? own : failure_of(all[*rank].cause, *rank);
}

std::string doing(const Message& message) {
  if (message.ends) return "has ended";
  return fmt::format("is at \"{}\" of {} blocks", message.task, message.blocks);
}

Failure failure_of_strangers(const std::vector<Message>& all) {
  for (std::size_t rank = 1; rank < all.size(); ++rank) {
    if (all[rank].is_at_occasion_of(all[0])) continue;
    return attempt([&] {
      throw Error(ErrorKind::system,
                  {.what = fmt::format("the processes do not do the same: rank 0 on {} {}, rank {} "
                                       "on {} {}",
                                       all[0].cause.host, doing(all[0]), rank, all[rank].cause.host,
                                       doing(all[rank])),
                   .where = {},
                   .hint = "all of them must find the same data and run the same version",
                   .excerpt = {}});
    });
  }
  return {};
}

}  // namespace

Failure meet(Communicator& processes, Occasion occasion, const Failure& own) {
  if (processes.size() == 1) return own;
  const std::vector<Message> all = exchange(processes, occasion, false, own);
  const Failure first = first_failure(all, processes.rank(), own);
  return first.cause ? first : failure_of_strangers(all);
}

void agree(Communicator& processes, Occasion occasion, const Failure& own) {
  rethrow(meet(processes, occasion, own));
}

void end_together(Communicator& processes, std::exception_ptr failure) {
  Failure first{.cause = std::move(failure), .block = kNoBlock};
  bool all_end = processes.size() == 1;
  while (!all_end) {
    const std::vector<Message> all = exchange(processes, {}, true, first);
    if (!first.cause) first = first_failure(all, processes.rank(), first);
    all_end = true;
    for (const Message& message : all) all_end = all_end && message.ends;
  }
  rethrow(first);
}

}  // namespace odds
