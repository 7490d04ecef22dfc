// Any bytes, read as a model file: a model or an odds::Error, and a model that was read is written
// and read again without change, and can be put to every use. Checksums are put right, which would
// stop all others; half of the changes are those of a forger, to one value of the content.

#include "support/sealed_model.hpp"
#include "support/used_model.hpp"

#include <odds/error.hpp>
#include <odds/model_file.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

namespace {

using odds::test::ModelJson;

std::optional<odds::Fit> read(std::string_view text) {
  try {
    return odds::parse_model(text);
  } catch (const odds::Error& error) {
    if (error.kind() != odds::ErrorKind::data) std::abort();
    return std::nullopt;
  }
}

void check(std::string_view text) {
  const auto fit = read(text);
  if (!fit) return;
  try {
    const std::string written = odds::model_text(*fit);
    const auto again = read(written);
    if (!again || odds::model_text(*again) != written) std::abort();
  } catch (const odds::Error&) {
    std::abort();  // what can be read can be written
  }
  odds::test::use_model(*fit, odds::test::table_for(fit->model()));
}

/// nlohmann's parser and printer recurse, so a value must not be nested without bound.
bool is_shallow(std::string_view text) {
  return std::ranges::count_if(text, [](char c) { return c == '[' || c == '{'; }) < 1000;
}

std::optional<ModelJson> content(std::string_view text) {
  if (!is_shallow(text)) return std::nullopt;
  ModelJson json = ModelJson::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return std::nullopt;
  return json;
}

void list_values(ModelJson& json, std::vector<ModelJson*>& values) {
  values.push_back(&json);
  if (!json.is_structured()) return;
  for (ModelJson& item : json) list_values(item, values);
}

/// Changes a list, or a scalar into another.
class Forger {
 public:
  explicit Forger(unsigned seed) : random_(seed) {}

  void change(ModelJson& json) {
    std::vector<ModelJson*> values;
    list_values(json, values);
    ModelJson& value = *values[below(values.size())];
    const ModelJson other = *values[below(values.size())];
    if (value.is_array() && !value.empty() && below(4) > 0) return change_list(value);
    if (value.is_number() && below(4) > 0) return change_number(value);
    if (value.is_string() && below(4) > 0) return change_text(value);
    if (&value != values.front()) value = other;
  }

 private:
  std::size_t below(std::size_t bound) { return random_() % bound; }

  void change_list(ModelJson& list) {
    ModelJson& one = list[below(list.size())];
    ModelJson& another = list[below(list.size())];
    switch (below(4)) {
      case 0:
        std::swap(one, another);
        break;
      case 1:
        list.push_back(ModelJson(one));
        break;
      case 2:
        list.erase(below(list.size()));
        break;
      default:
        one = ModelJson(another);
    }
  }

  void change_number(ModelJson& number) {
    const double value = number.get<double>();
    const ModelJson candidates[] = {nullptr,     0,           -1,          1,      2,
                                    -value,      value * 2.0, 4e9,         1e17,   1e308,
                                    value + 1.0, 1e-308,      value * 0.5, 1 << 20};
    number = candidates[below(std::size(candidates))];
  }

  void change_text(ModelJson& text) {
    const char* const candidates[] = {"",      "x",     "number", "factor",  "1",
                                      "y ~ x", "x > 1", "log(x)", "g == 'a'"};
    text = candidates[below(std::size(candidates))];
  }

  std::minstd_rand random_;
};

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): libFuzzer's interface is bytes.
  auto json = content({reinterpret_cast<const char*>(data), size});
  if (!json || seed % 2 == 0) return LLVMFuzzerMutate(data, size, most);
  Forger(seed).change(*json);
  const std::string text = json->dump(1, ' ', false, ModelJson::error_handler_t::replace);
  if (text.size() > most) return LLVMFuzzerMutate(data, size, most);
  std::memcpy(data, text.data(), text.size());
  return text.size();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): libFuzzer's interface is bytes.
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check(text);
  if (const auto json = content(text)) check(odds::test::sealed(*json));
  return 0;
}
