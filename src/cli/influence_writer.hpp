// Residuals and influence as lines of a file.
#pragma once

#include <odds/fit.hpp>
#include <odds/influence.hpp>
#include <odds/row_writer.hpp>

#include <ostream>
#include <span>
#include <string>
#include <vector>

namespace odds::cli {

/// Writes a line for each row of a table: `row`, columns as those of R's `broom::augment` and more,
/// `dfbetas.TERM` for each coefficient, and `status`: `ok`, `missing:COLUMN` or `not used`.
class InfluenceWriter {
 public:
  InfluenceWriter(const Fit& fit, Format format, const RenderOptions& look,
                  const std::vector<std::string>& command, std::ostream& out);

  void write(std::span<const RowInfluence> rows);
  void finish() { rows_.finish(); }

  Index rows() const { return all_; }
  Index unused() const { return unused_; }

 private:
  void write(const RowInfluence& row);

  std::size_t coefficients_;
  RowWriter rows_;
  Index all_ = 0;
  Index unused_ = 0;
};

}  // namespace odds::cli
