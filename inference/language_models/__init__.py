"""Language models: what one promises, and adapters of those that can be used."""
