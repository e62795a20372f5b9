"""Work that must not get lost: leased, resumable, fenced jobs in the database, what is due when, and how much may wait."""
