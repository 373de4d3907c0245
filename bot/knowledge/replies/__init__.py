"""Answers in words, with their sources and their proof."""
