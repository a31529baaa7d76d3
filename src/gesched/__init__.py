"""Fair, proven calendars for employer groups (*groupements d'employeurs*)."""

__version__ = "0.1.0"
