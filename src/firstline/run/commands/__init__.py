"""The commands, one module a subject. Each adds itself to the command line by `add_to`."""
