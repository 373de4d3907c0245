"""What is wrong with the content, or will soon be."""
