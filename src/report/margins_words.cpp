#include "report/margins_words.hpp"

#include "base/failure.hpp"

#include <fmt/format.h>

namespace odds {
namespace {

std::string observed_rows(const AveragedRows& rows) {
  std::string text;
  if (!rows.groups.empty()) {
    text = fmt::format("averaged over the rows of each group of {} by themselves",
                       fmt::join(rows.groups, " x "));
  }
  if (rows.set.empty()) return text;
  return text + fmt::format("{}with {} set in all rows, everything else as observed",
                            text.empty() ? "averaged over the rows, " : ", ",
                            fmt::join(rows.set, ", "));
}

std::string points_text(const AveragedRows& rows) {
  const char* each = rows.groups.empty() ? "" : " of each group";
  switch (rows.point) {
    case MarginPoint::observed:
      break;
    case MarginPoint::means:
      return fmt::format(
          "at the means{}: numbers at their means, factors at the shares of their levels", each);
    case MarginPoint::typical:
      return fmt::format("at the typical row{}: medians of numbers, most frequent levels", each);
  }
  return observed_rows(rows);
}

}  // namespace

std::string estimand_name(Estimand estimand) {
  switch (estimand) {
    case Estimand::average_effects:
      break;
    case Estimand::effects:
      return "Marginal effects";
    case Estimand::predictions:
      return "Predictive margins";
    case Estimand::prediction_contrasts:
      return "Contrasts of predictive margins";
    case Estimand::effect_contrasts:
      return "Contrasts of marginal effects";
    case Estimand::interactions:
      return "Interaction effects";
    case Estimand::elasticities:
      return "Elasticities";
    case Estimand::semi_elasticities:
      return "Semi-elasticities";
    case Estimand::comparisons:
      return "Standardised comparisons";
    case Estimand::conditional_ratios:
      return "Conditional odds ratios";
  }
  return "Average marginal effects";
}

std::string averaged_text(const Margins& margins) {
  const std::string rows = points_text(margins.averaged);
  if (margins.averaged.filter.empty()) return rows;
  const std::string filter =
      fmt::format("{} where {}", counted(margins.counts.used, "row"), margins.averaged.filter);
  return rows.empty() ? filter : filter + "; " + rows;
}

std::string errors_text(const Margins& margins) {
  switch (margins.errors) {
    case MarginErrors::delta:
      break;
    case MarginErrors::unconditional:
      return "unconditional: rows and coefficients are a sample";
    case MarginErrors::simulation:
      return fmt::format("simulation of {} coefficient vectors, seed {}", margins.draws,
                         margins.seed);
  }
  return "delta method";
}

std::string intervals_text(const Margins& margins) {
  const IntervalScales& scales = margins.scales;
  if (scales.link) return fmt::format("on the {} scale", link_name(margins.link));
  std::string text = scales.log ? "of ratios on the log scale" : "";
  if (!scales.risk_difference) return text;
  return text + (text.empty() ? "" : ", ") + "of NNT that of the risk difference";
}

}  // namespace odds
