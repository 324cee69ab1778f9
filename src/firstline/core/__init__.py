"""The words everyone shares: ids, clock, errors, text. Imports nothing of ours."""
