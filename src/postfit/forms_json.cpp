#include "postfit/forms_json.hpp"

#include <string>
#include <string_view>

namespace odds {
namespace {

CellForm form_from_json(const JsonReader& json) {
  constexpr std::size_t kLongestUnit = 16;
  constexpr std::string_view kGroups = ",.' ";
  CellForm form{.unit = json.at("unit").text(), .group = json.at("group").text()};
  const std::string decimal = json.at("decimal").text();
  form.dates = json.at("dates").flag();
  const bool known_group =
      form.group.empty() || (form.group.size() == 1 && kGroups.find(form.group) != kGroups.npos);
  if (form.unit.size() > kLongestUnit || !known_group) json.fail("no number is written like that");
  if (!decimal.empty() && decimal != "." && decimal != ",") json.fail("no such decimal mark");
  if (!decimal.empty()) form.decimal = decimal[0];
  const bool marked = !form.group.empty() && form.group == decimal;
  if (marked || form.is_plain() || (form.dates && form != CellForm{.dates = true})) {
    json.fail("the form of a column contradicts itself");
  }
  return form;
}

}  // namespace

void write_forms(const Model& model, Json& json) {
  if (model.forms.empty()) return;
  json["forms"] = Json::array();
  for (const auto& [column, form] : model.forms) {
    json["forms"].push_back({{"column", column},
                             {"unit", form.unit},
                             {"group", form.group},
                             {"decimal", form.decimal == '\0' ? "" : std::string(1, form.decimal)},
                             {"dates", form.dates}});
  }
}

void read_forms(const JsonReader& json, Model& model) {
  if (!json.has("forms")) return;
  for (const JsonReader& item : json.at("forms").items()) {
    const std::string column = item.at("column").text();
    if (!model.forms.emplace(column, form_from_json(item)).second) {
      item.fail("a column has two forms");
    }
  }
}

}  // namespace odds
