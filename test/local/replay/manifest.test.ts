import { describe, expect, it } from 'vitest'
import { NO_CHAOS } from '../../../local/replay/chaos.ts'
import { differences, type Manifest, untilsWith } from '../../../local/replay/manifest.ts'
import { epochMs } from '../../../shared/kernel/words.ts'

const kept: Manifest = {
  files: [{ name: 'a.jsonl', sha256: '1' }],
  seed: '1',
  definitions: { policy: 'p', 'campaign win-back': 'w' },
  chaos: NO_CHAOS,
  horizon: epochMs(0),
  untils: [],
  finished: true,
}

describe('what a folder is a replay of', () => {
  it.each([
    { asked: {}, what: [] },
    { asked: { horizon: epochMs(9), untils: [epochMs(9)], finished: false }, what: [] },
    { asked: { files: [{ name: 'a.jsonl', sha256: '2' }] }, what: ['the content of a.jsonl has changed'] },
    { asked: { files: [] }, what: ['the files were a.jsonl, and now are '] },
    { asked: { seed: '2' }, what: ['the seed was 1, and now is 2'] },
    {
      asked: { definitions: { policy: 'q', 'experiment x': 'x' } },
      what: ['the campaign win-back is missing', 'the experiment x is new', 'the policy has changed'],
    },
    { asked: { chaos: { ...NO_CHAOS, copies: 2 } }, what: ['the chaos differs'] },
    { asked: { chaos: { tickStop: null, shuffleMs: 0, copies: 1 } }, what: [] },
  ])('$asked: $what', ({ asked, what }) => {
    expect(differences(kept, { ...kept, ...asked }).map((one) => one.what)).toEqual(what)
  })
})

describe('where runs stop', () => {
  const at = (n: number) => epochMs(n)
  const place = (clock: number) => ({ delivered: 1, clock: at(clock) })
  it.each([
    { what: 'the first run', untils: [], clock: null, until: 5, is: [5] },
    { what: 'a first run to the end', untils: [], clock: null, until: null, is: [] },
    { what: 'the same again', untils: [5], clock: 5, until: 5, is: [5] },
    { what: 'one that was killed, again', untils: [5], clock: 3, until: 5, is: [5] },
    { what: 'later', untils: [5], clock: 5, until: 8, is: [5, 8] },
    { what: 'later, where the first was never reached', untils: [5], clock: 3, until: 8, is: [8] },
    { what: 'earlier than asked before, and not reached yet', untils: [8], clock: 3, until: 5, is: [5] },
    { what: 'to the end', untils: [5], clock: 5, until: null, is: [5] },
    { what: 'before the clock', untils: [5], clock: 5, until: 4, is: 'before the clock' },
    { what: 'before the clock, where a run stopped once', untils: [4, 8], clock: 8, until: 4, is: 'before the clock' },
    { what: 'at the clock of a run to the end', untils: [], clock: 5, until: 5, is: [5] },
  ])('$what', ({ untils, clock, until, is }) => {
    const manifest = { ...kept, untils: untils.map(at) }
    expect(untilsWith(manifest, clock === null ? null : place(clock), until === null ? null : at(until))).toEqual(is)
  })

  it('knows that in the middle of an instant, what was delayed past it is not known any more', () => {
    expect(untilsWith({ ...kept, chaos: { ...NO_CHAOS, shuffleMs: 1 } }, place(5), at(5))).toBe('before the clock')
  })
})
