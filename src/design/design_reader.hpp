// The used rows of a table as rows of a design with outcomes, weights and offsets.
#pragma once

#include "design/design_block.hpp"
#include "design/design_expander.hpp"
#include "design/level_codes.hpp"
#include "design/response_plan.hpp"
#include "design/row_reader.hpp"
#include "math/elementwise.hpp"
#include "math/span_of.hpp"

#include <array>
#include <memory>
#include <optional>

namespace odds {

/// A block of rows, ready for a kernel, which may change the weights and the memory for kernels:
/// all else is good for the next pass, too.
struct DesignRows {
  RowBlock data;
  LevelColumns levels;  ///< per variable of the plan
  DesignBlock x;        ///< working columns
  Vector share;         ///< rows; share of events; empty without a response
  Vector weight;        ///< rows; case weight times trials, > 0
  Vector offset;        ///< rows; 0 without offsets

  /// Of rows in which a term is infinite, which are rows of zeros in `x`: a linear predictor so
  /// large that the curve is at its asymptote, 0 in all other rows; empty if there are none.
  Vector limit;

  /// Memory for kernels, kept from block to block: what is in it when one begins means nothing.
  std::array<Vector, 4> scratch;

  std::vector<Vector> conditions;  // that variables of the plan are; `data.bindings` refer to them

  // What has written `x`, with which residual columns, and whether the rows have been checked.
  std::shared_ptr<const DesignExpander> expander;
  std::vector<ResidualColumn> residuals;
  bool are_checked = false;

  Index rows() const { return data.rows; }

  /// How many rows of a longer table each row stands for: its frequency weight, or 1.
  Vector copies() const {
    return data.frequency.size() > 0 ? data.frequency : Vector(Vector::Ones(rows()));
  }

  /// The sum of copies().
  double all_copies() const {
    return data.frequency.size() > 0 ? sum(span_of(data.frequency)) : static_cast<double>(rows());
  }

  bool is_at_limit(Index i) const { return limit.size() > 0 && limit[i] != 0.0; }

  DesignInput input() const { return design_input(data.bindings, levels, data.rows); }

  /// Refers to no table any more.
  void forget();

  /// Of memory, but for what is small.
  Index bytes() const;
};

/// Reads blocks of design rows: the sequence behind every pass over a model's data.
///
/// Refers to the plan, which must outlive it. Of it only the residual columns and the sign of the
/// limits may change meanwhile.
class DesignReader {
 public:
  using Block = DesignRows;

  /// Without a response plan, `share` stays empty.
  DesignReader(std::shared_ptr<const ColumnSource> source, DataRoles roles, const DesignPlan& plan,
               std::optional<ResponsePlan> response);

  /// Of the rows that `rows` reads.
  DesignReader(const RowReader& rows, const DesignPlan& plan, std::optional<ResponsePlan> response);

  /// The same without the checks for levels and finite columns: for the passes that follow one
  /// which they have passed.
  DesignReader trusting() const;

  Index block_count() const { return rows().block_count(); }
  Index row_count() const { return rows().row_count(); }
  Index long_blocks() const { return rows().long_blocks(); }
  std::optional<BlockRange> own_blocks() const { return rows().own_blocks(); }

  /// Of this reader and of all that were made of it.
  SpareBlocks<DesignRows>& spare_blocks() const { return parts_->spare_blocks; }

  /// Where `out` holds the block already, as in passes over a single one, only what may have
  /// changed is written. Throws Error(data) for a level that the plan does not have and for a
  /// fractional response outside [0, 1], Error(model) for an offset or a column that is not finite,
  /// both with their places.
  void read(Index index, DesignRows& out) const;

  const RowReader& rows() const { return parts_->rows; }
  const DesignPlan& plan() const { return parts_->plan; }

 private:
  bool holds(Index index, const DesignRows& block) const;
  void read_anew(Index index, DesignRows& out) const;
  void read_conditions(DesignRows& out) const;
  void read_outcomes(DesignRows& out) const;
  void read_offset(DesignRows& out) const;
  void set_limits(DesignRows& out) const;
  void refuse_unseen_levels(const DesignRows& out) const;
  void refuse_no_fractions(const DesignRows& out) const;
  void refuse_infinite(const DesignRows& out) const;

  struct Parts {
    RowReader rows;
    const DesignPlan& plan;
    std::optional<ResponsePlan> response;
    LevelCodes codes;
    std::shared_ptr<const DesignExpander> expander;
    SpareBlocks<DesignRows> spare_blocks;

    Parts(RowReader reader, const DesignPlan& layout, std::optional<ResponsePlan> outcomes);
  };

  std::shared_ptr<Parts> parts_;  // of this reader and of all that were made of it
  bool checks_ = true;
};

/// The share of events in each row of a block.
Vector event_share(const ResponsePlan& response, const RowBlock& block);
void write_event_share(const ResponsePlan& response, const RowBlock& block, Vector& share);

/// Columns of the design that are stored row by row: all but the indicators.
Index stored_columns(const DesignPlan& plan);

/// Throws Error(data): `level` is no level of `variable`. The hint lists its known levels and
/// goes on with `way_out`.
[[noreturn]] void throw_unseen_level(const DesignVariable& variable, const std::string& level,
                                     Place place, const std::string& way_out = {});

/// The same for a level that the fit left out, since all its rows had the same outcome.
[[noreturn]] void throw_separated_level(const DesignVariable& variable, const std::string& level,
                                        Place place, const std::string& way_out = {});

/// The text of the cell of `variable` in used row i.
std::string cell_text(const Bindings& bindings, const std::string& variable, Index i);

}  // namespace odds
