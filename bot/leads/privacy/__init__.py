"""Consent, and what is kept about a person: shown, erased, removed in time."""
