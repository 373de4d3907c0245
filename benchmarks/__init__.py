"""Benchmarks: Baton beside Rasa's starter bot, in one run on one machine."""
