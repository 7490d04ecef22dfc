// Reference values: central differences of P in mpmath with 900 digits, printed to 14.
#include "curve/response_curve.hpp"
#include "support/printed.hpp"

#include <doctest/doctest.h>

namespace odds {
namespace {

using test::Printed;

CurveValues at(double eta, const Asymptotes& asymptotes) {
  return ResponseCurve{.link = Link::logit, .asymptotes = asymptotes, .estimates_guess = true}
      .values(Vector::Constant(1, eta));
}

struct TailCase {
  double eta;
  Printed value;
  Printed complement;
  Printed relative_d1;
  Printed relative_d2;
  Printed of_complement;
};

void check(const TailCase& each, const Asymptotes& asymptotes) {
  CAPTURE(each.eta);
  const CurveValues curve = at(each.eta, asymptotes);
  CHECK(curve.value[0] == each.value);
  CHECK(curve.complement[0] == each.complement);
  CHECK(curve.relative_d1()[0] == each.relative_d1);
  CHECK(curve.relative_d2()[0] == each.relative_d2);
  CHECK(curve.relative_d1_of_complement()[0] == each.of_complement);
}

TEST_CASE("relative derivatives keep their digits in both tails of the sigmoid") {
  const TailCase cases[] = {
      {-700.0, Printed("9.8596765437598e-305"), Printed("1.0000000000000"),
       Printed("1.0000000000000"), Printed("-9.8596765437598e-305"),
       Printed("9.8596765437598e-305")},
      {-400.0, Printed("1.9151695967140e-174"), Printed("1.0000000000000"),
       Printed("1.0000000000000"), Printed("-1.9151695967140e-174"),
       Printed("1.9151695967140e-174")},
      {2.0, Printed("0.88079707797788"), Printed("0.11920292202212"), Printed("0.11920292202212"),
       Printed("-0.10499358540351"), Printed("0.88079707797788")},
      {400.0, Printed("1.0000000000000"), Printed("1.9151695967140e-174"),
       Printed("1.9151695967140e-174"), Printed("-1.9151695967140e-174"),
       Printed("1.0000000000000")},
  };
  for (const TailCase& each : cases) check(each, {});
}

TEST_CASE("with asymptotes, and with a guess rate whose square underflows") {
  const TailCase both[] = {
      {-400.0, Printed("0.12500000000000"), Printed("0.87500000000000"),
       Printed("1.2448602378641e-173"), Printed("1.2448602378641e-173"),
       Printed("1.7783717683773e-174")},
      {2.0, Printed("0.84064762585703"), Printed("0.15935237414297"), Printed("0.10147805753139"),
       Printed("-0.087582891733997"), Printed("0.53533741558072")},
      {400.0, Printed("0.93750000000000"), Printed("0.062500000000000"),
       Printed("1.6598136504855e-174"), Printed("-1.6598136504855e-174"),
       Printed("2.4897204757282e-173")},
  };
  for (const TailCase& each : both) check(each, {.guess = 0.125, .lapse = 0.0625});
  const TailCase tiny[] = {
      {-700.0, Printed("2.4099198651029e-181"), Printed("1.0000000000000"),
       Printed("4.0912881322462e-124"), Printed("4.0912881322462e-124"),
       Printed("9.8596765437598e-305")},
      {-400.0, Printed("1.9151698377060e-174"), Printed("1.0000000000000"),
       Printed("0.99999987416678"), Printed("1.2583320363595e-7"), Printed("1.9151695967140e-174")},
  };
  for (const TailCase& each : tiny) check(each, {.guess = 0x1p-600, .lapse = 0.0});
}

TEST_CASE("derivatives in the guess rate keep their digits, too") {
  const Asymptotes asymptotes{.guess = 0.125, .lapse = 0.0625};
  CHECK(at(-400.0, asymptotes).relative_d1_by_own()(0, 0) == Printed("-1.1491017580284e-172"));
  CHECK(at(0.0, asymptotes).relative_d1_by_own()(0, 0) == Printed("-0.83044982698962"));
  CHECK(at(400.0, asymptotes).relative_d1_by_own()(0, 0) == Printed("-2.0428475698283e-174"));
}

TEST_CASE("where P underflows its relative derivatives are those of an exponential") {
  const CurveValues curve = at(-900.0, {});
  CHECK(curve.value[0] == 0.0);
  CHECK(curve.relative_d1()[0] == 1.0);
  CHECK(curve.relative_d2()[0] == 0.0);
  CHECK(at(900.0, {}).relative_d1_of_complement()[0] == 1.0);
}

}  // namespace
}  // namespace odds
