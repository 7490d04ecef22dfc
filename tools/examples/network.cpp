// A small network of sigmoid units, trained by backpropagation with the library's sigmoid.
//
// A layer maps the answers a of the layer below to sigma(W a + b). Its slopes sigma' come out of
// the same exponential as its values: the forward pass keeps them, and the backward pass needs no
// other evaluation. With eta = W a + b and the loss of logistic regression, the mean of -log
// Pr(target),
//
//   d loss / d eta = (value - target) / samples                          of the last layer,
//   d loss / d eta = W_above' (d loss / d eta_above) * slope             of the layers below it,
//   d loss / d W   = (d loss / d eta) a',   d loss / d b = sum over samples of d loss / d eta
//
// (Rumelhart, Hinton and Williams 1986, Nature 323). The last layer is a logistic regression on the
// answers of the others. A slope is at most 1/4: where the weights into each unit sum to 1 in
// absolute value, and no layer is wider than that below it, the mean |d loss / d eta| k layers
// further down is at most (1/4)^k times as large: the gradient of deep networks vanishes
// (Hochreiter 1991).
#include <odds/sigmoid.hpp>
#include <odds/types.hpp>

#include <Eigen/Core>

#include <cmath>
#include <cstdio>
#include <random>
#include <vector>

namespace {

using Matrix = Eigen::MatrixXd;
using odds::Index;
using Vector = Eigen::VectorXd;

struct Layer {
  Matrix weights;  // units x units of the layer below
  Vector bias;
};

using Network = std::vector<Layer>;

/// What the units of a layer make of each sample: units x samples.
struct Answers {
  Matrix value;
  Matrix slope;
  Matrix miss;  // 1 - value, without loss of digits
};

Answers answer(const Layer& layer, const Matrix& input) {
  const Matrix eta = (layer.weights * input).colwise() + layer.bias;
  Answers answers{eta, eta, eta};
  for (Index k = 0; k < eta.size(); ++k) {
    const odds::CurvePoint sigma = odds::sigmoid(eta.data()[k]);
    answers.value.data()[k] = sigma.value;
    answers.slope.data()[k] = sigma.d1;
    answers.miss.data()[k] = sigma.complement;
  }
  return answers;
}

std::vector<Answers> forward(const Network& network, const Matrix& input) {
  std::vector<Answers> answers;
  for (const Layer& layer : network) {
    answers.push_back(answer(layer, answers.empty() ? input : answers.back().value));
  }
  return answers;
}

/// d loss / d eta of each layer: units x samples.
std::vector<Matrix> backward(const Network& network, const std::vector<Answers>& answers,
                             const Matrix& target) {
  std::vector<Matrix> errors(network.size());
  errors.back() = (answers.back().value - target) / static_cast<double>(target.cols());
  for (std::size_t l = network.size() - 1; l-- > 0;) {
    errors[l] = (network[l + 1].weights.transpose() * errors[l + 1]).cwiseProduct(answers[l].slope);
  }
  return errors;
}

double loss(const Network& network, const Matrix& input, const Matrix& target) {
  const Answers last = forward(network, input).back();
  return -(target.array() > 0.5).select(last.value, last.miss).array().log().mean();
}

void descend(Network& network, const Matrix& input, const Matrix& target, double rate) {
  const std::vector<Answers> answers = forward(network, input);
  const std::vector<Matrix> errors = backward(network, answers, target);
  for (std::size_t l = 0; l < network.size(); ++l) {
    const Matrix& below = l == 0 ? input : answers[l - 1].value;
    network[l].weights -= rate * errors[l] * below.transpose();
    network[l].bias -= rate * errors[l].rowwise().sum();
  }
}

/// Uniform in (-1, 1), the same everywhere.
Matrix random_matrix(Index rows, Index columns, std::mt19937& random) {
  Matrix matrix(rows, columns);
  for (double& entry : matrix.reshaped()) {
    entry = (static_cast<double>(random()) + 0.5) / 0x1p31 - 1.0;
  }
  return matrix;
}

/// Layers of `units` units below a single one; the weights into each sum to 1 in absolute value.
Network random_network(Index inputs, Index units, int depth, std::mt19937& random) {
  Network network;
  for (int l = 1; l <= depth; ++l) {
    Matrix weights = random_matrix(l == depth ? 1 : units, l == 1 ? inputs : units, random);
    weights.array().colwise() /= weights.cwiseAbs().rowwise().sum().array();
    network.push_back({weights, Vector::Zero(weights.rows())});
  }
  return network;
}

void learn_exclusive_or(std::mt19937& random) {
  const Matrix input{{0.0, 0.0, 1.0, 1.0}, {0.0, 1.0, 0.0, 1.0}};
  const Matrix target{{0.0, 1.0, 1.0, 0.0}};
  Network network = random_network(2, 4, 2, random);
  std::printf("Exclusive or, 4 hidden units\nsteps    loss\n");
  constexpr int kSteps = 4000;
  for (int step = 0; step <= kSteps; ++step) {
    if (step % 1000 == 0) {
      std::printf("%5d  %.4f\n", step, loss(network, input, target));
    }
    descend(network, input, target, 2.0);
  }
  const Matrix value = forward(network, input).back().value;
  for (Index i = 0; i < input.cols(); ++i) {
    std::printf("%.0f xor %.0f: %.3f\n", input(0, i), input(1, i), value(0, i));
  }
}

void show_vanishing_gradient(std::mt19937& random) {
  constexpr int kDeepest = 8;
  const Matrix input = random_matrix(2, 100, random);
  const Matrix target = (input.row(0).array() * input.row(1).array() > 0.0).cast<double>();
  std::printf(
      "\nMean |d loss / d eta| of each layer, from the last one down; the last one's is 1\n");
  for (int depth = 2; depth <= kDeepest; ++depth) {
    const Network network = random_network(2, 10, depth, random);
    const std::vector<Matrix> errors = backward(network, forward(network, input), target);
    std::printf("%d layers", depth);
    for (std::size_t l = errors.size(); l-- > 0;) {
      std::printf("  %.1e", errors[l].cwiseAbs().mean() / errors.back().cwiseAbs().mean());
    }
    std::printf("\n");
  }
  std::printf("at most ");
  for (int k = 0; k < kDeepest; ++k) std::printf("  %.1e", std::pow(0.25, k));
  std::printf("\n");
}

}  // namespace

int main() {
  std::mt19937 random(1);
  learn_exclusive_or(random);
  show_vanishing_gradient(random);
}
