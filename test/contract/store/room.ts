import { describe, expect, it } from 'vitest'
import { epochMs } from '../../../shared/kernel/words.ts'
import type { QuarantineStore } from '../../../shared/ports/quarantine.ts'
import { doubtOf } from '../samples.ts'
import type { Current } from './stores.ts'

/** What a quarantine of five rows does. */
export const ROWS_MAX = 5

export const roomContract = (store: Current<QuarantineStore>): void => {
  const put = async (...ids: readonly string[]): Promise<void> => store().put(ids.map((id, index) => doubtOf(id, index)))
  const ids = async (state: 'open' | 'dismissed') =>
    (await store().list(null, 100, state))
      .map(({ id }) => id)
      .sort()
      .join('')

  it('keeps how something came beside it, where that is known', async () => {
    const cameBy = { request: { path: '/v1/events', headers: { 'ce-id': '\u20ac"' } }, assumedSentAt: epochMs(7) }
    const [plain, through] = [doubtOf('a', 1), { ...doubtOf('b', 2), cameBy }]
    await store().put([plain, through])
    const found = await Promise.all(['a', 'b'].map(async (id) => (await store().find(id))?.entry))
    expect(found).toEqual([plain, through])
  })

  describe('a quarantine that is full', () => {
    it('makes room at the cost of what was dismissed', async () => {
      await put('a', 'b', 'c', 'd', 'e')
      await store().dismiss('c')
      await store().dismiss('a')
      await put('f')
      expect([await ids('open'), await ids('dismissed'), await store().notKept()]).toEqual(['bdef', '', 0])
    })

    it('keeps what is open, and counts what found no room', async () => {
      await put('a', 'b', 'c', 'd', 'e', 'f', 'g')
      await put('a')
      expect([await ids('open'), await store().count(), await store().notKept()]).toEqual(['abcde', 5, 2])
    })

    it('has room again once something is mended or dismissed', async () => {
      await put('a', 'b', 'c', 'd', 'e', 'f')
      await store().resolve('a')
      await put('f')
      expect([await store().count(), await store().notKept()]).toEqual([5, 1])
      await store().dismiss('b')
      await put('g', 'h')
      expect([(await store().find('g'))?.state, await store().find('h'), await store().notKept()]).toEqual(['open', null, 2])
    })
  })
}
