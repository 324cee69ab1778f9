"""From a verdict to the people and the clocks: due times; rules, workload and business hours join later."""
