"""What a question asks for, read by rules."""
