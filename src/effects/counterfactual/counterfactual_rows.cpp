#include "effects/counterfactual/counterfactual_rows.hpp"

#include <odds/error.hpp>

#include <fmt/format.h>

#include <numeric>
#include <optional>
#include <utility>

namespace odds {
namespace {

/// A block that somebody else owns.
std::shared_ptr<const DesignBlock> borrowed(const DesignBlock& block) {
  return {std::shared_ptr<const void>(), &block};
}

std::shared_ptr<const DesignBlock> expanded(const DesignExpander& expander,
                                            const DesignInput& input) {
  auto block = std::make_shared<DesignBlock>();
  expander.expand(input, *block);
  return block;
}

const std::string& name_of(const CounterfactualDesign& design, Index variable) {
  return design.model().plan.variables[static_cast<std::size_t>(variable)].name;
}

[[noreturn]] void refuse_mixture(const std::string& factor, const Expression& expression,
                                 std::string hint) {
  throw Error(
      ErrorKind::usage,
      {.what = fmt::format("the model compares {} with a text, in {}, which has no value at "
                           "a mixture of levels",
                           factor, spelling(expression)),
       .where = {},
       .hint = std::move(hint),
       .excerpt = {}});
}

/// What the variables of a condition stand for at a point: numbers, and levels of factors that have
/// one level there. Refers to the plan and the cells.
class PointLevels {
 public:
  /// Throws Error(usage) for a mixture of levels that the condition compares with a text.
  PointLevels(const DesignPlan& plan, const PointCells& cells, const Expression& condition)
      : bindings_(point_bindings(plan, cells)), levels_(plan.variables.size(), 0) {
    for (const auto& [name, text] : compared_texts(condition)) {
      const Index v = *plan.find_variable(name);
      const auto at = static_cast<std::size_t>(v);
      levels_[at] = only_level(cells.mixtures[at]);
      if (levels_[at] < 0) {
        refuse_mixture(name, condition, fmt::format("set {}, too: --at \"{}=...\"", name, name));
      }
      bindings_[name] = {
          .numbers = {}, .codes = {&levels_[at], 1}, .levels = plan.variable(v).levels};
    }
  }

  const Bindings& bindings() const { return bindings_; }

 private:
  /// -1: there is none.
  static std::int32_t only_level(const Vector& mixture) {
    for (Index l = 0; l < mixture.size(); ++l) {
      if (mixture[l] == 1.0) return static_cast<std::int32_t>(l);
    }
    return -1;
  }

