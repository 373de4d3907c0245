"""The catalogue and arithmetic on its prices."""
