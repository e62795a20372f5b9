"""An agreement on paper: in plain language, as the annexes to the EU's standard clauses, as records of processing."""
