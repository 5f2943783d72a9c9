"""The land is kept true. Nothing is imported here: the reader of files is a program of its own and starts quickly."""
