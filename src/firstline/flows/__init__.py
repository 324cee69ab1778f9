"""The verbs: what the desk does, one file each. A newcomer who reads this room has read the product."""
