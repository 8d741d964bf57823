import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Chain } from '../../server/src/store/journal/chain';
import { decodeFrame, encodeFrame, journalLines, type Frame } from '../../server/src/store/journal/frame';
import { salvageFrames } from '../../server/src/store/journal/salvage';

function frame(base: number, facts: readonly unknown[] = [], more: Partial<Frame> = {}): Frame {
  return { base, writer: 'w', number: 1, schema: 1, facts, close: false, ...more };
}

/** Frames in a row, each based on the end of the one before, and where each ends. */
function journal(count: number): { readonly bytes: Buffer; readonly ends: readonly number[] } {
  const ends: number[] = [];
  let bytes = Buffer.alloc(0);
  for (let index = 0; index < count; index++) {
    bytes = Buffer.concat([bytes, encodeFrame(frame(bytes.length, [{ fact: index }]))]);
    ends.push(bytes.length);
  }
  return { bytes, ends };
}

describe('frames', () => {
  test('a frame is one line of JSON behind its checksum', () => {
    const bytes = encodeFrame(frame(7, [{ text: 'grüß\n"dich"' }], { writer: '01W', number: 3 }));
    assert.equal(
      bytes.toString('utf8'),
      '\n214795a3 {"base":7,"w":"01W","n":3,"v":1,"facts":[{"text":"grüß\\n\\"dich\\""}]}\n',
    );
  });

  for (const sample of [
    frame(0),
    frame(12, [{ a: [1, null, 'x'] }, 'odd']),
    frame(5, [], { close: true, number: 9 }),
    frame(5, [{ emoji: '😀 ' }], { schema: 7 }),
  ])
    test(`decoding undoes encoding: ${JSON.stringify(sample)}`, () => {
      const bytes = encodeFrame(sample);
      assert.deepEqual(decodeFrame(bytes.subarray(1, -1)), sample);
    });

  test('a line with any bit changed is not a frame', () => {
    const line = encodeFrame(frame(3, [{ x: 1 }])).subarray(1, -1);
    for (let bit = 0; bit < line.length * 8; bit++) {
      const changed = Buffer.from(line);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      assert.equal(decodeFrame(changed), undefined, `bit ${bit}`);
    }
  });

  for (const [what, json] of [
    ['not JSON', '{"base":'],
    ['no object', '[1]'],
    ['null', 'null'],
    ['negative base', '{"base":-1,"w":"w","n":1,"v":1,"facts":[]}'],
    ['fractional base', '{"base":1.5,"w":"w","n":1,"v":1,"facts":[]}'],
    ['no writer', '{"base":1,"n":1,"v":1,"facts":[]}'],
  ] as const)
    test(`a line with a good checksum is not a frame: ${what}`, async () => {
      const { crc32 } = await import('node:zlib');
      const line = Buffer.from(`${crc32(json).toString(16).padStart(8, '0')} ${json}`);
      assert.equal(decodeFrame(line), undefined);
    });

  test('a cut at any byte gives the frames before it and no more', () => {
    const { bytes, ends } = journal(3);
    for (let cut = 0; cut <= bytes.length; cut++) {
      const lines = [...journalLines(bytes.subarray(0, cut), 0)];
      assert.deepEqual(
        lines.map(({ end }) => end),
        ends.filter((end) => end <= cut),
        `cut at ${cut}`,
      );
      assert.ok(lines.every((line) => line.frame !== undefined));
    }
  });

  test('a frame after a torn one is found by its leading newline', () => {
    const { bytes } = journal(2);
    const torn = bytes.subarray(0, bytes.length - 5);
    const next = Buffer.concat([torn, encodeFrame(frame(0, ['next']))]);
    const facts = [...journalLines(next, 0)].map((line) => line.frame?.facts);
    assert.deepEqual(facts, [[{ fact: 0 }], undefined, ['next']]);
  });
});

describe('chain', () => {
  test('the first frame with the right base wins; one that lost the race is void', () => {
    const chain = new Chain(0);
    assert.equal(chain.judge(frame(0), 10), 'valid');
    assert.equal(chain.judge(frame(0), 20), 'void');
    assert.equal(chain.judge(frame(10), 30), 'valid');
    assert.equal(chain.judge(frame(10), 40), 'void');
    assert.equal(chain.end, 30);
  });

  test('a base beyond the last valid end means lost frames', () => {
    const chain = new Chain(0);
    chain.judge(frame(0), 10);
    assert.equal(chain.judge(frame(25), 40), 'broken');
  });

  test('a base before the last valid end that nobody could have seen means lost frames', () => {
    const chain = new Chain(0);
    chain.judge(frame(0), 10);
    chain.judge(frame(10), 50); // void in truth: it lost to the damaged frame that ended at 30
    assert.equal(chain.judge(frame(30), 70), 'broken');
  });

  test('a base before the place where reading began is void', () => {
    const chain = new Chain(100);
    assert.equal(chain.judge(frame(60), 130), 'void');
    assert.equal(chain.judge(frame(100), 160), 'valid');
  });

  test('everything after a close frame is void', () => {
    const chain = new Chain(0);
    assert.equal(chain.judge(frame(0, [], { close: true }), 10), 'valid');
    assert.equal(chain.judge(frame(10), 20), 'void');
    assert.equal(chain.closed, true);
    assert.equal(chain.end, 10);
  });
});

describe('salvage', () => {
  const kept = (bytes: Buffer): readonly unknown[] => salvageFrames(bytes, 0).frames.map((one) => one.frame.facts[0]);
  const flip = (bytes: Buffer, at: number): Buffer => {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    return changed;
  };

  test('a sound journal is read whole', () => {
    const { bytes, ends } = journal(3);
    const { frames, end, gaps } = salvageFrames(bytes, 0);
    assert.deepEqual([frames.length, end, gaps], [3, ends[2], 0]);
  });

  test('one damaged frame costs one frame', () => {
    const { bytes, ends } = journal(4);
    const damaged = flip(bytes, (ends[0] ?? 0) + 20);
    assert.deepEqual(kept(damaged), [{ fact: 0 }, { fact: 2 }, { fact: 3 }]);
    assert.equal(salvageFrames(damaged, 0).gaps, 1);
  });

  test('a void frame behind a damaged one is not revived', () => {
    const first = encodeFrame(frame(0, ['first']));
    const damaged = flip(encodeFrame(frame(first.length, ['damaged'])), 20);
    const lost = encodeFrame(frame(first.length, ['void']));
    const last = encodeFrame(frame(first.length + damaged.length, ['last']));
    assert.deepEqual(kept(Buffer.concat([first, damaged, lost, last])), ['first', 'last']);
  });

  test('a torn tail is no damage', () => {
    const { bytes } = journal(2);
    const { frames, gaps } = salvageFrames(Buffer.concat([bytes, Buffer.from('\n1234abcd {"ba')]), 0);
    assert.deepEqual([frames.length, gaps], [2, 0]);
  });

  test('nothing after a close frame counts', () => {
    const first = encodeFrame(frame(0, ['first']));
    const close = encodeFrame(frame(first.length, [], { close: true }));
    const late = encodeFrame(frame(first.length + close.length, ['late']));
    assert.deepEqual(kept(Buffer.concat([first, close, late])), ['first', undefined]);
  });
});
