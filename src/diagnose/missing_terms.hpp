// Score tests of what a model of these variables might have and does not.
#pragma once

#include "diagnose/predictor_fit.hpp"

#include <odds/misfit.hpp>

#include <vector>

namespace odds {

/// Of each number that is a term by itself, with more than two values: x log x, where all are > 0
/// (Box and Tidwell 1962, Technometrics 4), and the columns of a natural cubic spline (see
/// spline_knots.hpp). A pass and 16 bytes a row for each number, and two passes.
std::vector<MissingTerm> curvature_tests(const ModelRows& rows);

/// Of the product of each two terms of one variable each, unless the model has it. Two passes for
/// some 200 columns of products.
std::vector<MissingTerm> interaction_tests(const ModelRows& rows);

/// White's information matrix test (1982, Econometrica 50), in the form of Orme (1988, Oxford
/// Bulletin of Economics and Statistics 50) with the expected information: the score test of the
/// columns F'' / F' x_j x_k, j <= k, of which those of the logit are (1 - 2 P) x_j x_k. A right
/// model has minus the mean second derivative equal to the mean squared score; random coefficients,
/// a wrong link, a missing curve or interaction do not. Chi-square with their rank.
FitTest information_matrix_test(const ModelRows& rows);

}  // namespace odds
