"""The register: risks by their price, their course, what is missing, and what is overdue."""
