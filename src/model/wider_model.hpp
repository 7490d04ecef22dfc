// A model's design with further terms behind its own.
#pragma once

#include "design/design_reader.hpp"
#include "design/term_columns.hpp"
#include "model/model.hpp"

#include <odds/execution.hpp>
#include <odds/fit.hpp>
#include <odds/table.hpp>

#include <string>
#include <vector>

namespace odds {

/// Terms to be added to a fit's own, and the table of its rows.
struct Addition {
  const Table& table;
  std::string terms;                  ///< the right-hand side of a formula
  std::vector<std::string> clusters;  ///< columns that are read, too
};

/// The columns of a fit, as they are, then those of terms that it does not have: of a factor all
/// but the base where the formula holds what they would add up to, as R has it. Further columns
/// have the coefficient 0, so that the linear predictor is the fit's.
class WiderModel {
 public:
  /// At most four passes over the data. Throws Error(usage) for a column that the table does not
  /// have, and where the model has all of the terms; Error(model) if rows of the fit miss a value
  /// in a further column, with their number.
  WiderModel(const Fit& fit, const Addition& addition, const Execution& execution);

  WiderModel(const WiderModel&) = delete;
  WiderModel& operator=(const WiderModel&) = delete;

  /// Has no covariance. Of its columns the further ones count as independent.
  const Model& model() const { return model_; }
  const DesignReader& reader() const { return reader_; }

  Index own_columns() const { return own_columns_; }
  const std::vector<TermColumns>& added() const { return added_; }

  /// A sentence for each reading of the terms that may surprise.
  const std::vector<std::string>& readings() const { return readings_; }

 private:
  struct Terms {
    std::vector<Term> further;
    std::vector<std::string> readings;
  };

  static Terms further_terms(const Model& model, const Addition& addition);
  RowReader lay_out(const Fit& fit, const Addition& addition, const Execution& execution);
  void keep_centring(const Model& own);

  std::vector<std::string> readings_;
  Model model_;
  Index own_columns_;
  std::vector<TermColumns> added_;
  DesignReader reader_;
};

}  // namespace odds
