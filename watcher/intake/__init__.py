"""From an uploaded file to a screening that goes on in the background: arrival, work, and what becomes of it."""
