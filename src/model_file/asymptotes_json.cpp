#include "model_file/asymptotes_json.hpp"

#include <utility>
#include <vector>

namespace odds {

Json asymptotes_to_json(const Model& model) {
  Json json = {{"guess", model.curve.asymptotes.guess}, {"lapse", model.curve.asymptotes.lapse}};
  if (model.plan.limit_sign < 0.0) json["falls"] = true;
  if (!model.curve.estimates_guess) return json;
  const Vector last = model.covariance.core.col(model.plan.columns());
  json["estimated.guess"] = {{"covariance", std::vector<double>(last.begin(), last.end() - 1)},
                             {"variance", last[last.size() - 1]}};
  return json;
}

void read_asymptotes(const JsonReader& json, Model& model) {
  const double guess = json.at("guess").real();
  const double lapse = json.at("lapse").real();
  if (!(guess >= 0.0 && lapse >= 0.0 && guess + lapse < 1.0)) {
    json.fail("the asymptotes are out of range");
  }
  if (model.plan.eliminated > 0) json.fail("a curve with asymptotes has an eliminated factor");
  model.curve.asymptotes = {.guess = guess, .lapse = lapse};
  model.roles.infinite_rows = InfiniteRows::kept;
  if (json.has("falls") && json.at("falls").flag()) model.plan.limit_sign = -1.0;
  if (!json.has("estimated.guess")) return;
  const JsonReader estimated = json.at("estimated.guess");
  const Vector covariance = estimated.at("covariance").finite_vector(model.plan.columns());
  const double variance = estimated.at("variance").real();
  if (!(guess > 0.0 && variance >= 0.0)) json.fail("an estimated guess rate has no variance");
  model.curve.estimates_guess = true;
  const Index p = model.plan.columns();
  Matrix joint(p + 1, p + 1);
  joint << model.covariance.core, covariance, covariance.transpose(), variance;
  model.covariance.core = std::move(joint);
}

}  // namespace odds
