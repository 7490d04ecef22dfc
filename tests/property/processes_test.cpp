// A result does not depend on how many processes worked on it, nor on which of them held which
// rows: the bits are the same, in every process.
#include "property/sheet.hpp"
#include "support/spread_table.hpp"
#include "support/thread_ranks.hpp"

#include <odds/describe.hpp>
#include <odds/margins.hpp>
#include <odds/model_file.hpp>
#include <odds/predict.hpp>
#include <odds/report.hpp>

#include <doctest/doctest.h>

#include <sstream>

namespace odds {
namespace {

using test::fit_sheet;
using test::memory_table;
using test::random_sheet;
using test::results_of_ranks;
using test::run_ranks;
using test::sheet_table;
using test::SpreadTable;
using test::text_of;

constexpr auto kSizes = {1, 2, 3, 5};

Execution of(Communicator& processes) {
  return {.threads = 2, .progress = {}, .processes = &processes};
}

/// Calls `check(size, answer)` with `ask(table, execution)` of every process: with all rows in each
/// of them, and with the rows spread over them.
template <class Ask, class Check>
void for_all_sizes(const Table& whole, Ask ask, Check check) {
  for (const int size : kSizes) {
    CAPTURE(size);
    for (const auto& answer : results_of_ranks(
             size, [&](Communicator& processes) { return ask(whole, of(processes)); })) {
      check(answer);
    }
    for (const auto& answer : results_of_ranks(size, [&](Communicator& processes) {
           return ask(SpreadTable(whole, processes.rank(), size), of(processes));
         })) {
      check(answer);
    }
  }
}

std::string json(const Report& report) {
  std::ostringstream text;
  render(report, Format::json, {}, text);
  return text.str();
}

TEST_CASE("a fit and its report are the same for any number of processes") {
  const Fit one = fit_sheet(sheet_table());
  const std::string expected = model_text(one) + json(report(one, {}));
  for_all_sizes(
      sheet_table(),
      [](const Table& data, const Execution& execution) {
        const Fit fit = fit_sheet(data, execution);
        return model_text(fit) + json(report(fit, {}));
      },
      [&](const std::string& text) { CHECK(text == expected); });
}

TEST_CASE("so is one that starts from a sample of the blocks") {
  const MemoryTable many = memory_table(random_sheet(340'000, 4));
  const Formula formula = parse_formula("y ~ x + z + C(f)");
  const std::string expected = model_text(fit(many, formula));
  for (const bool spread : {false, true}) {
    for (const std::string& text : results_of_ranks(3, [&](Communicator& processes) {
           const SpreadTable part(many, processes.rank(), 3);
           return model_text(
               fit(spread ? static_cast<const Table&>(part) : many, formula, {}, of(processes)));
         })) {
      CHECK(text == expected);
    }
  }
}

TEST_CASE("so are Firth's estimates, aliased columns and grouped responses") {
  for (const auto& kind :
       std::vector<std::pair<std::string, Method>>{{"y ~ x + g", Method::firth},
                                                   {"y ~ x + I(2*x) + z", {}},
                                                   {"cbind(f, 3 - f) ~ scale(x) + log(z)", {}}}) {
    const std::string& formula = kind.first;
    CAPTURE(formula);
    const auto text_of_fit = [&](const Table& data, const Execution& execution) {
      FitOptions options;
      options.method = kind.second;
      const Fit result = fit(data, parse_formula(formula), options, execution);
      return model_text(result) + json(report(result, {}));
    };
    const std::string expected = text_of_fit(sheet_table(), {});
    for_all_sizes(sheet_table(), text_of_fit,
                  [&](const std::string& text) { CHECK(text == expected); });
  }
}

TEST_CASE("so is a proof of separation") {
  MemoryTable data;
  std::vector<double> y;
  std::vector<double> x;
  std::vector<std::string> g;
  for (int i = 0; i < 20'000; ++i) {
    g.push_back(i % 3 == 0 ? "a" : i % 3 == 1 ? "b" : "c");
    x.push_back(static_cast<double>((i * 7919) % 1000) / 1000.0);
    y.push_back(g.back() == "b" ? 1.0 : static_cast<double>((i * 31) % 2));
  }
  data.add("y", y).add("x", x).add("g", g);
  const auto ask = [](const Table& rows, const Execution& execution) {
    return json(failure_report(fit(rows, parse_formula("y ~ x + g"), {}, execution)));
  };
  const std::string expected = ask(data, {});
  REQUIRE(expected.find("separat") != std::string::npos);
  for_all_sizes(data, ask, [&](const std::string& text) { CHECK(text == expected); });
}

TEST_CASE("so are margins") {
  const Fit fit = fit_sheet(sheet_table());
  const Margins one = margins(fit, sheet_table());
  for_all_sizes(
      sheet_table(),
      [&](const Table& data, const Execution& execution) {
        return margins(fit, data, {}, execution);
      },
      [&](const Margins& many) {
        CHECK(many.covariance == one.covariance);
        CHECK(many.observations == one.observations);
        REQUIRE(many.rows.size() == one.rows.size());
        for (std::size_t i = 0; i < one.rows.size(); ++i) {
          CHECK(many.rows[i].estimate == one.rows[i].estimate);
        }
      });
}

TEST_CASE("so is a description") {
  const auto ask = [](const Table& data, const Execution& execution) {
    return json(report(describe(data, {.response = "y", .event = {}}, execution)));
  };
  const std::string expected = ask(sheet_table(), {});
  for_all_sizes(sheet_table(), ask, [&](const std::string& text) { CHECK(text == expected); });
}

TEST_CASE("rank 0 gets the predictions of all rows, in order") {
  const Fit fit = fit_sheet(sheet_table());
  PredictOptions options;
  options.keep = {"g"};
  const auto text = [](const std::vector<Prediction>& rows) {
    std::string result;
    for (const Prediction& row : rows) {
      result +=
          fmt::format("{} {} {} {} {} {} {} {} {} {}\n", row.row, static_cast<int>(row.status),
                      row.column, row.probability, row.std_error, row.conf_low, row.conf_high,
                      row.eta, row.eta_std_error, row.kept.at(0));
    }
    return result;
  };
  const std::string expected = text(predict(fit, sheet_table(), options));
  for (const int size : kSizes) {
    for (const bool spread : {false, true}) {
      CAPTURE(size);
      CAPTURE(spread);
      const auto found = results_of_ranks(size, [&](Communicator& processes) {
        const SpreadTable part(sheet_table(), processes.rank(), size);
        return text(predict(fit, spread ? static_cast<const Table&>(part) : sheet_table(), options,
                            of(processes)));
      });
      CHECK(found[0] == expected);
      for (std::size_t rank = 1; rank < found.size(); ++rank) CHECK(found[rank].empty());
    }
  }
}

TEST_CASE("a bad row is the same error in every process") {
  std::vector<double> y;
  std::vector<double> w;
  for (int i = 0; i < 40'000; ++i) {
    y.push_back(static_cast<double>(i % 2));
    w.push_back(i > 21'000 ? -static_cast<double>(i) : 1.0);
  }
  MemoryTable data("t");
  data.add("y", y).add("w", w);
  FitOptions options;
  options.frequency_weights = "w";
  for (const int size : kSizes) {
    for (const auto& failure : run_ranks(size, [&](Communicator& processes) {
           fit(data, parse_formula("y ~ 1"), options, of(processes));
         })) {
      CHECK(text_of(failure) == "t:21002, column \"w\": -21001 is no frequency weight");
    }
  }
}

}  // namespace
}  // namespace odds
