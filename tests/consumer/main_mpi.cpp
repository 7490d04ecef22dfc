#include <odds/mpi.hpp>
#include <odds/odds.hpp>

#include <iostream>

int main(int argc, char** argv) {
  odds::MpiProcess mpi(argc, argv);
  const odds::Execution execution{.threads = 1, .progress = {}, .processes = &mpi.communicator()};
  const auto table = odds::open_csv(argv[1]);
  const odds::Fit fit = odds::fit(*table, odds::parse_formula("low ~ age + lwt"), {}, execution);
  if (mpi.communicator().rank() != 1) return 0;  // every rank has the result
  std::cout.precision(7);
  for (std::size_t i = 0; i < fit.names().size(); ++i) {
    std::cout << fit.names()[i] << ' ' << fit.coefficients()[i] << '\n';
  }
}
