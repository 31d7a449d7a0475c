/** What every store does for people who look after it: the book of their changes, and the keys of publishers. */
import { describe, expect, it } from 'vitest'
import { keyHashOf } from '../../../shared/kernel/digest.ts'
import { WRITE_KEYS_MAX } from '../../../shared/kernel/limits.ts'
import { isoOf } from '../../../shared/kernel/time.ts'
import { type EpochMs, epochMs } from '../../../shared/kernel/words.ts'
import type { AuditEntry, AuditStore } from '../../../shared/ports/audit.ts'
import type { WriteKey, WriteKeyStore } from '../../../shared/ports/write-keys.ts'
import type { Current } from './stores.ts'

const DAY = 86_400_000
const START = Date.parse('2026-01-30T12:00:00Z')
const at = (day: number): EpochMs => epochMs(START + day * DAY)

const entryOf = (day: number, more: Partial<AuditEntry> = {}): AuditEntry => ({
  id: `${isoOf(at(day))}~${day}`,
  at: at(day),
  by: 'ann',
  via: 'console',
  what: 'POST /api/sending',
  of: { on: 'false', '🦊 "name"': "it's" },
  outcome: 'done',
  ...more,
})

const keyOf = (n: number, more: Partial<WriteKey> = {}): WriteKey => ({
  hash: keyHashOf(`key ${n}`),
  name: `shop ${n}`,
  madeAt: at(n),
  madeBy: 'arn:aws:iam::123456789012:user/ann',
  ...more,
})

export const auditContract = (stores: Current<{ readonly audit: AuditStore }>): void => {
  describe('the audit', () => {
    it('is empty at first, and pages are', async () => {
      expect(await stores().audit.list(null, 9)).toEqual([])
    })

    it('keeps an entry as it was put, and how it ended instead of how it began', async () => {
      const { audit } = stores()
      await audit.put(entryOf(1, { outcome: 'begun', of: {} }))
      expect(await audit.list(null, 9)).toEqual([entryOf(1, { outcome: 'begun', of: {} })])
      await audit.put(entryOf(1))
      expect(await audit.list(null, 9)).toEqual([entryOf(1)])
    })

    it('is told newest first, in pages, over months in which nothing was changed too', async () => {
      const { audit } = stores()
      const days = [0, 1, 2, 3, 40, 41, 200]
      for (const day of days) await audit.put(entryOf(day))
      const seen: AuditEntry[] = []
      for (let page = await audit.list(null, 3); page.length > 0; page = await audit.list(seen.at(-1)?.id ?? null, 3)) seen.push(...page)
      expect(seen).toEqual(days.toReversed().map((day) => entryOf(day)))
    })
  })
}

export const writeKeysContract = (stores: Current<{ readonly writeKeys: WriteKeyStore }>): void => {
  describe('keys of publishers', () => {
    it('are kept, found by their hash, and told newest first', async () => {
      const { writeKeys } = stores()
      for (const n of [2, 1, 3]) expect(await writeKeys.put(keyOf(n))).toBe('made')
      expect(await writeKeys.list()).toEqual([keyOf(3), keyOf(2), keyOf(1)])
      expect(await writeKeys.find(keyHashOf('key 2'))).toEqual(keyOf(2))
      expect(await writeKeys.find(keyHashOf('key 4'))).toBeNull()
    })

    it('have names of their own', async () => {
      const { writeKeys } = stores()
      await writeKeys.put(keyOf(1))
      expect(await writeKeys.put(keyOf(2, { name: 'shop 1' }))).toBe('taken')
      expect(await writeKeys.list()).toEqual([keyOf(1)])
    })

    it('are taken back once; the name is free again', async () => {
      const { writeKeys } = stores()
      await writeKeys.put(keyOf(1))
      expect([await writeKeys.revoke(keyOf(1).hash), await writeKeys.revoke(keyOf(1).hash)]).toEqual([true, false])
      expect([await writeKeys.find(keyOf(1).hash), await writeKeys.list()]).toEqual([null, []])
      expect(await writeKeys.put(keyOf(2, { name: 'shop 1' }))).toBe('made')
    })

    it(`are at most ${WRITE_KEYS_MAX}`, async () => {
      const { writeKeys } = stores()
      for (let n = 1; n <= WRITE_KEYS_MAX; n += 1) expect(await writeKeys.put(keyOf(n))).toBe('made')
      expect(await writeKeys.put(keyOf(99))).toBe('full')
      await writeKeys.revoke(keyOf(7).hash)
      expect(await writeKeys.put(keyOf(99))).toBe('made')
      expect(await writeKeys.list()).toHaveLength(WRITE_KEYS_MAX)
    })
  })
}
