#include "design/design_reader.hpp"

#include "design/infinite_terms.hpp"
#include "math/all_finite.hpp"
#include "math/any_negative.hpp"
#include "math/span_of.hpp"

#include <odds/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>

namespace odds {
namespace {

constexpr std::size_t kLevelsShown = 12;

/// A linear predictor at which every curve is at its asymptote, and whose products are finite.
constexpr double kBeyondCurves = 1e100;

void clear_row(Index i, DesignBlock& x) {
  x.dense.row(i).head(static_cast<Index>(x.dense_columns.size())).setZero();
  for (IndicatorGroup& group : x.indicators) {
    group.code[static_cast<std::size_t>(i)] = -1;
    if (!group.multiplier.empty()) group.multiplier[static_cast<std::size_t>(i)] = 0.0;
  }
}

std::string list_levels(const std::vector<std::string>& levels) {
  std::string list;
  for (std::size_t l = 0; l < std::min(levels.size(), kLevelsShown); ++l) {
    list += (l == 0 ? "" : ", ") + levels[l];
  }
  return levels.size() > kLevelsShown ? fmt::format("{}, ... ({})", list, levels.size()) : list;
}

[[noreturn]] void throw_unknown_level(std::string what, const DesignVariable& variable, Place place,
                                      const std::string& way_out) {
  throw Error(ErrorKind::data,
              {.what = std::move(what),
               .where = std::move(place),
               .hint = fmt::format("its levels are {}{}", list_levels(variable.levels), way_out),
               .excerpt = {}});
}

}  // namespace

void DesignRows::forget() {
  data.roles = nullptr;
  data.bindings.clear();
  data.cells = {};
  expander = nullptr;
  conditions.clear();
}

Index DesignRows::bytes() const {
  Index numbers = x.dense.size() + share.size() + weight.size() + offset.size() + limit.size();
  Index codes = 0;
  for (const std::vector<double>& column : data.numbers) numbers += std::ssize(column);
  for (const std::vector<std::int32_t>& column : data.codes) codes += std::ssize(column);
  for (const std::vector<std::int32_t>& column : levels) codes += std::ssize(column);
  for (const IndicatorGroup& group : x.indicators) {
    numbers += std::ssize(group.multiplier);
    codes += std::ssize(group.code);
  }
  numbers += data.case_weight.size() + std::ssize(data.position);
  return numbers * Index{sizeof(double)} + codes * Index{sizeof(std::int32_t)};
}

Vector event_share(const ResponsePlan& response, const RowBlock& block) {
  Vector share;
  write_event_share(response, block, share);
  return share;
}

void write_event_share(const ResponsePlan& response, const RowBlock& block, Vector& share) {
  if (response.grouped()) {
    share = block.events.cwiseQuotient(block.trials);
  } else if (response.fractional()) {
    share = evaluate(response.response.first, block.bindings, block.rows);
  } else {
    write_event_indicator(response, block.bindings, block.rows, share);
  }
}

Index stored_columns(const DesignPlan& plan) {
  Index columns = 0;
  for (const DesignTerm& term : plan.terms) {
    if (term.factors.empty() || !term.numeric.empty()) ++columns;
  }
  return columns;
}

void throw_unseen_level(const DesignVariable& variable, const std::string& level, Place place,
                        const std::string& way_out) {
  throw_unknown_level(fmt::format("the model has not seen the level \"{}\"", level), variable,
                      std::move(place), way_out);
}

void throw_separated_level(const DesignVariable& variable, const std::string& level, Place place,
                           const std::string& way_out) {
  throw_unknown_level(
      fmt::format("the fit left the level \"{}\" out: all its rows had the same outcome", level),
      variable, std::move(place), way_out);
}

std::string cell_text(const Bindings& bindings, const std::string& variable, Index i) {
  const Binding& binding = bindings.find(variable)->second;
  const auto r = static_cast<std::size_t>(i);
  if (binding.codes.empty()) return level_text(binding.numbers[r]);
  return binding.levels[static_cast<std::size_t>(binding.codes[r])];
}

DesignReader::Parts::Parts(RowReader reader, const DesignPlan& layout,
                           std::optional<ResponsePlan> outcomes)
    : rows(std::move(reader)),
      plan(layout),
      response(std::move(outcomes)),
      codes(layout, rows.source()),
      expander(std::make_shared<const DesignExpander>(layout)) {}

DesignReader::DesignReader(const RowReader& rows, const DesignPlan& plan,
                           std::optional<ResponsePlan> response)
    : parts_(std::make_shared<Parts>(rows.with_computed(stored_columns(plan)), plan,
                                     std::move(response))) {}

DesignReader::DesignReader(std::shared_ptr<const ColumnSource> source, DataRoles roles,
                           const DesignPlan& plan, std::optional<ResponsePlan> response)
    : DesignReader(RowReader(std::move(source), std::move(roles)), plan, std::move(response)) {}

DesignReader DesignReader::trusting() const {
  DesignReader reader = *this;
  reader.checks_ = false;
  return reader;
}

bool DesignReader::holds(Index index, const DesignRows& block) const {
  return block.expander == parts_->expander && rows().holds(index, block.data) &&
         (block.are_checked || !checks_) && block.residuals == plan().centring.residuals;
}

void DesignReader::read(Index index, DesignRows& out) const {
  if (holds(index, out)) {
    set_limits(out);  // which may have changed their sign
  } else {
    read_anew(index, out);
  }
  out.weight = out.data.case_weight;
  if (out.data.trials.size() > 0) out.weight.array() *= out.data.trials.array();
}

void DesignReader::read_anew(Index index, DesignRows& out) const {
  out.expander = nullptr;
  rows().read(index, out.data);
  read_conditions(out);
  parts_->codes.read(out.data.bindings, out.rows(), out.levels);
  if (checks_) refuse_unseen_levels(out);
  parts_->expander->expand(out.input(), out.x);
  set_limits(out);
  if (checks_) refuse_infinite(out);
  read_outcomes(out);
  read_offset(out);
  out.expander = parts_->expander;
  out.residuals = plan().centring.residuals;
  out.are_checked = checks_;
}

/// Rows of the design by themselves: what is left of them is the asymptote that they are at.
void DesignReader::set_limits(DesignRows& out) const {
  out.limit.resize(0);
  if (rows().roles().infinite_rows != InfiniteRows::kept) return;
  const Vector terms = infinite_terms(plan().expressions, out.data.bindings, out.rows());
  if (!any_infinite(terms)) return;
  out.limit = Vector::Zero(out.rows());
  for (Index i = 0; i < out.rows(); ++i) {
    if (terms[i] == 0.0) continue;
    out.limit[i] = std::copysign(kBeyondCurves, terms[i] * plan().limit_sign);
    clear_row(i, out.x);
  }
}

void DesignReader::read_conditions(DesignRows& out) const {
  out.conditions.clear();
  for (const DesignVariable& variable : plan().variables) {
    if (!variable.definition) continue;
    out.conditions.push_back(evaluate(*variable.definition, out.data.bindings, out.rows()));
    out.data.bindings[variable.name] = {.numbers = span_of(out.conditions.back())};
  }
}

void DesignReader::read_outcomes(DesignRows& out) const {
  if (!parts_->response) return out.share.resize(0);
  write_event_share(*parts_->response, out.data, out.share);
  if (checks_ && parts_->response->fractional()) refuse_no_fractions(out);
}

void DesignReader::read_offset(DesignRows& out) const {
  out.offset.setZero(out.rows());
  if (rows().roles().offsets.empty()) return;
  for (const Expression& offset : rows().roles().offsets) {
    out.offset += evaluate(offset, out.data.bindings, out.rows());
  }
  for (Index i = 0; i < out.rows(); ++i) {
    if (std::isfinite(out.offset[i])) continue;
    throw Error(ErrorKind::model,
                {.what = fmt::format(
                     "the offset is {} here",
                     std::isnan(out.offset[i]) ? "not a number" : fmt::format("{}", out.offset[i])),
                 .where = rows().place(out.data, i),
                 .hint = {},
                 .excerpt = {}});
  }
}

void DesignReader::refuse_unseen_levels(const DesignRows& out) const {
  for (std::size_t v = 0; v < out.levels.size(); ++v) {
    if (!any_negative(out.levels[v])) continue;
    const auto unseen = std::ranges::find(out.levels[v], kUnseenLevel);
    const DesignVariable& variable = plan().variables[v];
    const Index row = unseen - out.levels[v].begin();
    throw_unseen_level(variable, cell_text(out.data.bindings, variable.name, row),
                       rows().place(out.data, row, variable.name));
  }
}

void DesignReader::refuse_no_fractions(const DesignRows& out) const {
  for (Index i = 0; i < out.rows(); ++i) {
    const double value = out.share[i];
    if (value >= 0.0 && value <= 1.0) continue;
    const Expression& fraction = parts_->response->response.first;
    const bool is_column = fraction.kind == Expression::Kind::variable;
    throw Error(ErrorKind::data,
                {.what = fmt::format("{} is no fraction from 0 to 1",
                                     is_column ? fmt::format("{}", value)
                                               : fmt::format("{} = {}", spelling(fraction), value)),
                 .where = rows().place(out.data, i, is_column ? fraction.name : std::string()),
                 .hint = "--where leaves such rows out; without --fractional a response is 0 or 1",
                 .excerpt = {}});
  }
}

void DesignReader::refuse_infinite(const DesignRows& out) const {
  const auto refuse = [&](Index i, Index column) {
    throw Error(ErrorKind::model,
                {.what = fmt::format("{} is not finite here",
                                     plan().names[static_cast<std::size_t>(column)]),
                 .where = rows().place(out.data, i),
                 .hint = "leave such rows out with --where",
                 .excerpt = {}});
  };
  const auto dense = out.x.dense_rows();
  bool suspect = false;
  for (Index j = 0; j < dense.cols() && !suspect; ++j) suspect = !all_finite(dense.col(j));
  for (Index i = 0; i < dense.rows() && suspect; ++i) {
    for (Index j = 0; j < dense.cols(); ++j) {
      if (!std::isfinite(dense(i, j))) refuse(i, out.x.dense_columns[static_cast<std::size_t>(j)]);
    }
  }
  for (const IndicatorGroup& group : out.x.indicators) {
    for (std::size_t r = 0; r < group.multiplier.size(); ++r) {
      if (std::isfinite(group.multiplier[r])) continue;
      refuse(static_cast<Index>(r), group.first_column + std::max(group.code[r], 0));
    }
  }
}

}  // namespace odds
