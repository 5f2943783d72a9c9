"""Files that people brought: pictures made anew in sizes, downloads under the names they came with."""
