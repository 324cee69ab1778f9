"""A message in, a verdict with its reasons out: rule packs, the LLM's advice, the blend."""
