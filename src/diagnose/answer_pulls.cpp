#include "diagnose/answer_pulls.hpp"

#include "design/design_block.hpp"
#include "inference/robust_covariance.hpp"
#include "likelihood/model_likelihood.hpp"
#include "parallel/block_reduce.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <utility>

namespace odds {

/// For `pack`: what processes hand to one another.
inline auto fields_of(AnswerRow& row) {
  return std::tie(row.row, row.place.file, row.place.line, row.place.column, row.y, row.fitted,
                  row.change);
}

namespace {

/// In the table.
Index row_number(const DesignRows& rows, Index i) {
  return rows.data.first + rows.data.position[static_cast<std::size_t>(i)];
}

/// The kernel of the first pass.
class Pulls {
 public:
  Pulls(const Model& model, const Vector& gradient)
      : model_(model), direction_(model.information_inverse().core * gradient / model.factor) {}

  RowPulls operator()(DesignRows& rows) const {
    const RowTerms terms = row_terms(rows, model_);
    RowPulls result;
    std::vector<DesignEntry> z;
    for (Index i = 0; i < rows.rows(); ++i) {
      read_row(rows.x, i, z);
      double along = 0.0;
      for (const DesignEntry& entry : z) along += entry.value * direction_[entry.column];
      const double leverage =
          terms.information[i] * quadratic_form(z, model_.information_inverse()) / model_.factor;
      result.row.push_back(row_number(rows, i));
      result.pull.push_back(along * terms.residual[i]);
      result.spread.push_back(model_.factor * terms.information[i] * along * along);
      result.change.push_back(-result.pull.back() / (1.0 - leverage));
    }
    return result;
  }

 private:
  const Model& model_;
  Vector direction_;  // I^-1 g
};

/// Those with the largest changes.
std::vector<AnswerRow> chosen_rows(const RowPulls& pulls, Index most) {
  std::vector<std::size_t> places(pulls.row.size());
  std::iota(places.begin(), places.end(), std::size_t{0});
  const auto size = [&](std::size_t k) { return std::abs(pulls.change[k]); };
  std::ranges::stable_sort(places, std::ranges::greater(), size);
  places.resize(std::min(places.size(), static_cast<std::size_t>(most)));
  std::vector<AnswerRow> rows;
  for (const std::size_t k : places) {
    rows.push_back({.row = pulls.row[k], .place = {}, .change = pulls.change[k]});
  }
  return rows;
}

/// The kernel of a pass: says of the rows of a block that are wanted what they are.
class Descriptions {
 public:
  Descriptions(const DesignReader& reader, const Model& model, const std::vector<AnswerRow>& wanted)
      : reader_(reader), model_(model), wanted_(wanted) {}

  std::vector<AnswerRow> operator()(DesignRows& rows) const {
    std::vector<AnswerRow> result;
    const Vector eta = linear_predictor(rows, model_.coefficients);
    for (Index i = 0; i < rows.rows(); ++i) {
      const auto found = std::ranges::find(wanted_, row_number(rows, i), &AnswerRow::row);
      if (found == wanted_.end()) continue;
      AnswerRow row = *found;
      row.place = reader_.rows().place(rows.data, i);
      row.y = rows.share[i];
      row.fitted = model_.curve.at(eta[i]).value;
      result.push_back(std::move(row));
    }
    return result;
  }

 private:
  const DesignReader& reader_;
  const Model& model_;
  const std::vector<AnswerRow>& wanted_;
};

}  // namespace

void RowPulls::append(const RowPulls& other) {
  row.insert(row.end(), other.row.begin(), other.row.end());
  pull.insert(pull.end(), other.pull.begin(), other.pull.end());
  spread.insert(spread.end(), other.spread.begin(), other.spread.end());
  change.insert(change.end(), other.change.begin(), other.change.end());
}

RowPulls row_pulls(const DesignReader& reader, const Model& model, const Vector& gradient,
                   const Execution& execution) {
  RowPulls all;
  write_blocks_in_order(
      reader, execution, Pulls(model, gradient), [&](RowPulls&& part) { all.append(part); },
      "influence");
  return all;
}

std::vector<AnswerRow> largest_changes(const RowPulls& pulls, Index most,
                                       const DesignReader& reader, const Model& model,
                                       const Execution& execution) {
  const std::vector<AnswerRow> wanted =
      on_first_rank(execution, [&] { return chosen_rows(pulls, most); });
  std::vector<AnswerRow> described;
  write_blocks_in_order(
      reader, execution, Descriptions(reader, model, wanted),
      [&](std::vector<AnswerRow>&& part) {
        std::ranges::move(part, std::back_inserter(described));
      },
      "influence");
  return on_first_rank(execution, [&] {
    std::ranges::stable_sort(described, std::ranges::greater(),
                             [](const AnswerRow& row) { return std::abs(row.change); });
    return described;
  });
}

}  // namespace odds
