"""Markdown and MDX files into passages."""
