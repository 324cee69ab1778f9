"""Where everything comes together: settings, wiring, workers, the command line."""
