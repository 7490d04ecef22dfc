#include "cli/validation_flags.hpp"

#include "base/number_text.hpp"
#include "cli/session.hpp"

#include <fmt/format.h>

namespace odds::cli {
namespace {

/// `10`, `10,id`
struct CountAndColumn {
  Index count = 0;
  std::string column;
};

CountAndColumn read_count(const std::string& flag, const std::string& text) {
  const std::size_t comma = text.find(',');
  const std::optional<Index> count = parse_number<Index>(text.substr(0, comma));
  if (!count || (comma != std::string::npos && comma + 1 == text.size())) {
    throw usage_error(fmt::format("{} {}: expected a number, or a number and a column", flag, text),
                      fmt::format("{} 10, or {} 10,ID for whole clusters", flag, flag));
  }
  return {.count = *count, .column = comma == std::string::npos ? "" : text.substr(comma + 1)};
}

}  // namespace

void ValidationFlags::add(CLI::App& sub, const std::string& group) {
  sub.add_option("--cv", cv_,
                 "Cross-validation by K folds: AUC, Brier score, log loss and calibration on rows "
                 "that are left out; K,ID keeps clusters whole")
      ->type_name("K[,ID]")
      ->group(group);
  repeats_flag_ = sub.add_option("--repeats", repeats_, "How often --cv divides the rows")
                      ->type_name("N")
                      ->capture_default_str()
                      ->group(group);
  sub.add_option("--optimism", optimism_,
                 "The same indices less their optimism, from N bootstrap resamples")
      ->type_name("N[,ID]")
      ->group(group);
}

void ValidationFlags::read(std::uint64_t seed) {
  if (!cv_.empty()) {
    const CountAndColumn folds = read_count("--cv", cv_);
    folds_ = {.folds = folds.count, .repeats = repeats_, .clusters = folds.column, .seed = seed};
    folds_->validate();
  } else if (repeats_flag_->count() > 0) {
    throw usage_error("--repeats has no effect without folds", "--cv 10");
  }
  if (!optimism_.empty()) {
    const CountAndColumn resamples = read_count("--optimism", optimism_);
    resamples_ = {.resamples = resamples.count, .clusters = resamples.column, .seed = seed};
    resamples_->validate();
  }
}

std::vector<Validation> ValidationFlags::validations(const Fit& fit, const Table& table,
                                                     const Execution& execution) const {
  std::vector<Validation> result;
  if (folds_) result.push_back(cross_validate(fit, table, *folds_, execution));
  if (resamples_) result.push_back(estimate_optimism(fit, table, *resamples_, execution));
  return result;
}

}  // namespace odds::cli
