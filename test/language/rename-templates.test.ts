import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RenameRefused } from '../../server/src/language';
import { pathOf } from '../support/memory-workspace';
import { applied, sample, type SampleFiles } from './harness';

interface Row {
  readonly name: string;
  readonly files: SampleFiles;
  readonly to: string;
  /** The texts of all files afterwards, without those that stay. */
  readonly expected: SampleFiles | RegExp;
}

function run(rows: readonly Row[]): void {
  for (const { name, files, to, expected } of rows) {
    test(name, () => {
      const one = sample(files);
      const rename = (): unknown => applied(one, one.service.rename(one.uri, one.position, to));
      if (expected instanceof RegExp)
        assert.throws(rename, (error) => error instanceof RenameRefused && expected.test(error.message));
      else assert.deepEqual(rename(), expected);
    });
  }
}

/** How many references there are in each file. */
function counts(files: SampleFiles): Record<string, number> {
  const one = sample(files);
  const found: Record<string, number> = {};
  for (const { uri } of one.service.references(one.uri, one.position, true))
    found[pathOf(uri)] = (found[pathOf(uri)] ?? 0) + 1;
  return found;
}

describe('a name of Jinja that is imported and handed on', () => {
  const chain = {
    'a.j2': '{% macro m() %}{% endmacro %}',
    'b.j2': '{% from "a.j2" import m %}{{ m() }}',
    'c.j2': '{% from "b.j2" import m %}{{ m() }}',
    'd.j2': '{% import "c.j2" as c %}{{ c.m() }}',
    'other.j2': '{% macro m() %}{% endmacro %}{{ m() }}',
  };
  const after = {
    'a.j2': '{% macro n() %}{% endmacro %}',
    'b.j2': '{% from "a.j2" import n %}{{ n() }}',
    'c.j2': '{% from "b.j2" import n %}{{ n() }}',
    'd.j2': '{% import "c.j2" as c %}{{ c.n() }}',
  };
  const aliased = {
    'a.j2': '{% macro m() %}{% endmacro %}',
    'b.j2': '{% from "a.j2" import m as k %}{{ k() }}',
    'c.j2': '{% from "b.j2" import k %}{{ k() }}',
  };
  const renamedAlias = {
    'b.j2': '{% from "a.j2" import m as n %}{{ n() }}',
    'c.j2': '{% from "b.j2" import n %}{{ n() }}',
  };
  run([
    {
      name: 'is followed from where it is defined',
      files: { ...chain, 'a.j2': '{% macro m‸() %}{% endmacro %}' },
      to: 'n',
      expected: after,
    },
    {
      name: 'is followed from where it is used last',
      files: { ...chain, 'd.j2': '{% import "c.j2" as c %}{{ c.m‸() }}' },
      to: 'n',
      expected: after,
    },
    {
      name: 'is followed from the middle',
      files: { ...chain, 'b.j2': '{% from "a.j2" import m %}{{ m‸() }}' },
      to: 'n',
      expected: after,
    },
    {
      name: 'as far as it is called so',
      files: { ...aliased, 'a.j2': '{% macro m‸() %}{% endmacro %}' },
      to: 'n',
      expected: {
        'a.j2': '{% macro n() %}{% endmacro %}',
        'b.j2': '{% from "a.j2" import n as k %}{{ k() }}',
      },
    },
    {
      name: 'by its second name, from where it gets it',
      files: { ...aliased, 'b.j2': '{% from "a.j2" import m as k‸ %}{{ k() }}' },
      to: 'n',
      expected: renamedAlias,
    },
    {
      name: 'by its second name, from where it is imported',
      files: { ...aliased, 'c.j2': '{% from "b.j2" import k %}{{ k‸() }}' },
      to: 'n',
      expected: renamedAlias,
    },
    {
      name: 'with the parameters that calls name, whatever it is called there',
      files: {
        'a.j2': '{% macro m(p‸) %}{{ p }}{% endmacro %}{{ m(p=1) }}',
        'b.j2': '{% from "a.j2" import m as k %}{{ k(p=2) }}',
        'c.j2': '{% import "b.j2" as b %}{{ b.k(p=3) }}{{ b.m(p=4) }}',
      },
      to: 'q',
      expected: {
        'a.j2': '{% macro m(q) %}{{ q }}{% endmacro %}{{ m(q=1) }}',
        'b.j2': '{% from "a.j2" import m as k %}{{ k(q=2) }}',
        'c.j2': '{% import "b.j2" as b %}{{ b.k(q=3) }}{{ b.m(p=4) }}',
      },
    },
    {
      name: 'in a circle of imports',
      files: {
        'a.j2': '{% macro m‸() %}{% endmacro %}{% import "c.j2" as c %}{{ c.m() }}',
        'b.j2': '{% from "a.j2" import m %}{% import "c.j2" as c %}{{ c.m() }}',
        'c.j2': '{% from "b.j2" import m %}{% import "a.j2" as a %}{{ a.m() }}',
      },
      to: 'n',
      expected: {
        'a.j2': '{% macro n() %}{% endmacro %}{% import "c.j2" as c %}{{ c.n() }}',
        'b.j2': '{% from "a.j2" import n %}{% import "c.j2" as c %}{{ c.n() }}',
        'c.j2': '{% from "b.j2" import n %}{% import "a.j2" as a %}{{ a.n() }}',
      },
    },
    {
      name: 'that nobody defines has no home',
      files: { 'a.j2': '{% from "b.j2" import m %}', 'b.j2': '{% from "a.j2" import m‸ %}' },
      to: 'n',
      expected: /not known/,
    },
  ]);

  test('has its references there', () => {
    assert.deepEqual(counts({ ...chain, 'a.j2': '{% macro m‸() %}{% endmacro %}' }), {
      'a.j2': 1,
      'b.j2': 2,
      'c.j2': 2,
      'd.j2': 1,
    });
  });

  test('has members that are no names of its template', () => {
    const files = { 'a.j2': '{% set cfg = o %}', 'b.j2': '{% from "a.j2" import cfg %}{{ cfg.x‸ }}{{ cfg.y }}' };
    const one = sample(files);
    assert.equal(one.service.rename(one.uri, one.position, 'z'), undefined);
  });
});

