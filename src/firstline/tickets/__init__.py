"""The ticket, its thread, its verdict, its timeline; the moves it allows."""
