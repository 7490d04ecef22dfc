// All links: the one place that lists them.
#pragma once

#include "curve/cloglog.hpp"
#include "curve/logit.hpp"
#include "curve/probit.hpp"

#include <odds/curve.hpp>

namespace odds {

/// Calls `use` with an object of the link's class, whose members are static.
template <class Use>
decltype(auto) with_link(Link link, Use use) {
  switch (link) {
    case Link::probit:
      return use(ProbitLink());
    case Link::cloglog:
      return use(CloglogLink());
    case Link::logit:
      break;
  }
  return use(LogitLink());
}

}  // namespace odds
