"""From recorded speech to mouth shapes, in any language: see ``listener``."""
