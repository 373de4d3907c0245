"""Baton: answers visitors from the company's content, qualifies them, hands leads to sales."""

__version__ = "0.1.0"
