import { describe, expect, it } from 'vitest'
import type { Checkpoint, ReplayStore } from '../../../shared/ports/replay-store.ts'
import { at, commitOf, doubtOf, factOf, marked, messageOf, stranger } from '../samples.ts'
import type { Current, Stores } from './stores.ts'
import { everythingIn } from './everything.ts'

const FIRST: Checkpoint = { delivered: 10, clock: at(100) }
const SECOND: Checkpoint = { delivered: 20, clock: at(200) }

export const replayContract = (stores: Current<Stores & { readonly replay: ReplayStore }>): void => {
  describe('a replay', () => {
    it('has nothing to go on with before it starts', async () => {
      const { replay } = stores()
      expect(await replay.manifest()).toBeNull()
      expect(await replay.checkpoint()).toBeNull()
    })

    it('remembers what it replays', async () => {
      const { replay } = stores()
      const manifest = { files: ['a.jsonl'], seed: 7, пол: [1, null, { '': true }] }
      await replay.setManifest(manifest)
      expect(await replay.manifest()).toEqual(manifest)
      await replay.setManifest({ seed: 8 })
      expect(await replay.manifest()).toEqual({ seed: 8 })
      expect(await replay.checkpoint()).toBeNull()
    })

    it('commits a batch together with its place in the file', async () => {
      const { replay, customers, quarantine } = stores()
      const commits = [commitOf(stranger('ann'), { dueAt: at(5), facts: [factOf('a')] }), commitOf(stranger('ben'))]
      expect(await replay.commitAt(commits, [doubtOf('line 3', 3)], null, FIRST)).toBe('committed')
      expect(await replay.checkpoint()).toEqual(FIRST)
      expect(await replay.commitAt([commitOf({ ...stranger('ann'), version: 1 })], [], FIRST, SECOND)).toBe('committed')
      expect(await replay.checkpoint()).toEqual(SECOND)
      expect((await customers.load([stranger('ann').id])).get(stranger('ann').id)?.version).toBe(2)
      expect(await quarantine.count()).toBe(1)
      expect(await replay.commitAt([], [], SECOND, { ...SECOND, clock: at(300) })).toBe('committed')
    })

    it.each<{ title: string; from: Checkpoint | null; version: number; answer: string }>([
      { title: 'that starts anew', from: null, version: 1, answer: 'moved' },
      { title: 'from another place', from: { ...FIRST, delivered: 9 }, version: 1, answer: 'moved' },
      { title: 'from another instant', from: { ...FIRST, clock: at(99) }, version: 1, answer: 'moved' },
      { title: 'from elsewhere whose customer changed, too', from: null, version: 0, answer: 'moved' },
      { title: 'whose customer changed meanwhile', from: FIRST, version: 0, answer: 'conflict' },
      { title: 'whose customer was never there', from: FIRST, version: 5, answer: 'conflict' },
    ])('$title: $answer, and nothing is written', async ({ from, version, answer }) => {
      const { replay } = stores()
      await replay.commitAt([commitOf(stranger('ben'))], [], null, FIRST)
      const before = await everythingIn(stores())
      const parts = { dueAt: at(5), facts: [factOf('a')], messages: [messageOf('ann', 'm', 1)], quarantine: [doubtOf('q', 1)] }
      const commits = [
        commitOf(stranger('ann'), parts),
        commitOf({ ...marked(stranger('ben'), 'late'), version }),
        commitOf(stranger('cid')),
      ]
      expect(await replay.commitAt(commits, [doubtOf('line', 1)], from, SECOND)).toBe(answer)
      expect(await everythingIn(stores())).toEqual(before)
      expect(await replay.checkpoint()).toEqual(FIRST)
      expect(await replay.commitAt([commitOf(stranger('ann'), parts)], [], FIRST, SECOND)).toBe('committed')
    })
  })
}
