"""The playbook: read, checked, and as the rest of the code has it."""
