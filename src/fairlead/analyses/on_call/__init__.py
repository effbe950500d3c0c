"""On-call duty: who answers at an instant, whether somebody always does, and what it takes."""
