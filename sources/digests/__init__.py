"""Newsletters that repeat several notices in one text."""
