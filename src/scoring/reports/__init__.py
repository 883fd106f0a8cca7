"""Reports and explanations, read off a result; nothing here scores anything."""
