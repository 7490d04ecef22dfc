#include <odds/error.hpp>
#include <odds/mpi.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <mpi.h>
#include <new>
#include <numeric>

namespace odds {
namespace {

/// MPI counts bytes in an int: what all processes send in one call is kept below this.
constexpr std::size_t kMostInOneCall = std::size_t{1} << 30;
constexpr int kStatusOfSystem = static_cast<int>(ErrorKind::system);

std::string processor_name() {
  std::string name(MPI_MAX_PROCESSOR_NAME, '\0');
  int length = 0;
  MPI_Get_processor_name(name.data(), &length);
  name.resize(static_cast<std::size_t>(length));
  return name;
}

}  // namespace

// MPI's own errors end all processes with a message (MPI_ERRORS_ARE_FATAL, the default).
class MpiProcess::World final : public Communicator {
 public:
  World() {
    MPI_Comm_dup(MPI_COMM_WORLD, &world_);
    MPI_Comm_rank(world_, &rank_);
    MPI_Comm_size(world_, &size_);
  }
  ~World() override { MPI_Comm_free(&world_); }
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  int rank() const override { return rank_; }
  int size() const override { return size_; }
  std::string host() const override { return processor_name(); }

  std::vector<std::string> all_gather(const std::string& bytes) override {
    return exchange(bytes, true);
  }
  std::vector<std::string> gather(const std::string& bytes) override {
    return exchange(bytes, false);
  }

 private:
  std::vector<std::string> exchange(const std::string& bytes, bool everywhere) {
    try {
      return exchange_pieces(bytes, everywhere);
    } catch (const std::bad_alloc&) {
      // The others are waiting inside MPI, where no exception reaches them.
      fmt::print(stderr, "odds: not enough memory to exchange partial results (rank {} on {})\n",
                 rank_, host());
      MPI_Abort(world_, kStatusOfSystem);
      throw;
    }
  }

  /// Every process sends its next piece in each round, until the longest text is through.
  std::vector<std::string> exchange_pieces(const std::string& bytes, bool everywhere) {
    const std::vector<std::uint64_t> sizes = sizes_of_all(bytes.size());
    const bool receives = everywhere || rank_ == 0;
    const auto processes = static_cast<std::size_t>(size_);
    const std::size_t piece = std::max<std::size_t>(kMostInOneCall / processes, 1);
    std::vector<std::string> all(receives ? processes : 0);
    for (std::size_t r = 0; r < all.size(); ++r) all[r].reserve(sizes[r]);
    std::string received;
    std::vector<int> counts(processes);
    std::vector<int> places(processes);
    const std::size_t longest = *std::max_element(sizes.begin(), sizes.end());
    for (std::size_t begin = 0; begin < longest; begin += piece) {
      for (std::size_t r = 0; r < processes; ++r) {
        counts[r] = static_cast<int>(std::min(piece, sizes[r] - std::min(begin, sizes[r])));
      }
      std::exclusive_scan(counts.begin(), counts.end(), places.begin(), 0);
      if (receives) received.resize(static_cast<std::size_t>(places.back() + counts.back()));
      const int own = counts[static_cast<std::size_t>(rank_)];
      const char* from = bytes.data() + std::min(begin, bytes.size());
      if (everywhere) {
        MPI_Allgatherv(from, own, MPI_BYTE, received.data(), counts.data(), places.data(), MPI_BYTE,
                       world_);
      } else {
        MPI_Gatherv(from, own, MPI_BYTE, received.data(), counts.data(), places.data(), MPI_BYTE, 0,
                    world_);
      }
      for (std::size_t r = 0; r < all.size(); ++r) {
        all[r].append(received, static_cast<std::size_t>(places[r]),
                      static_cast<std::size_t>(counts[r]));
      }
    }
    return all;
  }

  std::vector<std::uint64_t> sizes_of_all(std::size_t own) {
    const std::uint64_t size = own;
    std::vector<std::uint64_t> sizes(static_cast<std::size_t>(size_));
    MPI_Allgather(&size, 1, MPI_UINT64_T, sizes.data(), 1, MPI_UINT64_T, world_);
    return sizes;
  }

  MPI_Comm world_ = MPI_COMM_NULL;
  int rank_ = 0;
  int size_ = 1;
};

MpiProcess::MpiProcess(int& argc, char**& argv) {
  int running = 0;
  MPI_Initialized(&running);
  int threads = MPI_THREAD_SINGLE;
  if (running != 0) {
    MPI_Query_thread(&threads);
  } else {
    MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &threads);
    started_ = true;
  }
  if (threads < MPI_THREAD_FUNNELED) {
    if (started_) MPI_Finalize();
    throw Error(ErrorKind::system, {.what = "this MPI cannot be used in a program with threads",
                                    .where = {},
                                    .hint = "MPI_Init_thread must provide MPI_THREAD_FUNNELED",
                                    .excerpt = {}});
  }
  world_ = std::make_unique<World>();
}

MpiProcess::~MpiProcess() {
  world_.reset();
  if (started_) MPI_Finalize();
}

Communicator& MpiProcess::communicator() { return *world_; }

}  // namespace odds
