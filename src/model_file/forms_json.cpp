#include "model_file/forms_json.hpp"

#include <string>
#include <string_view>

namespace odds {
namespace {

// A text of one of `marks`, or of none: NUL.
char mark_from_json(const JsonReader& json, std::string_view marks, const char* complaint) {
  const std::string text = json.text();
  if (text.empty()) return '\0';
  if (text.size() > 1 || marks.find(text) == marks.npos) json.fail(complaint);
  return text[0];
}

std::string text_of_mark(char mark) { return mark == '\0' ? std::string() : std::string(1, mark); }

CellForm form_from_json(const JsonReader& json) {
  constexpr std::size_t kLongestUnit = 16;
  constexpr const char* kNoNumber = "no number is written like that";
  CellForm form{.unit = json.at("unit").text(),
                .group = mark_from_json(json.at("group"), ",.' ", kNoNumber),
                .decimal = mark_from_json(json.at("decimal"), ".,", "no such decimal mark"),
                .dates = json.at("dates").flag()};
  if (form.unit.size() > kLongestUnit) json.fail(kNoNumber);
  const bool marked = form.group != '\0' && form.group == form.decimal;
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
                             {"group", text_of_mark(form.group)},
                             {"decimal", text_of_mark(form.decimal)},
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
