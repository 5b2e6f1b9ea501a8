"""shilu (實錄, "veritable record"): reports whose every number comes from a run."""

from shilu.runs import bits

bits.pin()
