"""The states and moves of every duty, as tables: who, when, by which deadline; and calendars."""
