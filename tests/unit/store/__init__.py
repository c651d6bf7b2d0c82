"""Tests of the store: a real file, real processes."""
