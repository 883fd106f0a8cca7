"""The scheme: a decision's criteria as data, read, resolved for a period and checked."""
