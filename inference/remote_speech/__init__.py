"""Voices of remote services: text goes out, sentence by sentence, and sound comes back."""
