/** What every store does for people who write: their drafts, and what published versions were made of. */
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../shared/kernel/random.ts'
import type { Draft, DraftStore, WrittenStore } from '../../../shared/ports/texts.ts'
import { at } from '../samples.ts'
import type { Current } from './stores.ts'

const draftOf = (n: number, more: Partial<Draft> = {}): Draft => ({
  ...{ id: 'win-back', text: '{ "name": "🦊" } // ann\u0000', author: 'ann', at: at(n), basedOn: null, errors: 2, warnings: 1 },
  ...more,
})
const headOf = ({ text: _, ...head }: Draft) => head

/** A megabyte that packs badly: more than one item holds. */
const noise = (seed: number): string => {
  const random = seededRandom(seed)
  return Array.from({ length: 1_000_000 }, () => String.fromCharCode(33 + random.below(90))).join('')
}

export const draftsContract = (stores: Current<{ readonly drafts: DraftStore }>): void => {
  describe('drafts', () => {
    it('are kept as they were saved, however little they say', async () => {
      const { drafts } = stores()
      expect([await drafts.find('win-back'), await drafts.list()]).toEqual([null, []])
      expect(await drafts.save(draftOf(1), null)).toBe('saved')
      expect(await drafts.save(draftOf(2, { id: 'a/b#1 🦊', text: '', basedOn: 7 }), null)).toBe('saved')
      expect(await drafts.find('win-back')).toEqual(draftOf(1))
      expect(await drafts.find('a/b#1 🦊')).toEqual(draftOf(2, { id: 'a/b#1 🦊', text: '', basedOn: 7 }))
    })

    it('are listed without their texts, the one saved last first', async () => {
      const { drafts } = stores()
      for (const [n, id] of [
        [2, 'b'],
        [3, 'a'],
        [2, 'c'],
      ] as const)
        await drafts.save(draftOf(n, { id }), null)
      expect(await drafts.list()).toEqual([draftOf(3, { id: 'a' }), draftOf(2, { id: 'b' }), draftOf(2, { id: 'c' })].map(headOf))
    })

    it.each([
      { title: 'where there is none, and none was seen', before: null, seen: null, said: 'saved' },
      { title: 'where there is none, and one was seen', before: null, seen: at(1), said: 'met' },
      { title: 'over what was seen', before: at(1), seen: at(1), said: 'saved' },
      { title: 'over one that was not seen', before: at(1), seen: null, said: 'met' },
      { title: 'over another than was seen', before: at(2), seen: at(1), said: 'met' },
    ])('are saved $title: $said', async ({ before, seen, said }) => {
      const { drafts } = stores()
      const standing = draftOf(1, { at: before ?? at(0), text: 'before' })
      if (before !== null) await drafts.save(standing, null)
      const next = draftOf(9, { author: 'bob', text: 'after' })
      expect(await drafts.save(next, seen)).toBe(said)
      expect(await drafts.find('win-back')).toEqual(said === 'saved' ? next : before === null ? null : standing)
    })

    it('of two that are saved over the same one, one is', async () => {
      const { drafts } = stores()
      await drafts.save(draftOf(1), null)
      const saved = await Promise.all([2, 3, 4].map((n) => drafts.save(draftOf(n, { text: `text ${n}` }), at(1))))
      expect(saved.toSorted()).toEqual(['met', 'met', 'saved'])
      const winner = [2, 3, 4][saved.indexOf('saved')] ?? 0
      expect(await drafts.find('win-back')).toEqual(draftOf(winner, { text: `text ${winner}` }))
    })

    it('are thrown away as they were seen, and may be saved again', async () => {
      const { drafts } = stores()
      await drafts.save(draftOf(2), null)
      expect([await drafts.discard('win-back', at(1)), await drafts.discard('none', at(1))]).toEqual([false, false])
      expect([await drafts.discard('win-back', at(2)), await drafts.discard('win-back', at(2))]).toEqual([true, false])
      expect([await drafts.find('win-back'), await drafts.list()]).toEqual([null, []])
      expect(await drafts.save(draftOf(2), null)).toBe('saved')
    })

    it('hold a megabyte, and less after it', async () => {
      const { drafts } = stores()
      const large = draftOf(1, { text: noise(1) })
      await drafts.save(large, null)
      expect(await drafts.find('win-back')).toEqual(large)
      const larger = draftOf(2, { text: noise(2) })
      expect(await drafts.save(larger, at(1))).toBe('saved')
      expect(await drafts.find('win-back')).toEqual(larger)
      expect(await drafts.save(draftOf(3), at(2))).toBe('saved')
      expect(await drafts.find('win-back')).toEqual(draftOf(3))
    })
  })
}

export const writtenContract = (stores: Current<{ readonly written: WrittenStore }>): void => {
  describe('what versions were made of', () => {
    it('is kept for each version of each thing', async () => {
      const { written } = stores()
      const of = { kind: 'campaign', id: 'win-back', version: 1 } as const
      expect(await written.find(of)).toBeNull()
      await written.keep(of, '// 🦊\n{}')
      await written.keep({ ...of, version: 2 }, '')
      await written.keep({ ...of, kind: 'template' }, noise(3))
      expect(await written.find(of)).toBe('// 🦊\n{}')
      expect(await written.find({ ...of, version: 2 })).toBe('')
      expect(await written.find({ ...of, kind: 'template' })).toBe(noise(3))
      expect(await written.find({ ...of, version: 3 })).toBeNull()
    })

    it('is the same when it is kept again', async () => {
      const { written } = stores()
      const of = { kind: 'campaign', id: 'win-back', version: 1 } as const
      await written.keep(of, noise(4))
      await written.keep(of, 'short')
      expect(await written.find(of)).toBe('short')
    })
  })
}
