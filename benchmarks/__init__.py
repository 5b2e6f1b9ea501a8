"""How fast the trainer, the report kit and the pipeline are; `make bench` runs them."""
