"""Questions and answers: every claim a checked quotation."""
