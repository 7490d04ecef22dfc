#include "report/sensitivity_grids.hpp"

#include "report/build.hpp"
#include "report/cells.hpp"
#include "report/grid_builder.hpp"
#include "report/lens_words.hpp"

#include <odds/curve.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace odds {
namespace {

using InputTable = GridBuilder<InputSensitivity>;

Cell moved_or_aliased(const InputSensitivity& input) {
  return input.aliased ? Cell(Label{{}, {}, "aliased"}) : cell_or_empty<Estimate>(input.moved);
}

template <class Row>
void add_variable(GridBuilder<Row>& table) {
  table.column({"variable", {}}, [](const Row& row) {
    return Label{row.variable, row.variable, {}};
  });
}

void add_elasticity_and_curvature(InputTable& table) {
  table.estimate("elasticity", &InputSensitivity::elasticity);
  table.estimate("curvature", &InputSensitivity::curvature);
}

/// A status for each point, if one is outside.
template <class Point>
void add_status(const std::vector<Point>& points, GridBuilder<Point>& table) {
  if (std::ranges::any_of(points, &Point::outside)) table.status(&Point::outside);
}

/// What the operating point sets a variable to.
std::string value_at_point(const Sensitivity& sensitivity, const std::string& variable) {
  const auto found =
      std::ranges::find(sensitivity.point, variable, &std::pair<std::string, std::string>::first);
  return found == sensitivity.point.end() ? std::string() : found->second;
}

/// Every how many points of the profile one is shown.
std::size_t profile_stride(const Sensitivity& sensitivity, Audience audience) {
  const std::size_t points = sensitivity.profile.size();
  return audience == Audience::programs || points <= 12 ? 1 : (points + 8) / 10;
}

std::string profile_title(const Sensitivity& sensitivity, std::size_t stride) {
  const std::string title =
      fmt::format("Along {}, the other inputs at the operating point", sensitivity.profiled);
  if (stride == 1) return title;
  return fmt::format("{}; {} points, one of {} shown", title, sensitivity.profile.size(), stride);
}

/// A figure of an input.
struct InputFigure {
  std::string variable;
  FigureRow row;
};

std::vector<InputFigure> all_figures(const Sensitivity& sensitivity) {
  std::vector<InputFigure> result;
  for (const InputSensitivity& input : sensitivity.ranking) {
    for (const FigureRow& row : figures(sensitivity, input.variable)) {
      result.push_back({input.variable, row});
    }
  }
  return result;
}

}  // namespace

Grid ranking_for_people(const Sensitivity& sensitivity, const std::string& modelled) {
  InputTable table;
  add_variable(table);
  table.column({"contrast", {}}, &InputSensitivity::contrast);
  table.column({"moved", {}}, moved_or_aliased);
  table.estimate("effect", &InputSensitivity::effect);
  add_elasticity_and_curvature(table);
  return table.grid(
      {.id = "inputs",
       .title = fmt::format("Inputs by the SD of {} that they move over the rows", modelled),
       .columns = {},
       .rows = {},
       .audience = Audience::people},
      sensitivity.ranking);
}

Grid ranking_for_programs(const Sensitivity& sensitivity) {
  InputTable table;
  add_variable(table);
  table.column({"contrast", {}}, &InputSensitivity::contrast);
  table.columns(estimate_columns("estimate"), [](const InputSensitivity& input) {
    return input.aliased ? blank_cells("aliased") : estimate_cells(input.effect);
  });
  table.column({"moved", {}},
               [](const InputSensitivity& input) { return cell_or_empty<Estimate>(input.moved); });
  table.column({"std.dev", {}}, [](const InputSensitivity& input) {
    return cell_or_empty<Estimate>(input.std_dev);
  });
  table.estimate("per.sd", &InputSensitivity::per_sd);
  add_elasticity_and_curvature(table);
  return table.grid(
      {.id = "ranking", .title = {}, .columns = {}, .rows = {}, .audience = Audience::programs},
      sensitivity.ranking);
}

Grid operating_grid(const Sensitivity& sensitivity) {
  InputTable table;
  add_variable(table);
  table.column({"value", {}}, [&](const InputSensitivity& input) {
    return value_at_point(sensitivity, input.variable);
  });
  table.column({"contrast", {}}, &InputSensitivity::contrast);
  table.estimate("gain", &InputSensitivity::effect);
  add_elasticity_and_curvature(table);
  return table.grid(
      {.id = "operating", .title = "At the operating point", .columns = {}, .rows = {}},
      sensitivity.operating);
}

bool is_in_operating_grid(const Sensitivity& sensitivity) {
  return std::ranges::all_of(sensitivity.point, [&](const auto& setting) {
    return std::ranges::find(sensitivity.operating, setting.first, &InputSensitivity::variable) !=
           sensitivity.operating.end();
  });
}

Grid steepest_grid(const Sensitivity& sensitivity, Link link) {
  GridBuilder<SteepestPoint> table;
  add_variable(table);
  table.column({"scale", {}}, &SteepestPoint::scale);
  table.estimate("slope", &SteepestPoint::slope);
  table.estimate("at", &SteepestPoint::at);
  table.column({"from.10", {}}, [](const SteepestPoint& point) {
    return Estimate{point.low, point.at.std_error};
  });
  table.column({"to.90", {}}, [](const SteepestPoint& point) {
    return Estimate{point.high, point.at.std_error};
  });
  table.column({"width", {}}, [](const SteepestPoint& point) { return Estimate{point.width}; });
  table.column({"g", {}}, [](const SteepestPoint& point) { return Estimate{point.g}; });
  add_status(sensitivity.steepest, table);
  return table.grid(
      {.id = "steepest",
       .title = fmt::format("Steepest points: {} 0 with the other inputs at the operating point",
                            link_words(link).predictor),
       .columns = {},
       .rows = {}},
      sensitivity.steepest);
}

Grid profile_grid(const Sensitivity& sensitivity, Audience audience) {
  const bool people = audience == Audience::people;
  GridBuilder<ProfilePoint> table;
  if (!people) {
    table.column({"variable", {}}, [&](const ProfilePoint&) { return sensitivity.profiled; });
  }
  table.column({"value", sensitivity.profiled},
               [](const ProfilePoint& point) { return Estimate{point.value}; });
  table.estimate("p", &ProfilePoint::probability);
  table.limits(&ProfilePoint::probability);
  table.estimate("slope", &ProfilePoint::slope);
  table.estimate("curvature", &ProfilePoint::curvature);
  table.estimate("elasticity", &ProfilePoint::elasticity);
  add_status(sensitivity.profile, table);
  const std::size_t stride = profile_stride(sensitivity, audience);
  std::vector<ProfilePoint> shown;
  for (std::size_t i = 0; i < sensitivity.profile.size(); i += stride) {
    shown.push_back(sensitivity.profile[i]);
  }
  return table.grid({.id = people ? "along" : "profile",
                     .title = profile_title(sensitivity, stride),
                     .columns = {},
                     .rows = {},
                     .audience = audience},
                    shown);
}

Grid figures_grid(const Sensitivity& sensitivity) {
  GridBuilder<InputFigure> table;
  table.column({"variable", {}}, &InputFigure::variable);
  table.column({"figure", {}}, [](const InputFigure& figure) {
    return std::string(figure_key(figure.row.figure));
  });
  table.only_estimate(&InputFigure::row);
  return table.grid(
      {.id = "figures", .title = {}, .columns = {}, .rows = {}, .audience = Audience::programs},
      all_figures(sensitivity));
}

}  // namespace odds
