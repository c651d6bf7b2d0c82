"""The YAML question bank: load, validate, export its schema."""
