"""命中: one hit, why it is one, and what people decided."""