describe('a named block of Jinja', () => {
  const block = (name: string, end = ''): string => `{% block ${name} %}{% endblock${end} %}`;
  const family = {
    'base.j2': block('title', ' title'),
    'middle.j2': '{% extends "base.j2" %}',
    'leaf.j2': `{% extends "middle.j2" %}${block('title')}`,
    'sibling.j2': `{% extends "base.j2" %}${block('title')}${block('foot')}`,
    'stranger.j2': block('title'),
  };
  const after = {
    'base.j2': block('head', ' head'),
    'leaf.j2': `{% extends "middle.j2" %}${block('head')}`,
    'sibling.j2': `{% extends "base.j2" %}${block('head')}${block('foot')}`,
  };
  run([
    {
      name: 'reaches what extends it through a template without blocks',
      files: { ...family, 'base.j2': block('ti‸tle', ' title') },
      to: 'head',
      expected: after,
    },
    {
      name: 'is reached from there',
      files: { ...family, 'leaf.j2': `{% extends "middle.j2" %}${block('ti‸tle')}` },
      to: 'head',
      expected: after,
    },
    {
      name: 'is not renamed to one that is there in another of the family',
      files: { ...family, 'leaf.j2': `{% extends "middle.j2" %}${block('ti‸tle')}` },
      to: 'foot',
      expected: /already a block foot in sibling\.j2/,
    },
    {
      name: 'in templates that extend each other in a circle',
      files: {
        'a.j2': `{% extends "b.j2" %}${block('ti‸tle')}`,
        'b.j2': `{% extends "a.j2" %}${block('title')}`,
      },
      to: 'head',
      expected: { 'a.j2': `{% extends "b.j2" %}${block('head')}`, 'b.j2': `{% extends "a.j2" %}${block('head')}` },
    },
    {
      name: 'with where it is filled in again by name',
      files: {
        'base.j2': `${block('ti‸tle')}{{ self.title() }}`,
        'leaf.j2': '{% extends "base.j2" %}{% block x %}{{ self.title() }}{% endblock %}',
      },
      to: 'head',
      expected: {
        'base.j2': `${block('head')}{{ self.head() }}`,
        'leaf.j2': '{% extends "base.j2" %}{% block x %}{{ self.head() }}{% endblock %}',
      },
    },
  ]);

  const leaves = (count: number): SampleFiles =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`leaf${index}.j2`, `{% extends "base.j2" %}${block('title')}`]),
    );
  const deep = (count: number): SampleFiles =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `t${index}.j2`,
        `${index === 0 ? '' : `{% extends "t${index - 1}.j2" %}`}${block(index === count - 1 ? 'ti‸tle' : 'title')}`,
      ]),
    );

  test('of a family that is too large is not renamed in a part of it', () => {
    const one = sample({ 'base.j2': block('ti‸tle'), ...leaves(200) });
    assert.throws(
      () => one.service.rename(one.uri, one.position, 'head'),
      (error) => error instanceof RenameRefused && /More than 200 templates/.test(error.message),
    );
    const found = one.service.references(one.uri, one.position, true);
    assert.equal(found.length, 200);
  });

  test('of as many templates as there may be is renamed in all, also when each extends the next', () => {
    assert.equal(Object.keys(counts({ 'base.j2': block('ti‸tle'), ...leaves(199) })).length, 200);
    assert.equal(Object.keys(counts(deep(40))).length, 40);
  });
});
