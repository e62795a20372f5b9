"""What is measured and can fail: benchmarks and, later, promises with their probes."""
