"""Meetings of a visitor with the rep who has the lead: free times, holding, booking, telling."""
