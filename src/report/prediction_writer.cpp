#include "report/csv_text.hpp"
#include "report/json_text.hpp"
#include "report/markdown_text.hpp"
#include "report/number_format.hpp"

#include <odds/prediction_writer.hpp>
#include <odds/version.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ostream>
#include <set>
#include <utility>

namespace odds {
namespace {

std::string status_text(const Prediction& prediction) {
  switch (prediction.status) {
    case Prediction::Status::ok:
      break;
    case Prediction::Status::missing:
      return "missing:" + prediction.column;
    case Prediction::Status::unseen:
      return "unseen:" + prediction.column;
    case Prediction::Status::undefined:
      return prediction.column.empty() ? "undefined" : "undefined:" + prediction.column;
  }
  return "ok";
}

std::vector<std::string> column_names(const PredictionColumns& columns) {
  std::vector<std::string> names = {"row"};
  names.insert(names.end(), columns.kept.begin(), columns.kept.end());
  if (columns.probability) names.push_back("p");
  if (columns.std_error) names.push_back("std.error");
  if (columns.interval) names.insert(names.end(), {"conf.low", "conf.high"});
  if (columns.eta) names.push_back("eta");
  if (columns.eta && columns.std_error) names.push_back("eta.std.error");
  if (columns.event) names.push_back("class");
  names.push_back("status");
  return names;
}

}  // namespace

void PredictionColumns::validate() const {
  check_option("threshold", threshold, "0 to 1", threshold >= 0.0 && threshold <= 1.0);
  std::set<std::string> seen;
  for (const std::string& name : column_names(*this)) {
    if (seen.insert(name).second) continue;
    const bool twice = std::count(kept.begin(), kept.end(), name) > 1;
    throw Error(ErrorKind::usage,
                {.what = twice ? fmt::format("the column \"{}\" is kept twice", name)
                               : fmt::format("the kept column \"{0}\" would stand beside the "
                                             "predictions' own column \"{0}\"",
                                             name),
                 .where = {},
                 .hint = twice ? "name it once"
                               : "leave it out, or give the column of the data another name",
                 .excerpt = {}});
  }
}

PredictionWriter::PredictionWriter(PredictionColumns columns, Format format,
                                   const RenderOptions& options,
                                   const std::vector<std::string>& command, std::ostream& out)
    : columns_(std::move(columns)), format_(format), options_(options), out_(out) {
  columns_.validate();
  options_.validate();
  const std::vector<std::string> names = column_names(columns_);
  if (format_ == Format::json) {
    begin_json(names, command);
  } else if (format_ == Format::markdown) {
    begin_markdown(names);
  } else {
    begin_csv(names);
  }
}

void PredictionWriter::begin_csv(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    leads_.emplace_back(leads_.empty() ? "" : ",");
    out_ << leads_.back() << csv_field(name);
  }
  out_ << '\n';
  row_end_ = "\n";
}

void PredictionWriter::begin_markdown(const std::vector<std::string>& names) {
  std::string rule = "|";
  for (const std::string& name : names) {
    leads_.emplace_back(leads_.empty() ? "| " : " | ");
    out_ << leads_.back() << markdown_text(name, options_.ascii);
    rule += "---|";
  }
  row_end_ = " |\n";
  out_ << row_end_ << rule << '\n';
}

void PredictionWriter::begin_json(const std::vector<std::string>& names,
                                  const std::vector<std::string>& command) {
  for (const std::string& name : names) {
    leads_.push_back((leads_.empty() ? "\n  {" : ",") + json_string(name, options_.ascii) + ':');
  }
  row_end_ = "}";
  row_break_ = ",";
  out_ << "{\"schema\":\"odds.predict/1\",\n \"version\":" << json_string(kVersion, options_.ascii)
       << ",\n \"command\":[";
  const char* separator = "";
  for (const std::string& word : command) {
    out_ << separator << json_string(word, options_.ascii);
    separator = ",";
  }
  out_ << "],\n \"rows\":[";
}

void PredictionWriter::write(std::span<const Prediction> predictions) {
  for (const Prediction& prediction : predictions) write(prediction);
}

void PredictionWriter::write(const Prediction& prediction) {
  line_ = any_row_ ? row_break_ : std::string();
  any_row_ = true;
  next_ = 0;
  put(std::to_string(prediction.row + 1));
  for (const std::string& text : prediction.kept) put_text(text);
  if (columns_.probability) put_number(prediction.probability);
  if (columns_.std_error) put_number(prediction.std_error);
  if (columns_.interval) {
    put_number(prediction.conf_low);
    put_number(prediction.conf_high);
  }
  if (columns_.eta) put_number(prediction.eta);
  if (columns_.eta && columns_.std_error) put_number(prediction.eta_std_error);
  if (columns_.event) put_class(prediction);
  put_text(status_text(prediction));
  line_ += row_end_;
  out_ << line_;
}

void PredictionWriter::put(const std::string& cell) { line_ += leads_[next_++] + cell; }

void PredictionWriter::put_text(const std::string& text) {
  switch (format_) {
    case Format::json:
      return put(json_string(text, options_.ascii));
    case Format::markdown:
      return put(markdown_text(text, options_.ascii));
    case Format::text:
    case Format::csv:
      return put(csv_field(text));
  }
}

void PredictionWriter::put_number(double value) {
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

/// 1 or 0, whatever the digits; empty where there is no probability.
void PredictionWriter::put_class(const Prediction& prediction) {
  if (prediction.status != Prediction::Status::ok)
    return put(format_ == Format::json ? "null" : "");
  put(prediction.probability >= columns_.threshold ? "1" : "0");
}

void PredictionWriter::finish() {
  if (format_ == Format::json) out_ << "]}\n";
}

}  // namespace odds
