"""What we remember: evidence, notices, the register, portfolios, the outbox."""
