// How long the kernels of a pass take for one row, beside plain code for the same and beside what
// the machine could do at best. One thread; blocks as long as those of a fit, in cache.
//
//     odds-kernels [--benchmark_filter=REGEX] [--benchmark_repetitions=N]
//
// Counters: ns/row, and for products of dense columns GFLOP/s. The limits are limit_peak (multiply
// and add without memory) and limit_read (a block read once); what ends with `plain` is the
// reference.
#include "curve/sigmoid.hpp"
#include "design/design_block.hpp"
#include "math/span_of.hpp"

#include <benchmark/benchmark.h>

#include <bit>
#include <random>

namespace odds {
namespace {

/// A block with what a pass needs for it.
struct Problem {
  DesignBlock x;
  Index columns = 0;
  Vector eta, y, weight, beta;
};

Index rows_for(Index columns) {
  const auto fitting = static_cast<std::uint64_t>(65536 / columns);
  return std::clamp(static_cast<Index>(std::bit_floor(fitting)), Index{512}, Index{8192});
}

void finish(Problem& problem, std::mt19937_64& bits) {
  std::normal_distribution<double> normal;
  const auto random = [&] { return normal(bits); };
  const Index rows = problem.x.rows;
  problem.x.dense = Matrix::NullaryExpr(rows, static_cast<Index>(problem.x.dense_columns.size()),
                                        [&] { return random(); });
  problem.x.dense.col(0).setOnes();
  problem.eta = Vector::NullaryExpr(rows, [&] { return random(); });
  problem.y = Vector::NullaryExpr(rows, [&] { return random() > 0.5 ? 1.0 : 0.0; });
  problem.weight = Vector::Constant(rows, 0.2);
  problem.beta = Vector::Constant(problem.columns, 0.01);
}

/// A constant and `columns` - 1 numeric columns.
Problem dense_problem(Index columns) {
  std::mt19937_64 bits(1);
  Problem problem;
  problem.columns = columns;
  problem.x.rows = rows_for(columns);
  for (Index j = 0; j < columns; ++j) problem.x.dense_columns.push_back(j);
  finish(problem, bits);
  return problem;
}

/// Data set E: a constant, six numeric columns, and factors of 5, 20 and 100 levels.
Problem factor_problem() {
  std::mt19937_64 bits(2);
  Problem problem;
  problem.x.rows = rows_for(10);
  for (Index j = 0; j < 7; ++j) problem.x.dense_columns.push_back(j);
  problem.columns = 7;
  for (const int levels : {5, 20, 100}) {
    std::uniform_int_distribution<std::int32_t> code(-1, levels - 2);
    IndicatorGroup group{
        .first_column = problem.columns, .columns = levels - 1, .code = {}, .multiplier = {}};
    for (Index i = 0; i < problem.x.rows; ++i) group.code.push_back(code(bits));
    problem.columns += group.columns;
    problem.x.indicators.push_back(std::move(group));
  }
  finish(problem, bits);
  return problem;
}

/// The argument of a benchmark is the number of dense columns; 0 stands for data set E.
Problem problem_of(const benchmark::State& state) {
  return state.range(0) == 0 ? factor_problem() : dense_problem(state.range(0));
}

void report_rows(benchmark::State& state, const Problem& problem, double flops_per_row = 0.0) {
  using benchmark::Counter;
  const double rows = static_cast<double>(problem.x.rows);
  state.counters["ns/row"] =
      Counter(rows * 1e-9, Counter::kIsIterationInvariantRate | Counter::kInvert);
  if (flops_per_row == 0.0) return;
  state.counters["GFLOP/s"] =
      Counter(rows * flops_per_row * 1e-9, Counter::kIsIterationInvariantRate);
}

void eta_kernel(benchmark::State& state) {
  Problem problem = problem_of(state);
  for (auto _ : state) {
    problem.eta.setZero();
    add_linear_predictor(problem.x, problem.beta, problem.eta);
    benchmark::DoNotOptimize(problem.eta.data());
  }
  report_rows(state, problem,
              state.range(0) == 0 ? 0.0 : 2.0 * static_cast<double>(state.range(0)));
}

void eta_plain(benchmark::State& state) {
  Problem problem = problem_of(state);
  for (auto _ : state) {
    problem.eta.setZero();
    for (Index j = 0; j < problem.columns; ++j) {
      for (Index i = 0; i < problem.x.rows; ++i) {
        problem.eta[i] += problem.beta[j] * problem.x.dense(i, j);
      }
    }
    benchmark::DoNotOptimize(problem.eta.data());
  }
  report_rows(state, problem, 2.0 * static_cast<double>(state.range(0)));
}

void logit_kernel(benchmark::State& state) {
  Problem problem = problem_of(state);
  Vector residual(problem.x.rows);
  Vector curvature(problem.x.rows);
  for (auto _ : state) {
    benchmark::DoNotOptimize(logit_block(span_of(problem.eta), span_of(problem.y),
                                         span_of(problem.weight), span_of(residual),
                                         span_of(curvature)));
  }
  report_rows(state, problem);
}

void logit_plain(benchmark::State& state) {
  Problem problem = problem_of(state);
  Vector residual(problem.x.rows);
  Vector curvature(problem.x.rows);
  for (auto _ : state) {
    CompensatedSum sum;
    for (Index i = 0; i < problem.x.rows; ++i) {
      const LogitTerms terms = logit_terms(problem.y[i], problem.eta[i]);
      sum += problem.weight[i] * terms.log_likelihood;
      residual[i] = problem.weight[i] * terms.residual;
      curvature[i] = problem.weight[i] * terms.curvature;
    }
    benchmark::DoNotOptimize(sum);
  }
  report_rows(state, problem);
}

void gradient_kernel(benchmark::State& state) {
  const Problem problem = problem_of(state);
  Vector gradient = Vector::Zero(problem.columns);
  for (auto _ : state) {
    add_transposed_product(problem.x, problem.eta, gradient);
    benchmark::DoNotOptimize(gradient.data());
  }
  report_rows(state, problem,
              state.range(0) == 0 ? 0.0 : 2.0 * static_cast<double>(state.range(0)));
}

void gradient_plain(benchmark::State& state) {
  const Problem problem = problem_of(state);
  Vector gradient = Vector::Zero(problem.columns);
  for (auto _ : state) {
    gradient.noalias() += problem.x.dense.transpose() * problem.eta;
    benchmark::DoNotOptimize(gradient.data());
  }
  report_rows(state, problem, 2.0 * static_cast<double>(state.range(0)));
}

/// One multiplication and one addition for each entry of the lower triangle.
double gram_flops(Index columns) { return static_cast<double>(columns * (columns + 1)); }

void gram_kernel(benchmark::State& state) {
  const Problem problem = problem_of(state);
  Matrix scratch;
  Matrix gram = Matrix::Zero(problem.columns, problem.columns);
  for (auto _ : state) {
    add_weighted_gram(problem.x, problem.weight, scratch, gram);
    benchmark::DoNotOptimize(gram.data());
  }
  report_rows(state, problem, state.range(0) == 0 ? 0.0 : gram_flops(problem.columns));
}

/// Eigen's symmetric update of a copy times the roots of the weights.
void gram_plain(benchmark::State& state) {
  const Problem problem = problem_of(state);
  Matrix scaled(problem.x.rows, problem.columns);
  Matrix gram = Matrix::Zero(problem.columns, problem.columns);
  for (auto _ : state) {
    scaled.noalias() = problem.weight.cwiseSqrt().asDiagonal() * problem.x.dense;
    gram.selfadjointView<Eigen::Lower>().rankUpdate(scaled.transpose());
    benchmark::DoNotOptimize(gram.data());
  }
  report_rows(state, problem, gram_flops(problem.columns));
}

/// All of it, as an evaluation of the likelihood does.
void pass_kernel(benchmark::State& state) {
  Problem problem = problem_of(state);
  Matrix scratch;
  Matrix gram = Matrix::Zero(problem.columns, problem.columns);
  Vector gradient = Vector::Zero(problem.columns);
  Vector curvature(problem.x.rows);
  for (auto _ : state) {
    problem.eta.setZero();
    add_linear_predictor(problem.x, problem.beta, problem.eta);
    benchmark::DoNotOptimize(logit_block(span_of(problem.eta), span_of(problem.y),
                                         span_of(problem.weight), span_of(problem.eta),
                                         span_of(curvature)));
    add_transposed_product(problem.x, problem.eta, gradient);
    add_weighted_gram(problem.x, curvature, scratch, gram);
    benchmark::DoNotOptimize(gram.data());
  }
  report_rows(state, problem);
}

/// What multiplying and adding comes to at best: independent chains in registers. As fast as the
/// machine only where this file is built for it (CXXFLAGS=-march=native).
void limit_peak(benchmark::State& state) {
  constexpr int kChains = 8 * 12;
  using Chains = Eigen::Array<double, kChains, 1>;
  Chains sums = Chains::Ones();
  double factor = 0.999;
  constexpr int kSteps = 1000;
  for (auto _ : state) {
    benchmark::DoNotOptimize(factor);
    for (int step = 0; step < kSteps; ++step) sums = sums * factor + 0.001;
    benchmark::DoNotOptimize(sums);
  }
  state.counters["GFLOP/s"] =
      benchmark::Counter(2e-9 * kSteps * kChains, benchmark::Counter::kIsIterationInvariantRate);
}

/// What reading a block once comes to at best.
void limit_read(benchmark::State& state) {
  const Problem problem = problem_of(state);
  for (auto _ : state) benchmark::DoNotOptimize(problem.x.dense.sum());
  report_rows(state, problem);
}

void dense_shapes(benchmark::internal::Benchmark* benchmark) {
  for (const int columns : {11, 51, 201}) benchmark->Arg(columns);
}

void all_shapes(benchmark::internal::Benchmark* benchmark) {
  dense_shapes(benchmark);
  benchmark->Arg(0);
}

BENCHMARK(eta_kernel)->Apply(all_shapes);
BENCHMARK(eta_plain)->Apply(dense_shapes);
BENCHMARK(logit_kernel)->Arg(11);
BENCHMARK(logit_plain)->Arg(11);
BENCHMARK(gradient_kernel)->Apply(all_shapes);
BENCHMARK(gradient_plain)->Apply(dense_shapes);
BENCHMARK(gram_kernel)->Apply(all_shapes);
BENCHMARK(gram_plain)->Apply(dense_shapes);
BENCHMARK(pass_kernel)->Apply(all_shapes);
BENCHMARK(limit_peak);
BENCHMARK(limit_read)->Apply(dense_shapes);

}  // namespace
}  // namespace odds

BENCHMARK_MAIN();
