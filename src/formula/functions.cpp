#include "formula/functions.hpp"

#include <algorithm>
#include <array>

namespace odds {
namespace {

constexpr std::array<Function, 15> kFunctions = {{
    {"abs", 1, 1},
    {"between", 3, 3},
    {"center", 1, 2, true},
    {"exp", 1, 1},
    {"log", 1, 1},
    {"log10", 1, 1},
    {"log1p", 1, 1},
    {"log2", 1, 1},
    {"missing", 1, 1},
    {"pmax", 2, 0},
    {"pmin", 2, 0},
    {"pow", 2, 2},
    {"round", 1, 1},
    {"scale", 1, 3, true},
    {"sqrt", 1, 1},
}};

}  // namespace

const Function* find_function(std::string_view name) {
  const auto found = std::ranges::find(kFunctions, name, &Function::name);
  return found == kFunctions.end() ? nullptr : &*found;
}

std::string function_names() {
  std::string names = "C, I";
  for (const Function& function : kFunctions) names += ", " + std::string(function.name);
  return names + ", factor, offset";
}

}  // namespace odds
