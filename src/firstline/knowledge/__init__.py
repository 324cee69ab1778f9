"""Articles in, ranked passages that can be cited out."""
