#include "report/example_fit.hpp"
#include "report/report_text.hpp"

#include <odds/report.hpp>

#include <doctest/doctest.h>

namespace odds {

TEST_CASE("a trace has one line for each iteration") {
  FitParts fit = test::example_fit();
  fit.maximum.history = {
      {.iteration = 0, .log_likelihood = -131, .score_norm = 12, .step = 0, .saturated = 0},
      {.iteration = 1, .log_likelihood = -101.5, .score_norm = 0.5, .step = 1, .saturated = 0.25}};
  CHECK(test::rendered(trace_report(fit), Format::csv) ==
        "iteration,log_likelihood,score_norm,step,saturated\n"
        "0,-131,12,0,0\n"
        "1,-101.5,0.5,1,0.25\n");
}

}  // namespace odds
