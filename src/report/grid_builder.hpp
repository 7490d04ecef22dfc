// Tables built column by column, each beside the cells that stand in it.
#pragma once

#include <odds/inference.hpp>
#include <odds/report.hpp>

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace odds {

/// The columns `gain` and `gain.std.error` (for people `std.error`) of an estimate.
std::vector<GridColumn> columns_with_error(const std::string& id);

/// Estimate and standard error; two empty cells for none.
std::vector<Cell> cells_with_error(const std::optional<EstimateRow>& row);

/// The limits, empty where there are none.
std::vector<Cell> limit_cells(const EstimateRow& row);

/// Builds grids whose rows each show one `Row`. Columns stand in the order in which they are added.
template <class Row>
class GridBuilder {
 public:
  template <class Value>
  using Of = std::function<Value(const Row&)>;

  void column(GridColumn column, Of<Cell> cell) {
    columns({std::move(column)},
            [cell = std::move(cell)](const Row& row) { return std::vector<Cell>{cell(row)}; });
  }

  /// Columns whose cells are made together.
  void columns(std::vector<GridColumn> columns, Of<std::vector<Cell>> cells) {
    parts_.push_back({std::move(columns), std::move(cells)});
  }

  /// An estimate called `id`, and its standard error.
  void estimate(const std::string& id, Of<std::optional<EstimateRow>> estimate) {
    columns(columns_with_error(id), [estimate = std::move(estimate)](const Row& row) {
      return cells_with_error(estimate(row));
    });
  }

  /// The columns `estimate`, `std.error`, `conf.low` and `conf.high` of the one estimate of a row.
  void only_estimate(Of<EstimateRow> estimate) {
    columns({{"estimate", {}}, {"std.error", {}}},
            [estimate](const Row& row) { return cells_with_error(estimate(row)); });
    limits(std::move(estimate));
  }

  void limits(Of<EstimateRow> estimate) {
    columns(
        {{"conf.low", {}}, {"conf.high", {}}},
        [estimate = std::move(estimate)](const Row& row) { return limit_cells(estimate(row)); });
  }

  /// `outside` or `ok`.
  void status(Of<bool> outside) {
    column({"status", {}}, [outside = std::move(outside)](const Row& row) {
      return std::string(outside(row) ? "outside" : "ok");
    });
  }

  /// `frame` with these columns, and a row for each of `rows`.
  template <class Rows>
  Grid grid(Grid frame, const Rows& rows) const {
    for (const Part& part : parts_) {
      frame.columns.insert(frame.columns.end(), part.columns.begin(), part.columns.end());
    }
    for (const Row& row : rows) {
      std::vector<Cell>& cells = frame.rows.emplace_back();
      for (const Part& part : parts_) {
        for (Cell& cell : part.cells(row)) cells.push_back(std::move(cell));
      }
    }
    return frame;
  }

 private:
  struct Part {
    std::vector<GridColumn> columns;
    Of<std::vector<Cell>> cells;
  };
  std::vector<Part> parts_;
};

}  // namespace odds
