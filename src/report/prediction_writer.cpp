#include <odds/prediction_writer.hpp>

#include <fmt/format.h>

#include <algorithm>
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
    case Prediction::Status::separated:
      return "separated:" + prediction.column;
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
    : columns_((columns.validate(), std::move(columns))),
      rows_({.schema = "odds.predict/1", .columns = column_names(columns_), .command = command},
            format, options, out) {}

void PredictionWriter::write(std::span<const Prediction> predictions) {
  for (const Prediction& prediction : predictions) write(prediction);
}

void PredictionWriter::write(const Prediction& prediction) {
  rows_.begin_row();
  rows_.put_whole(prediction.row + 1);
  for (const std::string& text : prediction.kept) rows_.put_text(text);
  if (columns_.probability) rows_.put_number(prediction.probability);
  if (columns_.std_error) rows_.put_number(prediction.std_error);
  if (columns_.interval) {
    rows_.put_number(prediction.conf_low);
    rows_.put_number(prediction.conf_high);
  }
  if (columns_.eta) rows_.put_number(prediction.eta);
  if (columns_.eta && columns_.std_error) rows_.put_number(prediction.eta_std_error);
  if (columns_.event) put_class(prediction);
  rows_.put_text(status_text(prediction));
  rows_.end_row();
}

/// 1 or 0, whatever the digits; nothing where there is no probability.
void PredictionWriter::put_class(const Prediction& prediction) {
  if (prediction.status != Prediction::Status::ok) return rows_.put_nothing();
  rows_.put_whole(prediction.probability >= columns_.threshold ? 1 : 0);
}

void PredictionWriter::finish() { rows_.finish(); }

}  // namespace odds
