"""What is said: each verb serves one turn of a conversation in one transaction."""
