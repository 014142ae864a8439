"""One figure, one file: a result in, a drawing out."""
