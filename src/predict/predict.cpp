#include "base/special_values.hpp"
#include "design/design_expander.hpp"
#include "design/design_reader.hpp"
#include "design/infinite_terms.hpp"
#include "design/level_codes.hpp"
#include "design/quadratic_forms.hpp"
#include "design/row_reader.hpp"
#include "fit/reading.hpp"
#include "math/distributions.hpp"
#include "model/model.hpp"
#include "model/new_data.hpp"
#include "parallel/block_reduce.hpp"
#include "parallel/helpers.hpp"

#include <odds/error.hpp>
#include <odds/inference.hpp>
#include <odds/predict.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <tuple>
#include <unordered_set>

namespace odds {

/// For `pack`: what processes hand to that which writes.
inline auto fields_of(Prediction& row) {
  return std::tie(row.row, row.status, row.column, row.probability, row.std_error, row.conf_low,
                  row.conf_high, row.eta, row.eta_std_error, row.kept);
}

namespace {

/// Predicts the rows of one block after another; the kernel of a pass.
class Predictor {
 public:
  Predictor(const Model& model, const PredictOptions& options, const RowReader& rows)
      : model_(model),
        options_(options),
        rows_(rows),
        own_(model.curve.own_parameters()),
        critical_(wald_critical_value(options.level, model.t_degrees)),
        codes_(model.plan, rows.source()),
        expander_(model.plan),
        complete_(static_cast<Index>(rows.roles().complete().size())),
        first_kept_(static_cast<Index>(rows.roles().requests().size())) {
    for (const LeftOutLevels& levels : model.roles.left_out) {
      const std::vector<std::string> names = levels.names();
      separated_[levels.column].insert(names.begin(), names.end());
    }
  }

  std::vector<Prediction> operator()(RowBlock& block) const {
    std::vector<Prediction> result(static_cast<std::size_t>(block.cells.rows));
    for (Index i = 0; i < block.cells.rows; ++i) start_row(block, i, result[as_size(i)]);
    LevelColumns levels;
    codes_.read(block.bindings, block.rows, levels);
    DesignBlock x;
    expander_.expand(design_input(block.bindings, levels, block.rows), x);
    const Vector eta = linear_predictor(block, x);
    const Variances variances = variances_of(x);
    const Vector limits = limits_of(block);
    std::vector<Part> parts;
    for (Index i = 0; i < block.rows; ++i) {
      Prediction& prediction = result[as_size(block.position[as_size(i)])];
      prediction.status = Prediction::Status::ok;
      prediction.column.clear();
      if (blame_level(block, levels, i, prediction)) continue;
      if (limits.size() > 0 && limits[i] != 0.0) {
        fill_limit(limits[i], prediction);
        continue;
      }
      fill(eta[i], prediction);
      if (options_.std_errors) fill_errors(variances, i, prediction);
      if (prediction.status != Prediction::Status::undefined) continue;
      if (parts.empty()) parts = parts_of(block);
      blame_part(parts, i, prediction);
    }
    return result;
  }

 private:
  /// An expression of the linear predictor with its values.
  struct Part {
    std::string spelling;
    Vector values;
  };

  /// Of the rows of a block; empty where no standard errors are asked for.
  struct Variances {
    Vector eta;       ///< of eta
    Matrix own;       ///< rows x q; covariance of eta and the curve's own parameters
    Vector critical;  ///< standard errors on each side of an interval; empty: critical_ for all
  };

  static std::size_t as_size(Index i) { return static_cast<std::size_t>(i); }

  /// Row, kept texts, and the first column without a value; a row that has them all is set right
  /// later.
  void start_row(const RowBlock& block, Index i, Prediction& prediction) const {
    prediction.row = block.first + i;
    for (Index k = first_kept_; k < static_cast<Index>(rows_.source().columns().size()); ++k) {
      prediction.kept.push_back(text_of(block, k, i));
    }
    prediction.status = Prediction::Status::missing;
    blank(prediction);
    for (Index column = 0; column < complete_; ++column) {
      if (!block.cells.cells[as_size(column)].is_missing(i)) continue;
      prediction.column = rows_.source().columns()[as_size(column)].name;
      return;
    }
  }

  static void blank(Prediction& prediction) {
    for (double* number : {&prediction.probability, &prediction.std_error, &prediction.conf_low,
                           &prediction.conf_high, &prediction.eta, &prediction.eta_std_error}) {
      *number = kNaN;
    }
  }

