"""What the person at the terminal sees and types: words, tables, options, completion."""
