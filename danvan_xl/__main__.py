"""``python -m danvan_xl`` is the command ``danvan``."""

from danvan_xl.cli import main

if __name__ == "__main__":
    main()
