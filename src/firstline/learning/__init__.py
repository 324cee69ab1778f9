"""How the desk learns: examples, what they can prove, and whether a new model may take over."""
