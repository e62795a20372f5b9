"""Projects: the engagement, its agreement in force, its people, and the gate that every act passes."""
