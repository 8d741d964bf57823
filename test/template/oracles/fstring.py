"""Reads a JSON list of format strings; writes for each the names of its fields, or null when it cannot be formatted.

A field is its first name and, as written, the whole of it. With "langchain" only what LangChain takes is taken.
"""
import json
import re
import string
import sys


def fields(text, depth=0):
    found = []
    for _, field, spec, conversion in string.Formatter().parse(text):
        if field is None:
            continue
        if conversion not in (None, "r", "s", "a"):
            raise ValueError("formatting would refuse this conversion")
        if "{" in field or "}" in field:
            raise ValueError("formatting would find no such field")
        # Formatting reads the parts of the field, and refuses an empty one.
        list(string._string.formatter_field_name_split(field)[1])
        found.append([re.split(r"[.\[]", field)[0], field])
        if spec and depth == 0:
            found += fields(spec, 1)
        if spec and depth == 1 and "{" in spec:
            raise ValueError("formatting would refuse so many levels")
    return found


def judge(text):
    try:
        return fields(text)
    except ValueError:
        return None


json.dump([judge(text) for text in json.load(sys.stdin)], sys.stdout)
