"""The ground: pure rules and values. No Django, clock, disk, network or logging."""
