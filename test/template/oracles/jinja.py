"""Reads a JSON list of templates; writes for each whether Jinja takes it and which names it looks up."""
import json
import sys

from jinja2 import Environment, TemplateSyntaxError, meta

environment = Environment(
    extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols", "jinja2.ext.i18n"],
    keep_trailing_newline=True,
)


def judge(template):
    try:
        tree = environment.parse(template)
    except TemplateSyntaxError as error:
        return {"error": str(error)}
    except RecursionError:
        return {"error": "too deep"}
    try:
        return {"names": sorted(meta.find_undeclared_variables(tree))}
    except Exception:
        return {"names": None}


json.dump([judge(template) for template in json.load(sys.stdin)], sys.stdout)
