// A Newton step where products with the Hessian are known, but not the matrix.
#pragma once

#include "solve/objective.hpp"

namespace odds {

/// A direction d in which the objective rises, which nearly solves curvature d = score: Newton's
/// step, truncated.
///
/// Conjugate gradients, preconditioned by the information, which must be positive definite. They
/// end when what is left of the score, in the norm of the inverse information, is below its own
/// size (at most a tenth of it), so that Newton's method converges quadratically, or after p
/// products. Where the objective is not concave along the way they end before that direction; if
/// that is the first one, it is the step of Fisher scoring, information^-1 score.
///
/// Source: Dembo and Steihaug (1983), Mathematical Programming 26, 190-212.
Vector conjugate_gradients(const MatrixProduct& curvature, const ArrowMatrix& information,
                           VectorRef score);

}  // namespace odds
