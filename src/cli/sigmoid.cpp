#include "cli/commands.hpp"

namespace odds::cli {
namespace {

constexpr const char* kSigmoidExamples = R"(Examples:
  odds sigmoid 0 1 -1 2 -2 3
  odds sigmoid 745 --format json)";

struct SigmoidCommand {
  std::vector<double> points;

  void run(Session& session) const {
    const auto output = session.open_output({});
    session.print(sigmoid_report(points, session.words()), *output);
  }
};

}  // namespace

void add_sigmoid(CLI::App& app, Session& session) {
  auto command = std::make_shared<SigmoidCommand>();
  CLI::App* sub =
      add_command(app, "sigmoid", "The sigmoid and its derivatives at points", kSigmoidExamples);
  sub->add_option("X", command->points, "Points, for example: 0 1 -1")->type_name("")->required();
  sub->callback([command, &session] { command->run(session); });
}

}  // namespace odds::cli
