"""Which person a lead goes to: the ladder, rotation, working hours."""
