"""The actions of the tiny bot."""
