"""The network before there was a class for a layer: every matrix has a name and every step is written out.

The report shows it as the starting point.  It computes what `backprop.network.layers` computes, and the tests
hold the two against each other.
"""

import numpy as np

from backprop.activations.sigmoid import sigmoid
from backprop.activations.sigmoid import slope as sigmoid_slope
from backprop.network.initialisation import kaiming_scale
from backprop.registry import ACTIVATIONS


class UnrolledNetwork:
    """The network 2-100-50-10-1, in float64."""

    def __init__(self, activation, rng):
        self.activation = activation
        self.hidden1_weights = rng.standard_normal((2, 100))
        self.hidden2_weights = rng.standard_normal((100, 50))
        self.hidden3_weights = rng.standard_normal((50, 10))
        self.output_weights = rng.standard_normal((10, 1))
        self.hidden1_bias = np.zeros(100)
        self.hidden2_bias = np.zeros(50)
        self.hidden3_bias = np.zeros(10)
        self.output_bias = np.zeros(1)
        self.start_velocities()

    def start_velocities(self):
        """Start with every parameter at rest."""
        self.hidden1_weights_velocity = np.zeros((2, 100))
        self.hidden2_weights_velocity = np.zeros((100, 50))
        self.hidden3_weights_velocity = np.zeros((50, 10))
        self.output_weights_velocity = np.zeros((10, 1))
        self.hidden1_bias_velocity = np.zeros(100)
        self.hidden2_bias_velocity = np.zeros(50)
        self.hidden3_bias_velocity = np.zeros(10)
        self.output_bias_velocity = np.zeros(1)

    def scale_weights(self):
        """Apply Kaiming initialisation."""
        self.hidden1_weights *= kaiming_scale(2, self.activation)
        self.hidden2_weights *= kaiming_scale(100, self.activation)
        self.hidden3_weights *= kaiming_scale(50, self.activation)
        self.output_weights *= kaiming_scale(10, self.activation)

    def forward(self, x):
        """Return the prediction for each sample."""
        f = ACTIVATIONS[self.activation].value
        self.x = x
        self.hidden1_z = x @ self.hidden1_weights + self.hidden1_bias
        self.hidden1 = f(self.hidden1_z)
        self.hidden2_z = self.hidden1 @ self.hidden2_weights + self.hidden2_bias
        self.hidden2 = f(self.hidden2_z)
        self.hidden3_z = self.hidden2 @ self.hidden3_weights + self.hidden3_bias
        self.hidden3 = f(self.hidden3_z)
        self.output_z = self.hidden3 @ self.output_weights + self.output_bias
        return sigmoid(self.output_z)

    def backward(self, gradient):
        """Take the loss's gradient by the prediction through all layers, from the last to the first."""
        slope = ACTIVATIONS[self.activation].slope
        output_delta = gradient * sigmoid_slope(self.output_z)
        self.output_weights_gradient = self.hidden3.T @ output_delta
        self.output_bias_gradient = output_delta.sum(axis=0)
        hidden3_delta = output_delta @ self.output_weights.T * slope(self.hidden3_z)
        self.hidden3_weights_gradient = self.hidden2.T @ hidden3_delta
        self.hidden3_bias_gradient = hidden3_delta.sum(axis=0)
        hidden2_delta = hidden3_delta @ self.hidden3_weights.T * slope(self.hidden2_z)
        self.hidden2_weights_gradient = self.hidden1.T @ hidden2_delta
        self.hidden2_bias_gradient = hidden2_delta.sum(axis=0)
        hidden1_delta = hidden2_delta @ self.hidden2_weights.T * slope(self.hidden1_z)
        self.hidden1_weights_gradient = self.x.T @ hidden1_delta
        self.hidden1_bias_gradient = hidden1_delta.sum(axis=0)

    def update(self, learning_rate, momentum, weight_decay):
        """Step along the velocity: v <- m v + lr (g + wd w), w <- w - v."""
        self.decay(weight_decay)
        self.accelerate(learning_rate, momentum)
        self.hidden1_weights -= self.hidden1_weights_velocity
        self.hidden2_weights -= self.hidden2_weights_velocity
        self.hidden3_weights -= self.hidden3_weights_velocity
        self.output_weights -= self.output_weights_velocity
        self.hidden1_bias -= self.hidden1_bias_velocity
        self.hidden2_bias -= self.hidden2_bias_velocity
        self.hidden3_bias -= self.hidden3_bias_velocity
        self.output_bias -= self.output_bias_velocity

    def decay(self, weight_decay):
        """Add the weight decay to the gradients."""
        self.hidden1_weights_gradient += weight_decay * self.hidden1_weights
        self.hidden2_weights_gradient += weight_decay * self.hidden2_weights
        self.hidden3_weights_gradient += weight_decay * self.hidden3_weights
        self.output_weights_gradient += weight_decay * self.output_weights
        self.hidden1_bias_gradient += weight_decay * self.hidden1_bias
        self.hidden2_bias_gradient += weight_decay * self.hidden2_bias
        self.hidden3_bias_gradient += weight_decay * self.hidden3_bias
        self.output_bias_gradient += weight_decay * self.output_bias

    def accelerate(self, lr, m):
        """Add the gradients to the velocities: v <- m v + lr g."""
        self.hidden1_weights_velocity = m * self.hidden1_weights_velocity + lr * self.hidden1_weights_gradient
        self.hidden2_weights_velocity = m * self.hidden2_weights_velocity + lr * self.hidden2_weights_gradient
        self.hidden3_weights_velocity = m * self.hidden3_weights_velocity + lr * self.hidden3_weights_gradient
        self.output_weights_velocity = m * self.output_weights_velocity + lr * self.output_weights_gradient
        self.hidden1_bias_velocity = m * self.hidden1_bias_velocity + lr * self.hidden1_bias_gradient
        self.hidden2_bias_velocity = m * self.hidden2_bias_velocity + lr * self.hidden2_bias_gradient
        self.hidden3_bias_velocity = m * self.hidden3_bias_velocity + lr * self.hidden3_bias_gradient
        self.output_bias_velocity = m * self.output_bias_velocity + lr * self.output_bias_gradient
