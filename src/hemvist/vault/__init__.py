"""The cellar of keys: seals and opens bytes for one project; destroying its key makes them unreadable."""
