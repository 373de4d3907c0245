"""How good the assistant is, measured on question sets: for `baton evaluate`."""
