// An objective that passes every question on: the base of test objectives that listen.
#pragma once

#include "solve/objective.hpp"

namespace odds::test {

/// Holds a reference to `inner`, which must outlive it.
class ForwardingObjective : public Objective {
 public:
  explicit ForwardingObjective(const Objective& inner) : inner_(inner) {}

  Index dimension() const override { return inner_.dimension(); }
  Evaluation evaluate(VectorRef point, VectorRef step, Order order) const override {
    return inner_.evaluate(point, step, order);
  }
  ArrowMatrix curvature_bound() const override { return inner_.curvature_bound(); }
  const SeparationRows* separation_rows() const override { return inner_.separation_rows(); }

 private:
  const Objective& inner_;
};

}  // namespace odds::test
