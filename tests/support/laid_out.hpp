// A formula that has met a table: everything that a fit prepares before it estimates.
#pragma once

#include "design/design_reader.hpp"
#include "design/learn.hpp"
#include "design/sample.hpp"
#include "model/roles.hpp"

#include <odds/execution.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace odds::test {

/// The columns that a formula and options ask of a table.
inline RowReader read_rows(const Table& table, const std::string& formula,
                           const FitOptions& options = {}) {
  DataRoles roles = assign_roles(parse_formula(formula), options, table);
  auto source = table.scan(roles.requests());
  return {std::move(source), std::move(roles)};
}

/// The steps of `fit` up to the design. Its reader refers to its plan: it stays where it is.
class LaidOut {
 public:
  LaidOut(const Table& table, const std::string& formula, const FitOptions& options = {})
      : LaidOut(assign_roles(parse_formula(formula), options, table), table, options) {}
  LaidOut(const LaidOut&) = delete;
  LaidOut& operator=(const LaidOut&) = delete;

  const DesignPlan& plan() const { return plan_; }
  const Sample& sample() const { return sample_; }
  const DesignReader& reader() const { return *reader_; }

 private:
  LaidOut(DataRoles roles, const Table& table, const FitOptions& options) {
    const auto source = table.scan(roles.requests());
    const RowReader rows(source, roles);
    sample_ = learn_sample(rows, {});
    std::vector<Note> notes;
    response_ = plan_response(roles.formula.response, sample_.response, options.event, notes);
    bind_calls(roles, learn_calls(rows, {}));
    plan_ = plan_design(roles.formula, sample_.variables);
    learn_centring(plan_, rows, {});
    reader_ = std::make_unique<DesignReader>(source, std::move(roles), plan_, response_);
  }

  Sample sample_;
  ResponsePlan response_;
  DesignPlan plan_;
  std::unique_ptr<DesignReader> reader_;
};

}  // namespace odds::test
