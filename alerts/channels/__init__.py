"""Ways for a message to leave: one file per channel."""
