"""The result of an assessment as a typed value: written, read back, summarised, compared."""
