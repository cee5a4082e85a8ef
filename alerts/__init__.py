"""Who should hear, and in what words."""
