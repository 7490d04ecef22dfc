// How long a fit of few rows takes, with its whole report, beside the goals: what an engineer pays
// who fits small data again and again.
//
//     tools/bench/small_fits [--benchmark_repetitions=N]
//
// The data lie in memory: three numbers and an outcome. threads:0 is the default of a program that
// asks for nothing. Counters: goal_us, for the time (us) to be compared with; allocs, the calls of
// malloc in a fit; faults, the pages of memory that it asks the system for, which depend on what
// the process has done before. `by_hand` is Newton's method alone on the same data, without checks,
// standard errors and report.
#include <odds/fit.hpp>
#include <odds/memory_table.hpp>

#include <benchmark/benchmark.h>

#include <array>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <random>
#include <sys/resource.h>
#include <vector>

namespace {

std::atomic<long> allocations{0};

}  // namespace

// Of the GNU library; its own malloc gives way to that of a program.
extern "C" {
void* __libc_malloc(std::size_t size);  // NOLINT: its name
void* malloc(std::size_t size) noexcept {
  allocations.fetch_add(1, std::memory_order_relaxed);
  return __libc_malloc(size);
}
}

namespace odds {
namespace {

constexpr std::size_t kColumns = 4;  // with the intercept
constexpr std::array<const char*, kColumns> kNames = {"1", "x1", "x2", "x3"};
using Row = std::array<double, kColumns>;

struct Data {
  std::vector<Row> rows;
  std::vector<double> outcomes;
};

Data make_data(std::size_t count) {
  std::mt19937_64 bits(7);
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform;
  Data data;
  for (std::size_t i = 0; i < count; ++i) {
    const Row row{1.0, normal(bits), normal(bits), normal(bits)};
    const double eta = -0.3 + 0.5 * row[1] - 0.4 * row[2] + 0.2 * row[3];
    data.rows.push_back(row);
    data.outcomes.push_back(uniform(bits) * (1.0 + std::exp(-eta)) < 1.0 ? 1.0 : 0.0);
  }
  return data;
}

MemoryTable table_of(const Data& data) {
  MemoryTable table;
  table.add("y", data.outcomes);
  for (std::size_t j = 1; j < kColumns; ++j) {
    std::vector<double> column;
    for (const Row& row : data.rows) column.push_back(row[j]);
    table.add(kNames[j], std::move(column));
  }
  return table;
}

double goal_in_microseconds(long rows) {
  switch (rows) {
    case 50:
      return 40.0;
    case 8000:
      return 1000.0;
    case 20000:
      return 2200.0;
    default:
      return 10000.0;
  }
}

long page_faults() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_minflt;
}

void fit(benchmark::State& state) {
  const MemoryTable table = table_of(make_data(static_cast<std::size_t>(state.range(0))));
  const Formula formula = parse_formula("y ~ x1 + x2 + x3");
  const Execution execution{.threads = static_cast<int>(state.range(1)), .progress = {}};
  const long allocations_before = allocations;
  const long faults_before = page_faults();
  for (auto _ : state) {
    if (!odds::fit(table, formula, {}, execution).converged()) {
      state.SkipWithError("it does not converge");
    }
  }
  state.counters["goal_us"] = goal_in_microseconds(state.range(0));
  const auto each = [&](long count) {
    return benchmark::Counter(static_cast<double>(count), benchmark::Counter::kAvgIterations);
  };
  state.counters["allocs"] = each(allocations - allocations_before);
  state.counters["faults"] = each(page_faults() - faults_before);
}

/// Score and information of the rows at `beta`, the information its lower triangle.
struct Sums {
  Row score{};
  std::array<Row, kColumns> information{};
};

Sums sums_at(const Data& data, const Row& beta) {
  Sums sums;
  for (std::size_t i = 0; i < data.rows.size(); ++i) {
    const Row& x = data.rows[i];
    const double eta = x[0] * beta[0] + x[1] * beta[1] + x[2] * beta[2] + x[3] * beta[3];
    const double p = 1.0 / (1.0 + std::exp(-eta));
    for (std::size_t j = 0; j < kColumns; ++j) {
      sums.score[j] += x[j] * (data.outcomes[i] - p);
      for (std::size_t k = 0; k <= j; ++k) sums.information[j][k] += x[j] * x[k] * p * (1.0 - p);
    }
  }
  return sums;
}

/// The solution of A x = b by A = L L', of which A's lower triangle is given.
Row solve(std::array<Row, kColumns> a, Row b) {
  for (std::size_t j = 0; j < kColumns; ++j) {
    for (std::size_t k = 0; k < j; ++k) a[j][j] -= a[j][k] * a[j][k];
    a[j][j] = std::sqrt(a[j][j]);
    for (std::size_t i = j + 1; i < kColumns; ++i) {
      for (std::size_t k = 0; k < j; ++k) a[i][j] -= a[i][k] * a[j][k];
      a[i][j] /= a[j][j];
    }
  }
  for (std::size_t i = 0; i < kColumns; ++i) {
    for (std::size_t k = 0; k < i; ++k) b[i] -= a[i][k] * b[k];
    b[i] /= a[i][i];
  }
  for (std::size_t i = kColumns; i-- > 0;) {
    for (std::size_t k = i + 1; k < kColumns; ++k) b[i] -= a[k][i] * b[k];
    b[i] /= a[i][i];
  }
  return b;
}

void by_hand(benchmark::State& state) {
  const Data data = make_data(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    Row beta{};
    double decrement = 1.0;
    while (decrement > 1e-10) {
      const Sums sums = sums_at(data, beta);
      const Row step = solve(sums.information, sums.score);
      decrement = 0.0;
      for (std::size_t j = 0; j < kColumns; ++j) {
        decrement += step[j] * sums.score[j];
        beta[j] += step[j];
      }
    }
    benchmark::DoNotOptimize(beta);
  }
}

constexpr std::array<long, 4> kRows = {50, 8000, 20000, 100000};

void rows_and_threads(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"rows", "threads"})->UseRealTime()->Unit(benchmark::kMicrosecond);
  for (const long rows : kRows) {
    for (const long threads : {1, 0, 2}) benchmark->Args({rows, threads});
  }
}

void rows_alone(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"rows"})->UseRealTime()->Unit(benchmark::kMicrosecond);
  for (const long rows : kRows) benchmark->Args({rows});
}

BENCHMARK(fit)->Apply(rows_and_threads);
BENCHMARK(by_hand)->Apply(rows_alone);

}  // namespace
}  // namespace odds

BENCHMARK_MAIN();
