"""Who is who: leads that look alike, merged and split by a person."""
