"""What cannot be, or is unlikely, named with its cells."""
