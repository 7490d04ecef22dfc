#include "report/not_finite.hpp"
#include "report/renderers.hpp"

#include <utility>

namespace odds {

void RenderOptions::validate() const {
  if (digits) check_option("digits", *digits, "1 to 15", *digits >= 1 && *digits <= 15);
  check_option("width", width, ">= 0", width >= 0);
}

namespace {

void render_noted(const Report& report, Format format, const RenderOptions& options,
                  std::ostream& out) {
  switch (format) {
    case Format::text:
      return render_text(report, options, out);
    case Format::json:
      return render_json(report, options, out);
    case Format::csv:
      return render_csv(report, options, out);
    case Format::markdown:
      return render_markdown(report, options, out);
  }
}

}  // namespace

void render(const Report& report, Format format, const RenderOptions& options, std::ostream& out) {
  options.validate();
  if (auto note = nan_note(report)) {
    return render_noted(with_note(report, std::move(*note)), format, options, out);
  }
  render_noted(report, format, options, out);
}

std::vector<Note> notes(const Report& report) {
  std::vector<Note> all;
  for (const Section& section : report.sections) {
    const auto* part = std::get_if<Notes>(&section);
    if (part != nullptr) all.insert(all.end(), part->notes.begin(), part->notes.end());
  }
  if (auto note = nan_note(report)) all.push_back(std::move(*note));
  return all;
}

}  // namespace odds
