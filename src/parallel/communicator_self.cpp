#include <odds/communicator.hpp>

namespace odds {
namespace {

class SingleProcess final : public Communicator {
 public:
  int rank() const override { return 0; }
  int size() const override { return 1; }
  std::string host() const override { return "this machine"; }
  std::vector<std::string> all_gather(const std::string& bytes) override { return {bytes}; }
  std::vector<std::string> gather(const std::string& bytes) override { return {bytes}; }
};

}  // namespace

Communicator& single_process() {
  static SingleProcess process;
  return process;
}

}  // namespace odds
