"""The doors: HTTP in, one flow called, the answer shaped. Nothing is decided here."""
