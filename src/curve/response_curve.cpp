#include "curve/response_curve.hpp"

#include "base/special_values.hpp"
#include "curve/links.hpp"
#include "curve/observation_terms.hpp"
#include "curve/probit_block.hpp"
#include "math/span_of.hpp"

#include <cmath>

namespace odds {
namespace {

/// The rows whose slope is flat, each as often as it stands for one.
double saturated_rows(const BlockOutcomes& rows, Index unweighted, const Vector& curvature) {
  if (rows.frequency.empty()) return static_cast<double>(unweighted);
  double copies = 0.0;
  for (std::size_t i = 0; i < rows.frequency.size(); ++i) {
    const bool is_flat = curvature[static_cast<Index>(i)] < kSaturatedSlope * rows.weight[i];
    if (is_flat) copies += rows.frequency[i];
  }
  return copies;
}

void add_up_sigmoid(const BlockOutcomes& rows, Information information, BlockTerms& into) {
  const auto n = static_cast<Index>(rows.eta.size());
  const bool is_expected = information == Information::expected;
  Vector& curvature = is_expected ? into.expected.by_eta : into.observed.by_eta;
  into.residual.resize(n);
  curvature.resize(n);
  const BlockSums sums =
      logit_block(rows.eta, rows.y, rows.weight, span_of(into.residual), span_of(curvature));
  into.log_likelihood = sums.log_likelihood;
  into.saturated = saturated_rows(rows, sums.saturated, curvature);
  into.score.resize(0);
}

void add_up_probit(const BlockOutcomes& rows, BlockTerms& into) {
  const auto n = static_cast<Index>(rows.eta.size());
  for (Vector* part : {&into.residual, &into.observed.by_eta, &into.expected.by_eta}) {
    part->resize(n);
  }
  const BlockSums sums = probit_block(rows.eta, rows.y, rows.weight,
                                      {.residual = span_of(into.residual),
                                       .observed = span_of(into.observed.by_eta),
                                       .expected = span_of(into.expected.by_eta)});
  into.log_likelihood = sums.log_likelihood;
  into.saturated = static_cast<double>(sums.saturated);
  into.score.resize(0);
}

void clear(BlockCurvature& curvature, Index n, Index q) {
  curvature.by_eta.resize(n);
  curvature.cross.resize(n, q);
  curvature.own = Matrix::Zero(q, q);
}

/// Adds row i, of which only the parts that rows of weight 0 may not spoil depend on the weight.
void add_row(const ObservationTerms& row, double weight, Index i, BlockTerms& into) {
  const bool counts = weight > 0.0;
  const Index q = into.score.size();
  if (counts) into.log_likelihood += weight * row.log_likelihood;
  into.residual[i] = counts ? weight * row.residual : 0.0;
  into.observed.by_eta[i] = counts ? weight * row.curvature : 0.0;
  into.expected.by_eta[i] = counts ? weight * row.expected_curvature : 0.0;
  if (q == 0) return;
  into.observed.cross(i, 0) = counts ? weight * row.cross : 0.0;
  into.expected.cross(i, 0) = counts ? weight * row.expected_cross : 0.0;
  if (!counts) return;
  into.score[0] += weight * row.guess_slope;
  into.observed.own(0, 0) += weight * row.guess_curvature;
  into.expected.own(0, 0) += weight * row.expected_guess_curvature;
}

template <class LinkType>
void add_up_rows(const ResponseCurve& curve, const BlockOutcomes& rows, BlockTerms& into) {
  const auto n = static_cast<Index>(rows.eta.size());
  const Index q = curve.own_parameters();
  into.log_likelihood = {};
  into.saturated = 0.0;
  into.residual.resize(n);
  into.score = Vector::Zero(q);
  clear(into.observed, n, q);
  clear(into.expected, n, q);
  const double height = curve.asymptotes.height();
  for (Index i = 0; i < n; ++i) {
    const auto at = static_cast<std::size_t>(i);
    const double eta = rows.eta[at];
    const LinkPoint f = LinkType::at(eta);
    if (height * f.d1 < kSaturatedSlope) {
      into.saturated += rows.frequency.empty() ? 1.0 : rows.frequency[at];
    }
    add_row(observation_terms<LinkType>(rows.y[at], eta, f, curve.asymptotes), rows.weight[at], i,
            into);
  }
}

template <class LinkType>
CurveValues link_values(const Vector& eta, double height) {
  const Index n = eta.size();
  CurveValues values;
  for (Vector* part : {&values.link, &values.link_complement, &values.d1, &values.d2, &values.d3,
                       &values.event_slope, &values.event_ratio, &values.nonevent_slope}) {
    part->resize(n);
  }
  for (Index i = 0; i < n; ++i) {
    const LinkPoint f = LinkType::at(eta[i]);
    values.link[i] = f.value;
    values.link_complement[i] = f.complement;
    values.d1[i] = height * f.d1;
    values.d2[i] = height * f.d2;
    values.d3[i] = height * f.d3;
    values.event_slope[i] = f.event.slope;
    values.event_ratio[i] = f.event.ratio;
    values.nonevent_slope[i] = f.nonevent.slope;
  }
  return values;
}

/// The same by the kernel of the sigmoid.
template <>
CurveValues link_values<LogitLink>(const Vector& eta, double height) {
  const Index n = eta.size();
  CurveValues values;
  values.link.resize(n);
  values.d1.resize(n);
  // Of a row with y = 0 and weight 1, the residual is -sigma and the curvature sigma'.
  const Vector none = Vector::Zero(n);
  const Vector one = Vector::Ones(n);
  logit_block(span_of(eta), span_of(none), span_of(one), span_of(values.link), span_of(values.d1));
  values.link = -values.link;
  // sigma' / sigma has full precision on both sides; where sigma underflows, so does its distance
  // from 1.
  values.link_complement =
      (values.link.array() > 0.0)
          .select(values.d1.array() / values.link.array(), 1.0 - values.link.array());
  values.d3 = height * values.d1.array() * (1.0 - 6.0 * values.d1.array());
  values.d1 *= height;
  values.d2 = values.d1.array() * (values.link_complement - values.link).array();
  return values;
}

}  // namespace

double ResponseCurve::curvature_bound() const {
  if (!is_log_concave()) return kInfinity;
  return with_link(link, [](auto type) { return decltype(type)::kCurvatureBound; });
}

Vector ResponseCurve::own_values() const {
  return Vector::Constant(own_parameters(), asymptotes.guess);
}

ResponseCurve ResponseCurve::with_own_values(VectorRef values) const {
  ResponseCurve result = *this;
  if (estimates_guess) result.asymptotes.guess = values[0];
  return result;
}

CurveValues ResponseCurve::values(const Vector& eta) const {
  const double height = asymptotes.height();
  CurveValues values =
      with_link(link, [&](auto type) { return link_values<decltype(type)>(eta, height); });
  values.asymptotes = asymptotes;
  values.own_parameters = own_parameters();
  values.value = asymptotes.guess + height * values.link.array();
  values.complement = asymptotes.lapse + height * values.link_complement.array();
  return values;
}

double ResponseCurve::eta_at(double p) const {
  return with_link(link, [&](auto type) { return decltype(type)::at_probability(p); });
}

double ResponseCurve::eta_at_share(double events, double trials) const {
  const double above = events - asymptotes.guess * trials;
  const double below = (1.0 - asymptotes.lapse) * trials - events;
  if (above <= 0.0) return -kInfinity;
  return below <= 0.0 ? kInfinity : eta_at_odds(above, below);
}

double ResponseCurve::eta_at_odds(double event, double nonevent) const {
  return with_link(link, [&](auto type) { return decltype(type)::at_odds(event, nonevent); });
}

double ResponseCurve::half_gain() const {
  return with_link(link, [](auto type) { return decltype(type)::kHalfGain; });
}

double ResponseCurve::log_likelihood(double y, double eta) const {
  if (is_sigmoid()) return logit_terms(y, eta).log_likelihood;
  return with_link(link, [&](auto type) {
    using Type = decltype(type);
    return observation_terms<Type>(y, eta, Type::at(eta), asymptotes).log_likelihood;
  });
}

void ResponseCurve::add_up(const BlockOutcomes& rows, Information information,
                           BlockTerms& into) const {
  if (is_sigmoid()) return add_up_sigmoid(rows, information, into);
  const bool has_kernel = link == Link::probit && !has_asymptotes() && rows.frequency.empty();
  if (has_kernel) return add_up_probit(rows, into);
  with_link(link, [&](auto type) { add_up_rows<decltype(type)>(*this, rows, into); });
}

}  // namespace odds
