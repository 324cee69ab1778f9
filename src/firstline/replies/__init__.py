"""Ticket and passages in, a draft with citations and a policy check out."""
