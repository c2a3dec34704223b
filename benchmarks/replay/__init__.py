"""Events of public sets (who wrote to whom, when) replayed through the product: loaded as built tables, turned into
a warehouse by the product's own code, and read from its published tables."""
