"""``python -m danvan_xl`` is the command ``danvan``."""

import sys

if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 an old Python runs this file all the same
        sys.stderr.write("danvan_xl cần Python 3.11 trở lên. Hãy cài bản mới từ python.org rồi chạy lại.\n")
        sys.exit(2)
    from danvan_xl.cli import main

    main()
