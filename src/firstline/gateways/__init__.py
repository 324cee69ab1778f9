"""The outside world: e-mail, webhooks, CSV, LLM and embedding providers; a fake beside each."""
