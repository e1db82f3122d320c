"""How many planted bugs a tool finds: `python -m benchmarks.mutation`."""
