"""The pages in Chinese."""
