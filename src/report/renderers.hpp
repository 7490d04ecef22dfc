// The renderers behind `render`, one for each format.
#pragma once

#include <odds/report.hpp>

#include <iosfwd>

namespace odds {

void render_text(const Report& report, const RenderOptions& options, std::ostream& out);
void render_markdown(const Report& report, const RenderOptions& options, std::ostream& out);
void render_json(const Report& report, const RenderOptions& options, std::ostream& out);
void render_csv(const Report& report, const RenderOptions& options, std::ostream& out);

}  // namespace odds
