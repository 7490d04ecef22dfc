// A small study with columns of every kind, to be changed and predicted again.
#pragma once

#include "support/random_data.hpp"

#include <odds/fit.hpp>
#include <odds/memory_table.hpp>
#include <odds/predict.hpp>

#include <cmath>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

namespace odds::test {

/// Columns: x in (2, 3), z normal, b 0/1, k 1 to 3, weights w, g and h texts.
struct EffectStudy {
  std::vector<double> y, x, z, b, k, w;
  std::vector<std::string> g, h;

  MemoryTable table() const {
    MemoryTable result;
    result.add("y", y).add("x", x).add("z", z).add("b", b).add("k", k).add("w", w);
    result.add("g", g).add("h", h);
    return result;
  }

  std::size_t rows() const { return y.size(); }
};

inline EffectStudy effect_study(int rows = 240) {
  Random random(303);
  EffectStudy study;
  for (int i = 0; i < rows; ++i) {
    study.x.push_back(2.0 + random.uniform());
    study.z.push_back(random.normal());
    study.b.push_back(random.whole(0, 1));
    study.k.push_back(random.whole(1, 3));
    study.w.push_back(random.whole(1, 4));
    study.g.push_back(std::string(1, static_cast<char>('a' + random.whole(0, 2))));
    study.h.push_back(random.whole(0, 1) == 0 ? "low" : "top");
    const double eta = study.x.back() - 2.4 + 0.7 * study.z.back() - 0.5 * study.b.back();
    study.y.push_back(random.uniform() < 1.0 / (1.0 + std::exp(-eta)) ? 1.0 : 0.0);
  }
  return study;
}

/// The probabilities that the model predicts after `change`.
inline std::vector<double> predicted(const Fit& fit, EffectStudy study,
                                     const std::function<void(EffectStudy&)>& change = {}) {
  if (change) change(study);
  std::vector<double> result;
  for (const Prediction& row : predict(fit, study.table())) {
    if (row.status != Prediction::Status::ok) throw std::logic_error("a row is not predicted");
    result.push_back(row.probability);
  }
  return result;
}

/// The mean over the rows that `keep` holds for, each with its weight.
inline double mean_of(const std::vector<double>& values,
                      const std::function<double(std::size_t)>& weight = {}) {
  long double sum = 0.0L;
  long double total = 0.0L;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const long double each = weight ? weight(i) : 1.0;
    sum += each * values[i];
    total += each;
  }
  return static_cast<double>(sum / total);
}

}  // namespace odds::test
