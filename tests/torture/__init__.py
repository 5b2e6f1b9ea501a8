"""Attacks on a build that take long: a sample of each is a test, all of them are ``make torture``."""
