"""What is published, and how to read it: pure readers without any I/O."""
