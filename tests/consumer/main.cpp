#include <odds/odds.hpp>

#include <iostream>

int main(int, char** arguments) {
  const auto table = odds::open_csv(arguments[1]);
  const odds::Fit fit = odds::fit(*table, odds::parse_formula("low ~ age + lwt"));
  std::cout.precision(7);
  for (std::size_t i = 0; i < fit.names().size(); ++i) {
    std::cout << fit.names()[i] << ' ' << fit.coefficients()[i] << '\n';
  }
}
