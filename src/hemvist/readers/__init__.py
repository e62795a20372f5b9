"""Turn a file into text with pages and offsets, in a confined child process."""
