"""待裁决: what contradicts itself or came otherwise than expected, for a person to accept or reject."""
