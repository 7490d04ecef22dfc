#include "model_file/clusters_json.hpp"

#include "model_file/json_numbers.hpp"

#include <charconv>
#include <limits>
#include <string>
#include <system_error>
#include <utility>

namespace odds {
namespace {

constexpr Index kMostCoefficients = 40;  // of models with degrees of freedom of their own

std::vector<std::string> texts_from_json(const JsonReader& json) {
  std::vector<std::string> texts;
  for (const JsonReader& text : json.items()) texts.push_back(text.text());
  return texts;
}

Json degrees_to_json(const ContrastDegrees& degrees) {
  return {{"coefficients", degrees.to_whitened().rows()},
          {"whitening", numbers(degrees.to_whitened().reshaped())},
          {"trace", numbers(degrees.trace())},
          {"own", lower_triangle(degrees.own())},
          {"shared", lower_triangle(degrees.shared())}};
}

ContrastDegrees degrees_from_json(const JsonReader& json, Index columns) {
  const Index k = json.at("coefficients").index(1, kMostCoefficients);
  const Index pairs = k * (k + 1) / 2;
  Matrix whitening = json.at("whitening").finite_vector(k * columns).reshaped(k, columns);
  return {std::move(whitening), json.at("trace").finite_vector(pairs),
          json.at("own").symmetric(pairs), json.at("shared").symmetric(pairs)};
}

}  // namespace

Json clusters_to_json(const std::vector<ClusterCounts>& clusters) {
  Json json = Json::array();
  for (const ClusterCounts& counts : clusters) {
    json.push_back({{"columns", counts.columns},
                    {"clusters", counts.clusters},
                    {"largest.share", counts.largest_share}});
  }
  return json;
}

std::vector<ClusterCounts> clusters_from_json(const JsonReader& json) {
  std::vector<ClusterCounts> clusters;
  for (const JsonReader& each : json.items()) {
    const ClusterCounts counts{.columns = texts_from_json(each.at("columns")),
                               .clusters = each.at("clusters").real(),
                               .largest_share = each.at("largest.share").real()};
    const bool possible = !counts.columns.empty() && counts.columns.size() <= 2 &&
                          counts.clusters >= 2.0 && counts.largest_share > 0.0 &&
                          counts.largest_share <= 1.0;
    if (!possible) each.fail("these are no clusters");
    clusters.push_back(counts);
  }
  if (clusters.size() != 1 && clusters.size() != 3) json.fail("these are no clusters");
  return clusters;
}

Json resampling_to_json(const Resampling& resampling) {
  return {{"resamples", resampling.resamples},
          {"left.out", resampling.left_out},
          {"seed", std::to_string(resampling.seed)}};
}

Resampling resampling_from_json(const JsonReader& json) {
  constexpr Index kMost = std::numeric_limits<Index>::max();
  Resampling resampling;
  resampling.resamples = json.at("resamples").index(2, kMost);
  resampling.left_out = json.at("left.out").index(0, resampling.resamples - 2);
  const std::string seed = json.at("seed").text();
  const auto [end, error] =
      std::from_chars(seed.data(), seed.data() + seed.size(), resampling.seed);
  if (error != std::errc() || end != seed.data() + seed.size()) json.fail("a seed is expected");
  return resampling;
}

void write_cluster_roles(const Model& model, Json& json) {
  if (!model.roles.clusters.empty()) json["clusters"] = model.roles.clusters;
  if (model.contrast_degrees) json["contrast.degrees"] = degrees_to_json(*model.contrast_degrees);
}

void read_cluster_roles(const JsonReader& json, Model& model) {
  if (json.has("clusters")) model.roles.clusters = texts_from_json(json.at("clusters"));
  if (!json.has("contrast.degrees")) return;
  model.contrast_degrees = degrees_from_json(json.at("contrast.degrees"), model.plan.columns());
}

}  // namespace odds
