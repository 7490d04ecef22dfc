// Model files that somebody has changed: what is fitted to make them, and how they are refused.
#pragma once

#include "support/error_of.hpp"
#include "support/sealed_model.hpp"
#include "support/table.hpp"

#include <odds/model_file.hpp>

#include <doctest/doctest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace odds::test {

/// 30 rows without separation: numbers x and z, whole numbers k below n, factors g and h (as a
/// number), an offset e.
inline std::unique_ptr<const Table> table_to_tamper_with() {
  std::string text = "y,x,z,k,n,g,h,e\n";
  const char kOutcomes[] = "010110010011011001101011010010";
  for (int i = 0; i < 30; ++i) {
    text += std::string(1, kOutcomes[i]) + "," + std::to_string(0.5 + i % 7) + "," +
            std::to_string(1 + i * 5 % 11) + "," + std::to_string(1 + i * 3 % 5) + ",7," +
            "abc"[i % 3] + "," + std::to_string(3 + i / 3 % 4) + "," +
            std::to_string(0.1 * (i % 5)) + "\n";
  }
  return csv(std::move(text));
}

/// Of a model of this table.
inline std::string text_of_model(const std::string& formula, const FitOptions& options = {}) {
  return model_text(fit(*table_to_tamper_with(), parse_formula(formula), options));
}

/// An offset, weights and a filter, which model files hold, too.
inline FitOptions options_with_all_roles() {
  FitOptions options;
  options.offset = "e";
  options.frequency_weights = "z";
  options.where = "x > 0.6";
  return options;
}

/// A fit with an estimated guess rate, beside a lapse rate.
inline ModelJson guess_model(double lapse = 0.0) {
  FitOptions options;
  options.estimate_guess = true;
  options.asymptotes.lapse = lapse;
  const auto table = csv("k,n,x\n5,20,1\n6,20,2\n5,20,3\n8,20,4\n13,20,5\n18,20,6\n19,20,7\n");
  return ModelJson::parse(model_text(fit(*table, parse_formula("k/n ~ x"), options)));
}

/// The text of a model file is a data error that names the file.
inline void check_refused(const std::string& text) {
  const Error error = error_of([&] { parse_model(text, "m.json"); });
  CHECK(error.kind() == ErrorKind::data);
  CHECK(error.text().where.file == "m.json");
}

/// One thing in a model file that is not as it should be.
struct Tampering {
  std::string what;
  std::function<void(ModelJson&)> change;
};

/// Each change of a model file by itself, its checksum put right, is a data error.
inline void check_refused(const ModelJson& original, const std::vector<Tampering>& tamperings) {
  for (const Tampering& tampering : tamperings) {
    CAPTURE(tampering.what);
    ModelJson json = original;
    tampering.change(json);
    check_refused(sealed(json));
  }
}

}  // namespace odds::test
