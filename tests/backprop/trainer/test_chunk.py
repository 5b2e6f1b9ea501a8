"""What is kept of replicas that diverged."""

import numpy as np

from backprop.trainer.chunk import blanked


def test_of_a_replica_that_diverged_nothing_from_there_on_is_kept_and_no_weight():
    """Its loss may overflow where its weights do not."""
    curves = {"loss": np.ones((2, 4), np.float32), "held_out_hard": np.ones((2, 2), np.float32)}
    kept = blanked(np.ones((2, 3), np.float32), curves, np.array([0, 3]), np.array([2, 4]))
    assert kept["diverged"].tolist() == [0, 3]
    assert np.isnan(kept["weights"]).tolist() == [[False] * 3, [True] * 3]
    assert np.isnan(kept["loss"]).tolist() == [[False] * 4, [False, False, True, True]]
    assert np.isnan(kept["held_out_hard"]).tolist() == [[False] * 2, [False, True]]
