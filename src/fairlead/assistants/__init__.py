"""What an assistant may ask of a program, and the protocol in which it asks: reading alone."""
