#include "report/csv_text.hpp"
#include "report/json_text.hpp"
#include "report/markdown_text.hpp"
#include "report/number_format.hpp"

#include <odds/row_writer.hpp>
#include <odds/version.hpp>

#include <cmath>
#include <ostream>

namespace odds {

RowWriter::RowWriter(const Head& head, Format format, const RenderOptions& options,
                     std::ostream& out)
    : format_(format), options_(options), out_(out) {
  options_.validate();
  if (format_ == Format::json) {
    begin_json(head);
  } else if (format_ == Format::markdown) {
    begin_markdown(head);
  } else {
    begin_csv(head);
  }
}

void RowWriter::begin_csv(const Head& head) {
  for (const std::string& name : head.columns) {
    leads_.emplace_back(leads_.empty() ? "" : ",");
    out_ << leads_.back() << csv_field(name, options_);
  }
  out_ << '\n';
  row_end_ = "\n";
}

void RowWriter::begin_markdown(const Head& head) {
  std::string rule = "|";
  for (const std::string& name : head.columns) {
    leads_.emplace_back(leads_.empty() ? "| " : " | ");
    out_ << leads_.back() << markdown_text(name, options_.ascii);
    rule += "---|";
  }
  row_end_ = " |\n";
  out_ << row_end_ << rule << '\n';
}

void RowWriter::begin_json(const Head& head) {
  for (const std::string& name : head.columns) {
    leads_.push_back((leads_.empty() ? "\n  {" : ",") + json_string(name, options_.ascii) + ':');
  }
  row_end_ = "}";
  row_break_ = ",";
  out_ << "{\"schema\":" << json_string(head.schema, options_.ascii)
       << ",\n \"version\":" << json_string(kVersion, options_.ascii) << ",\n \"command\":[";
  const char* separator = "";
  for (const std::string& word : head.command) {
    out_ << separator << json_string(word, options_.ascii);
    separator = ",";
  }
  out_ << "],\n \"rows\":[";
}

void RowWriter::begin_row() {
  line_ = any_row_ ? row_break_ : std::string();
  any_row_ = true;
  next_ = 0;
}

void RowWriter::put(const std::string& cell) {
  line_ += leads_[next_++];
  line_ += cell;
}

void RowWriter::put_text(const std::string& text) {
  switch (format_) {
    case Format::json:
      return put(json_string(text, options_.ascii));
    case Format::markdown:
      return put(markdown_text(text, options_.ascii));
    case Format::text:
    case Format::csv:
      return put(csv_field(text, options_));
  }
}

void RowWriter::put_number(double value) {
  switch (format_) {
    case Format::json:
      return put(json_number(value));
    case Format::markdown:
      return put(std::isfinite(value) ? number_text(Estimate{value}, options_.digits) : "");
    case Format::text:
    case Format::csv:
      return put(csv_number(value));
  }
}

void RowWriter::put_whole(Index value) { put(std::to_string(value)); }

void RowWriter::put_nothing() { put(format_ == Format::json ? "null" : ""); }

void RowWriter::end_row() {
  line_ += row_end_;
  out_ << line_;
}

void RowWriter::finish() {
  if (format_ == Format::json) out_ << "]}\n";
}

}  // namespace odds
