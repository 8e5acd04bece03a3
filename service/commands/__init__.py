"""The subcommands, a file each. What is slow to import is imported inside them."""
