"""The command line: it signs in through the page and acts with that person's rights."""