  std::string text_of(const RowBlock& block, Index column, Index i) const {
    const Cells& cells = block.cells.cells[as_size(column)];
    if (cells.is_missing(i)) return {};
    return rows_.source().columns()[as_size(column)].levels[as_size(cells.codes[as_size(i)])];
  }

  Vector linear_predictor(const RowBlock& block, const DesignBlock& x) const {
    Vector eta = Vector::Zero(block.rows);
    for (const Expression& offset : rows_.roles().offsets) {
      eta += evaluate(offset, block.bindings, block.rows);
    }
    add_linear_predictor(x, model_.coefficients, eta);
    return eta;
  }

  Variances variances_of(const DesignBlock& x) const {
    if (!options_.std_errors) return {};
    Variances result{.eta = quadratic_forms(x, model_.covariance),
                     .own = Matrix(x.rows, own_),
                     .critical = critical_values(x)};
    for (Index q = 0; q < own_; ++q) {
      Vector shared = Vector::Zero(x.rows);
      add_linear_predictor(x, model_.covariance.core.col(model_.plan.columns() + q), shared);
      result.own.col(q) = shared;
    }
    return result;
  }

  /// Of t with the degrees of freedom of each row's own eta.
  Vector critical_values(const DesignBlock& x) const {
    if (!model_.contrast_degrees) return {};
    Vector critical(x.rows);
    std::vector<DesignEntry> entries;
    for (Index i = 0; i < x.rows; ++i) {
      Vector contrast = Vector::Zero(model_.plan.columns());
      read_row(x, i, entries);
      for (const DesignEntry& entry : entries) contrast[entry.column] = entry.value;
      critical[i] = wald_critical_value(options_.level, model_.degrees_of(contrast));
    }
    return critical;
  }

  /// Whether the model does not know a level of the row.
  bool blame_level(const RowBlock& block, const LevelColumns& levels, Index i,
                   Prediction& prediction) const {
    for (std::size_t v = 0; v < levels.size(); ++v) {
      if (levels[v].empty() || levels[v][as_size(i)] != kUnseenLevel) continue;
      const DesignVariable& variable = model_.plan.variables[v];
      const std::string level = cell_text(block.bindings, variable.name, i);
      const auto separated = separated_.find(variable.name);
      const bool left_out = separated != separated_.end() && separated->second.contains(level);
      if (options_.unseen == Unseen::error) {
        constexpr const char* kWayOut = "; --unseen na predicts a missing value";
        const Place place = rows_.place(block, i, variable.name);
        if (left_out) throw_separated_level(variable, level, place, kWayOut);
        throw_unseen_level(variable, level, place, kWayOut);
      }
      prediction.status = left_out ? Prediction::Status::separated : Prediction::Status::unseen;
      prediction.column = variable.name;
      return true;
    }
    return false;
  }

  std::vector<Part> parts_of(const RowBlock& block) const {
    std::vector<Part> parts;
    for (const auto* expressions : {&model_.plan.expressions, &rows_.roles().offsets}) {
      for (const Expression& expression : *expressions) {
        parts.push_back({spelling(expression), evaluate(expression, block.bindings, block.rows)});
      }
    }
    return parts;
  }

  static void blame_part(const std::vector<Part>& parts, Index i, Prediction& prediction) {
    for (const Part& part : parts) {
      if (std::isfinite(part.values[i])) continue;
      prediction.column = part.spelling;
      return;
    }
  }

  /// The infinite linear predictors, 0 in all other rows; empty where there is no such row.
  Vector limits_of(const RowBlock& block) const {
    if (model_.roles.infinite_rows != InfiniteRows::kept) return {};
    return model_.plan.limit_sign *
           infinite_terms(model_.plan.expressions, block.bindings, block.rows);
  }

  /// The curve is at its guess rate, or at 1 - lapse, and varies as that does.
  void fill_limit(double eta, Prediction& prediction) const {
    prediction.eta = eta;
    prediction.probability =
        eta < 0.0 ? model_.curve.asymptotes.guess : 1.0 - model_.curve.asymptotes.lapse;
    if (!options_.std_errors) return;
    prediction.std_error = 0.0;
    set_limits(prediction, prediction.probability, prediction.probability);
    if (own_ > 0) add_own_variance(Vector::Zero(own_), prediction);
  }

  void fill(double eta, Prediction& prediction) const {
    if (!std::isfinite(eta)) {
      prediction.status = Prediction::Status::undefined;
      return;
    }
    prediction.probability = model_.curve.at(eta).value;
    prediction.eta = eta;
  }

