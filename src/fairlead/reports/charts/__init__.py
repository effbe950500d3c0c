"""Charts of a forecast: what each shows, how it is laid out, and the one module that draws."""
