"""Baton's custom actions for Rasa; `rasa run actions` and the web process both find them here."""
