"""Passages for a question: BM25, sentence vectors, and how far a find is trusted."""
