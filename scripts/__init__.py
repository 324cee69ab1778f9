"""What the makers of the desk run: environments, locks, and the app's build."""
