"""Reads a JSON list of templates; renders each with values that take everything, and writes which names were used.

Values are true, false, or either by chance, so that the branches of a template are taken. Null where Jinja refuses it.
"""
import json
import random
import sys

from jinja2 import DictLoader, Environment, TemplateSyntaxError
from jinja2.runtime import Context


class Value:
    """Stands for the value of a name, or for something made of it; using it notes the name."""

    def __init__(self, name, state):
        self.name = name
        self.state = state

    def used(self):
        self.state.reads.add(self.name)
        return self

    def __bool__(self):
        self.used()
        return self.state.truth()

    def __str__(self):
        self.used()
        return "p"

    def __iter__(self):
        self.used()
        return iter([self, self])

    def __len__(self):
        self.used()
        return 2

    def __hash__(self):
        return 1

    def __call__(self, *args, **kwargs):
        return self.used()

    def __getattr__(self, name):
        if name.startswith("__") or name in ("contextfunction", "jinja_pass_arg"):
            raise AttributeError(name)
        return self.used()

    def __getitem__(self, key):
        return self.used()

    def keys(self):
        self.used()
        return []

    def compare(self, *other):
        self.used()
        for one in other:
            if isinstance(one, Value):
                one.used()
        return self.state.truth()

    def combine(self, *other):
        self.compare(*other)
        return self

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __contains__ = compare
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = combine
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __pow__ = __rpow__ = __neg__ = __pos__ = combine

    def __index__(self):
        self.used()
        return 1

    __int__ = __index__


class State:
    def __init__(self):
        self.reads = set()
        self.truth = bool


state = State()


class Recording(Context):
    def resolve_or_missing(self, key):
        if key in self.vars or key in self.environment.globals:
            return super().resolve_or_missing(key)
        return Value(key, state)


environment = Environment(
    extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols", "jinja2.ext.i18n"],
    loader=DictLoader({"p": "{% macro z() %}{% endmacro %}"}),
)
environment.context_class = Recording
environment.filters["custom"] = lambda value, *args, **kwargs: value


def reads(text):
    state.reads = set()
    try:
        template = environment.from_string(text)
    except (TemplateSyntaxError, RecursionError, SyntaxError, AssertionError):
        return None
    chance = random.Random(len(text))
    for truth in (lambda: True, lambda: False, lambda: chance.random() < 0.5, lambda: chance.random() < 0.5):
        state.truth = truth
        try:
            for index, _ in enumerate(template.generate()):
                if index > 2000:
                    break
        except Exception:
            # What was used up to the failure counts.
            pass
    return sorted(state.reads)


sys.setrecursionlimit(400)
json.dump([reads(text) for text in json.load(sys.stdin)], sys.stdout)
