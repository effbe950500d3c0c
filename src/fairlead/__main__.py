"""Run the command line as `python -m fairlead`."""

from fairlead.cli.start import main

if __name__ == "__main__":
    raise SystemExit(main())
