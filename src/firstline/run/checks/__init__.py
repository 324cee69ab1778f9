"""What `firstline doctor` looks at, one module a part. Each gives findings, and changes nothing."""
