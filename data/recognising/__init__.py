"""What sheets, columns, words, units and times mean."""
