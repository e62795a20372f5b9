"""Personal details in a text: numbers by their check digits, contact details by their form, special categories by words."""

from hemvist.domain.personal.find import TOLD_OF, find, find_all, find_in_name
from hemvist.domain.personal.found import Category, Found, Kind

__all__ = ["TOLD_OF", "Category", "Found", "Kind", "find", "find_all", "find_in_name"]