  Bindings bindings_;
  std::vector<std::int32_t> levels_;  // per variable of the plan
};

}  // namespace

TableRows::TableRows(const CounterfactualDesign& design, const DesignRows& rows,
                     std::vector<std::int32_t> groups)
    : design_(design), rows_(rows), groups_(std::move(groups)) {}

const LinearForm& TableRows::rest(Index s) const {
  const SharedChange& change = design_.change(s);
  const auto known = rests_.find(&change);
  if (known != rests_.end()) return known->second;
  LinearForm form(rows());
  form.add(borrowed(rows_.x));
  if (!change.changed.empty()) form.add(expanded(change.changed, rows_.input()), -1.0);
  if (change.settings > 1) form.remember(design_.model().coefficients);
  return rests_.emplace(&change, std::move(form)).first->second;
}

LinearForm TableRows::predictor(Index s) const {
  LinearForm form = rest(s);
  if (design_.setting(s).cells.empty()) {
    form.add_offset(rows_.offset);
    return form;
  }
  const std::optional<Vector>& row = design_.constant_change(s);
  const std::vector<Expression>& offset_terms = design_.model().roles.offsets;
  if (row) form.add_constant(*row);
  if (row && offset_terms.empty()) return form;
  const DesignInput observed = rows_.input();
  const SettingInput input(design_.model().plan, design_.setting(s), observed);
  const DesignExpander& changed = design_.change(s).changed;
  if (!row && !changed.empty()) form.add(expanded(changed, input.input()));
  form.add_offset(offsets(offset_terms, input.bindings(), rows()));
  return form;
}

LinearForm TableRows::derivative(Index s, const EtaDerivative& derivative) const {
  LinearForm form(rows());
  if (derivative.constant) {
    form.add_constant(*derivative.constant);
    return form;
  }
  const DesignInput observed = rows_.input();
  const SettingInput input(design_.model().plan, design_.setting(s), observed);
  form.add(expanded(derivative.expander, input.input()));
  form.add_offset(offsets(derivative.offsets, input.bindings(), rows()));
  return form;
}

LinearForm TableRows::slope(Index s, Index variable) const {
  return derivative(s, design_.slope(variable));
}

LinearForm TableRows::bend(Index s, Index first, Index second) const {
  return derivative(s, design_.bend(first, second));
}

Vector TableRows::numbers(Index s, Index variable) const {
  const SetCell* cell = design_.setting(s).find(variable);
  if (cell != nullptr && cell->number) return Vector::Constant(rows(), *cell->number);
  const auto own = rows_.data.bindings.find(name_of(design_, variable))->second.numbers;
  const Vector values = Eigen::Map<const Vector>(own.data(), rows());
  return cell == nullptr ? values : Vector(values.array() + cell->shift);
}

double TableRows::weight_with_levels(Index s) const {
  Vector weight = rows_.weight;
  for (const SetCell& cell : design_.setting(s).cells) {
    if (!cell.level) continue;
    const auto& levels = rows_.levels[static_cast<std::size_t>(cell.variable)];
    for (Index i = 0; i < rows(); ++i) {
      if (levels[static_cast<std::size_t>(i)] != *cell.level) weight[i] = 0.0;
    }
  }
  return weight.sum();
}

void refuse_comparisons(const Model& model) {
  for (const auto* expressions : {&model.plan.expressions, &model.roles.offsets}) {
    for (const Expression& expression : *expressions) {
      const auto pairs = compared_texts(expression);
      if (pairs.empty()) continue;
      refuse_mixture(pairs.front().first, expression,
                     fmt::format("use {} as a factor", pairs.front().first));
    }
  }
}

PointCells with_setting(const DesignPlan& plan, PointCells cells, const Setting& setting) {
  for (const SetCell& set : setting.cells) {
    const auto v = static_cast<std::size_t>(set.variable);
    if (set.level) cells.mixtures[v] = Vector::Unit(cells.mixtures[v].size(), *set.level);
    if (set.number) {
      cells.numbers[v] = *set.number;
    } else if (!set.level) {
      cells.numbers[v] += set.shift;
    }
  }
  for (const Index v : setting.conditions(plan)) {
    const Expression& condition = *plan.variable(v).definition;
    cells.numbers[static_cast<std::size_t>(v)] =
        evaluate(condition, PointLevels(plan, cells, condition).bindings(), 1)[0];
  }
  return cells;
}

PointRows::PointRows(const CounterfactualDesign& design, std::vector<PointCells> points)
    : design_(design),
      points_(std::move(points)),
      weight_(Vector::Ones(static_cast<Index>(points_.size()))),
      groups_(points_.size()) {
  refuse_comparisons(design.model());
  std::iota(groups_.begin(), groups_.end(), 0);
}

std::vector<PointCells> PointRows::cells_under(Index s) const {
  std::vector<PointCells> result;
  for (const PointCells& cells : points_) {
    result.push_back(with_setting(design_.model().plan, cells, design_.setting(s)));
  }
  return result;
}

LinearForm PointRows::form(Index s, const DesignExpander& expander,
                           const std::vector<Expression>& offset_expressions) const {
  const DesignPlan& plan = design_.model().plan;
  const std::vector<PointCells> cells = cells_under(s);
  auto block = std::make_shared<DesignBlock>();
  block->rows = rows();
  block->dense_columns.resize(static_cast<std::size_t>(plan.columns()));
  std::iota(block->dense_columns.begin(), block->dense_columns.end(), Index{0});
  block->dense.resize(rows(), plan.columns());
  Vector offset(rows());
  for (Index i = 0; i < rows(); ++i) {
    const PointCells& point = cells[static_cast<std::size_t>(i)];
    block->dense.row(i) = point_row(plan, expander, point).transpose();
    offset[i] = offsets(offset_expressions, point_bindings(plan, point), 1)[0];
  }
  LinearForm result(rows());
  result.add(std::move(block));
  result.add_offset(offset);
  return result;
}

LinearForm PointRows::predictor(Index s) const {
  return form(s, design_.whole(), design_.model().roles.offsets);
}

LinearForm PointRows::slope(Index s, Index variable) const {
  const EtaDerivative& derivative = design_.slope(variable);
  return form(s, derivative.expander, derivative.offsets);
}

LinearForm PointRows::bend(Index s, Index first, Index second) const {
  const EtaDerivative& derivative = design_.bend(first, second);
  return form(s, derivative.expander, derivative.offsets);
}

Vector PointRows::numbers(Index s, Index variable) const {
  Vector values(rows());
  const std::vector<PointCells> cells = cells_under(s);
  for (Index i = 0; i < rows(); ++i) {
    values[i] = cells[static_cast<std::size_t>(i)].numbers[static_cast<std::size_t>(variable)];
  }
  return values;
}

}  // namespace odds
