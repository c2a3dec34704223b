"""People who are to be forgotten: what is kept to know them by, and what keeps their rows out."""
