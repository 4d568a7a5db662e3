"""The commands of ``python -m inference``, one module each, loaded only when called.

Every module has ``run(arguments) -> Result``; ``inference.cli`` turns what it returns or raises
into text, JSON and an exit code.
"""
