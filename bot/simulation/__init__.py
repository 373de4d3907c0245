"""Invented visitors with a known truth and a temperament, and a judge of how they were served.

They see what a visitor sees: the assistant's words and buttons, over the visitor HTTP. Only the
judge looks into the database, where what was kept must be what was told.
"""
