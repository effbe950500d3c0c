"""The optimiser: shorter plans than levelling finds, and how far from the best they can be."""