  void fill_errors(const Variances& variances, Index i, Prediction& prediction) const {
    if (prediction.status != Prediction::Status::ok) return;
    if (!std::isfinite(variances.eta[i])) {
      blank(prediction);
      prediction.status = Prediction::Status::undefined;
      return;
    }
    const double eta = prediction.eta;
    const double std_error = std::sqrt(std::max(variances.eta[i], 0.0));
    const double critical = variances.critical.size() > 0 ? variances.critical[i] : critical_;
    prediction.std_error = model_.curve.at(eta).d1 * std_error;
    prediction.conf_low = model_.curve.at(eta - critical * std_error).value;
    prediction.conf_high = model_.curve.at(eta + critical * std_error).value;
    prediction.eta_std_error = std_error;
    if (own_ > 0) add_own_variance(variances.own.row(i), prediction);
  }

  /// The interval is that of log(P / (1 - P)): it stays inside [0, 1], and where the curve comes
  /// next to the guess rate it becomes that of the guess rate. `shared`: the covariances of eta and
  /// the curve's own parameters.
  void add_own_variance(const Vector& shared, Prediction& prediction) const {
    const CurveValues at = model_.curve.values(Vector::Constant(1, prediction.eta));
    const Vector by_own = at.value_by_own().row(0);
    // Both derivatives may be so small that their squares underflow.
    const double unit = std::max(at.d1[0], by_own.cwiseAbs().maxCoeff());
    if (unit == 0.0) return set_limits(prediction, prediction.probability, prediction.probability);
    const double by_eta = at.d1[0] > 0.0 ? at.d1[0] / unit * prediction.eta_std_error : 0.0;
    const Vector own = by_own / unit;
    const double variance = by_eta * by_eta + 2.0 * at.d1[0] / unit * own.dot(shared) +
                            own.dot(model_.own_covariance() * own);
    prediction.std_error = unit * std::sqrt(std::max(variance, 0.0));
    const ProbabilityInterval interval =
        logit_interval(at.value[0], at.complement[0], critical_ * prediction.std_error);
    set_limits(prediction, interval.low, interval.high);
  }

  static void set_limits(Prediction& prediction, double low, double high) {
    prediction.conf_low = low;
    prediction.conf_high = high;
  }

  const Model& model_;
  const PredictOptions& options_;
  const RowReader& rows_;
  Index own_;  // parameters of the curve
  double critical_;
  LevelCodes codes_;
  DesignExpander expander_;
  Index complete_;    // the first columns of the source are those that a row must have
  Index first_kept_;  // and from here on they are kept as text
  std::map<std::string, std::unordered_set<std::string>> separated_;  // levels left out, by column
};

/// Throws Error(usage) if there is none.
void leave_out_offset(DataRoles& roles) {
  if (!roles.offsets.empty()) return roles.offsets.clear();
  throw Error(ErrorKind::usage, {.what = "the model has no offset to leave out",
                                 .where = {},
                                 .hint = "leave out --no-offset",
                                 .excerpt = {}});
}

}  // namespace

void PredictOptions::validate() const {
  check_option("level", level, "> 0 and < 1", level > 0.0 && level < 1.0);
}

PredictedRows predict(const Fit& fit, const Table& table, const PredictOptions& options,
                      const Execution& execution,
                      const std::function<void(std::span<const Prediction>)>& sink) {
  const HelpersOfCall helpers;
  options.validate();
  execution.validate();
  require_maximum(fit);
  require_probabilities(fit);
  const Model& model = fit.model();
  DataRoles roles = prediction_roles(model);
  if (!options.use_offset) leave_out_offset(roles);
  const auto source = scan_to_predict(model, roles, table, execution, options.keep);
  // Of columns that are handed through nobody needs to know how they could be understood.
  const auto used =
      options.keep.empty() ? source : scan_to_predict(model, roles, table, execution, {});
  const RowReader rows(source, roles, stored_columns(model.plan));
  write_blocks_in_order(
      rows, execution, Predictor(model, options, rows),
      [&](std::vector<Prediction>&& predictions) { sink(predictions); }, "predicting");
  return {.rows = rows.row_count(),
          .sha256 = source->sha256(),
          .notes = reading_notes(model, table, *used)};
}

std::vector<Prediction> predict(const Fit& fit, const Table& table, const PredictOptions& options,
                                const Execution& execution) {
  std::vector<Prediction> all;
  predict(fit, table, options, execution,
          [&](std::span<const Prediction> run) { all.insert(all.end(), run.begin(), run.end()); });
  return all;
}

}  // namespace odds
