"""Matching counterparties against the register: pure."""
