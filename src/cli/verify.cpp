#include "cli/commands.hpp"
#include "cli/standard_error.hpp"

#include <odds/verify.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace odds::cli {
namespace {

constexpr const char* kVerifyExamples = R"(Examples:
  odds verify
  odds verify --report accuracy.csv)";

constexpr double kLeastAnywhere = 8.0;
constexpr double kLeastWellConditioned = 10.0;

struct VerifyCommand {
  std::string report_file;

  void run(Session& session) const;
};

bool accurate(const Verification& verification) {
  return std::all_of(
      verification.numbers.begin(), verification.numbers.end(), [](const VerifiedNumber& number) {
        return number.lre >= (number.well_conditioned ? kLeastWellConditioned : kLeastAnywhere);
      });
}

void VerifyCommand::run(Session& session) const {
  const auto output = session.open_output({}, {{"--report", report_file}});
  const auto numbers = report_file.empty() ? nullptr : session.create(report_file);
  const Verification verification = verify(session.execution());
  const Report document = report(verification, session.words());
  if (numbers) render(document, Format::csv, {}, numbers->stream());
  session.print(document, *output, {numbers.get()});
  if (accurate(verification)) return;
  session.fail_with(ErrorKind::model);
  if (!session.speaks()) return;
  tell(fmt::format(
      "odds: fewer digits agree than promised: {} on well-conditioned data, {} on any\n",
      kLeastWellConditioned, kLeastAnywhere));
}

}  // namespace

void add_verify(CLI::App& app, Session& session) {
  auto command = std::make_shared<VerifyCommand>();
  CLI::App* sub = add_command(app, "verify", "Refit certified data sets and compare every number",
                              kVerifyExamples);
  sub->add_option("--report", command->report_file, "CSV file for all numbers")->type_name("FILE");
  sub->callback([command, &session] { command->run(session); });
}

}  // namespace odds::cli
