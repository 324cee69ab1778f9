"""Articles that come with the desk, as Markdown; a company replaces them by its own."""
