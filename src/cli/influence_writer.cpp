#include "cli/influence_writer.hpp"

#include <utility>

namespace odds::cli {
namespace {

/// A column with a number of each row.
struct InfluenceColumn {
  const char* name;
  double RowInfluence::*value;
};

constexpr InfluenceColumn kInfluenceColumns[] = {
    {".fitted", &RowInfluence::fitted},
    {".eta", &RowInfluence::eta},
    {".resid", &RowInfluence::deviance},
    {".std.resid", &RowInfluence::std_deviance},
    {".resid.response", &RowInfluence::response},
    {".resid.pearson", &RowInfluence::pearson},
    {".std.resid.pearson", &RowInfluence::std_pearson},
    {".resid.working", &RowInfluence::working},
    {".resid.quantile", &RowInfluence::quantile},
    {".hat", &RowInfluence::leverage},
    {".cooksd", &RowInfluence::cooks},
    {".dbeta", &RowInfluence::displacement},
    {".dx2", &RowInfluence::delta_chi2},
    {".ddeviance", &RowInfluence::delta_deviance},
};

RowWriter::Head head_of(const Fit& fit, const std::vector<std::string>& command) {
  RowWriter::Head head{.schema = "odds.influence/1", .columns = {"row"}, .command = command};
  for (const InfluenceColumn& column : kInfluenceColumns) head.columns.emplace_back(column.name);
  for (const std::string& name : fit.names()) head.columns.push_back("dfbetas." + name);
  head.columns.emplace_back("status");
  return head;
}

std::string status_of(const RowInfluence& row) {
  if (row.used) return "ok";
  return row.column.empty() ? "not used" : "missing:" + row.column;
}

}  // namespace

InfluenceWriter::InfluenceWriter(const Fit& fit, Format format, const RenderOptions& look,
                                 const std::vector<std::string>& command, std::ostream& out)
    : coefficients_(fit.names().size()), rows_(head_of(fit, command), format, look, out) {}

void InfluenceWriter::write(std::span<const RowInfluence> rows) {
  for (const RowInfluence& row : rows) write(row);
}

void InfluenceWriter::write(const RowInfluence& row) {
  rows_.begin_row();
  rows_.put_whole(row.row + 1);
  for (const InfluenceColumn& column : kInfluenceColumns) {
    row.used ? rows_.put_number(row.*column.value) : rows_.put_nothing();
  }
  for (std::size_t j = 0; j < coefficients_; ++j) {
    row.used ? rows_.put_number(row.dfbetas[j]) : rows_.put_nothing();
  }
  rows_.put_text(status_of(row));
  rows_.end_row();
  ++all_;
  unused_ += row.used ? 0 : 1;
}

}  // namespace odds::cli
