"""The network that hears a mouth: made speech, training, evaluation, export.

``python -m tools.articulation`` does all of it; see ``docs/models.md`` for what came out.
"""
