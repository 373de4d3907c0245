"""What visitors tell about themselves, read out of what they write."""
