// A part of a program that has Eigen, configured its own way, and knows nothing of odds.
#pragma once

#include <Eigen/Core>

/// n numbers from -1 to 1.
Eigen::VectorXd numbers(Eigen::Index n);
