"""Bytes to text and tables."""
