"""The pages: each view reads the request, calls a use case, and shows what it returned."""
