#include "effects/dose/dose_lines.hpp"

#include "formula/expression.hpp"

#include <odds/error.hpp>

#include <fmt/format.h>

#include <cmath>
#include <numeric>

namespace odds {
namespace {

/// The line of one curve, before it is put into the rows of all.
struct OneLine {
  Vector level;
  Vector slope;
  double offset = 0.0;
};

class LineMaker {
 public:
  LineMaker(const Model& model, const DoseScale& scale)
      : model_(model),
        scale_(scale),
        dose_(model.plan.variables[static_cast<std::size_t>(scale.variable)]),
        expander_(model.plan) {}

  double origin() const { return measure(dose_.moments.mean); }

  OneLine line(PointCells cells) const {
    OneLine result;
    result.level = row(cells, dose_.moments.mean);
    const double span = measure(dose_.moments.max) - measure(least());
    result.slope = (row(cells, dose_.moments.max) - row(cells, least())) / span;
    const Bindings bindings = point_bindings(model_.plan, cells);
    for (const Expression& offset : model_.roles.offsets) {
      result.offset += evaluate(offset, bindings, 1)[0];
    }
    return result;
  }

 private:
  /// A dose below others, but none of 0 whose logarithm is infinite.
  double least() const {
    return std::isfinite(measure(dose_.moments.min)) ? dose_.moments.min : dose_.moments.mean;
  }

  Vector row(PointCells& cells, double dose) const {
    cells.numbers[static_cast<std::size_t>(scale_.variable)] = dose;
    return point_row(model_.plan, expander_, cells);
  }

  double measure(double dose) const {
    const Bindings bindings = {{dose_.name, {.numbers = {&dose, 1}, .codes = {}, .levels = {}}}};
    return evaluate(scale_.form.core, bindings, 1)[0];
  }

  const Model& model_;
  const DoseScale& scale_;
  const DesignVariable& dose_;
  DesignExpander expander_;
};

/// Derivatives in the model's parameters of what has these rows of a working design for its
/// derivatives in the coefficients, and of the curve's own parameters behind it.
ArrowJacobian as_jacobian(const Model& model, const Matrix& rows) {
  const Index core = model.plan.core_columns();
  const Index levels = model.plan.eliminated;
  const Index q = model.curve.own_parameters();
  std::vector<std::int32_t> all(static_cast<std::size_t>(levels));
  std::iota(all.begin(), all.end(), 0);
  ArrowJacobian jacobian{.core = Matrix::Zero(rows.rows() + q, core + q),
                         .levels = LevelSums(std::move(all), rows.rows() + q)};
  jacobian.core.topLeftCorner(rows.rows(), core) = rows.leftCols(core);
  jacobian.core.bottomRightCorner(q, q) = Matrix::Identity(q, q);
  jacobian.levels.values.topRows(rows.rows()) = rows.rightCols(levels);
  return jacobian;
}

Matrix covariance_of(const Model& model, const DoseLines& lines) {
  const Index c = lines.levels.rows();
  Matrix rows(2 * c, lines.levels.cols());
  rows << lines.levels, lines.slopes;
  const Index known = 2 * c + model.curve.own_parameters();
  Matrix covariance = Matrix::Zero(2 * c + 1, 2 * c + 1);
  covariance.topLeftCorner(known, known) = model.covariance.sandwich(as_jacobian(model, rows));
  return covariance;
}

}  // namespace

bool DoseLines::has_slope(Index curve) const {
  return slope[curve] != 0.0 && covariance(curves() + curve, curves() + curve) > 0.0;
}

DoseLines dose_lines(const Model& model, const DoseScale& scale, const CurvePoints& points) {
  const LineMaker maker(model, scale);
  const auto curves = static_cast<Index>(points.curves.size());
  const Index p = model.plan.columns();
  DoseLines lines{.origin = maker.origin(),
                  .levels = Matrix(curves, p),
                  .slopes = Matrix(curves, p),
                  .offset = Vector(curves),
                  .intercept = {},
                  .slope = {},
                  .covariance = {}};
  for (Index c = 0; c < curves; ++c) {
    const OneLine line = maker.line(points.curves[static_cast<std::size_t>(c)].cells);
    lines.levels.row(c) = line.level.transpose();
    lines.slopes.row(c) = line.slope.transpose();
    lines.offset[c] = line.offset;
  }
  lines.intercept = lines.levels * model.coefficients + lines.offset;
  lines.slope = lines.slopes * model.coefficients;
  lines.covariance = covariance_of(model, lines);
  return lines;
}

void require_slopes(const DoseLines& lines, const CurvePoints& points, const std::string& dose) {
  for (Index c = 0; c < lines.curves(); ++c) {
    if (lines.has_slope(c)) continue;
    const std::string& name = points.curves[static_cast<std::size_t>(c)].name;
    throw Error(ErrorKind::model,
                {.what = fmt::format("{} has no slope in the model{}{}", dose,
                                     name.empty() ? "" : " where ", name),
                 .where = {},
                 .hint = "a term of it may be aliased (see `odds fit`), or its interaction "
                         "with what is held may be 0 there",
                 .excerpt = {}});
  }
}

}  // namespace odds
