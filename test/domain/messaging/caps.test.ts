import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Cap, type Contact, remembered, roomFor } from '../../../shared/domain/messaging/caps.ts'
import { CAP_RETRY_MS, CONTACTS_MAX } from '../../../shared/kernel/limits.ts'
import { DAY_MS } from '../../../shared/kernel/time.ts'
import { campaignId, epochMs, messageId } from '../../../shared/kernel/words.ts'

const day = (n: number, ms = 0) => epochMs(n * DAY_MS + ms)
const one = (message: string, at: number, more: Partial<Contact> = {}): Contact => ({
  message: messageId(message),
  campaign: campaignId('c'),
  entry: 1,
  topic: 'offers',
  priority: 50,
  status: 'claimed',
  at: day(at),
  ...more,
})
const held = (message: string, priority: number, at = 9): Contact => one(message, at, { status: 'reserved', priority })
const wanting = { message: messageId('mine'), topic: 'offers', priority: 50 }
const weekly = (atMost: number, topic: string | null = null): Cap => ({ topic, atMost, withinMs: 7 * DAY_MS })
const NOW = day(10)

describe('room under a cap', () => {
  it.each([
    { what: 'nothing was sent', contacts: [], caps: [weekly(1)], room: 'room' },
    { what: 'one of two', contacts: [one('a', 9)], caps: [weekly(2)], room: 'room' },
    { what: 'two of two', contacts: [one('a', 9), one('b', 8)], caps: [weekly(2)], room: 'full' },
    { what: 'just within the window', contacts: [{ ...one('a', 3), at: day(3, 1) }], caps: [weekly(1)], room: 'full' },
    { what: 'at the very end of the window', contacts: [one('a', 3)], caps: [weekly(1)], room: 'room' },
    { what: 'another topic', contacts: [one('a', 9, { topic: 'news' })], caps: [weekly(1, 'offers')], room: 'room' },
    { what: 'the same topic', contacts: [one('a', 9)], caps: [weekly(1, 'offers')], room: 'full' },
    { what: 'a cap about another topic', contacts: [one('a', 9, { topic: 'news' })], caps: [weekly(1, 'news')], room: 'room' },
    { what: 'its own place', contacts: [{ ...held('mine', 50) }], caps: [weekly(1)], room: 'room' },
    { what: 'a place held for weeks', contacts: [held('a', 50, -30)], caps: [weekly(1)], room: 'full' },
    { what: 'a place held by one less important', contacts: [held('a', 49)], caps: [weekly(1)], room: 'displaces' },
    { what: 'one less important that is claimed', contacts: [one('a', 9, { priority: 49 })], caps: [weekly(1)], room: 'full' },
    { what: 'no cap', contacts: [one('a', 9), one('b', 9)], caps: [], room: 'room' },
  ])('$what: $room', ({ contacts, caps, room }) => {
    expect(roomFor(contacts, caps, wanting, NOW).type).toBe(room)
  })

  it('is free again when enough claims have left the window', () => {
    const contacts = [one('a', 9), one('b', 5), one('c', 7)]
    expect(roomFor(contacts, [weekly(3)], wanting, NOW)).toMatchObject({ freeAt: day(12) })
    expect(roomFor(contacts, [weekly(2)], wanting, NOW)).toMatchObject({ freeAt: day(14) })
    expect(roomFor(contacts, [weekly(1)], wanting, NOW)).toMatchObject({ freeAt: day(16) })
  })

  it('waits for the latest of several caps', () => {
    const caps = [weekly(1), { topic: null, atMost: 1, withinMs: 30 * DAY_MS }]
    expect(roomFor([one('a', 9)], caps, wanting, NOW)).toMatchObject({ freeAt: day(39), cap: caps[1] })
  })

  it('asks again soon where nobody knows when a held place is free', () => {
    expect(roomFor([held('a', 60)], [weekly(1)], wanting, NOW)).toMatchObject({ freeAt: NOW + CAP_RETRY_MS })
  })

  it('asks after a held place when its own moment has come', () => {
    expect(roomFor([{ ...held('a', 60), at: day(12) }], [weekly(1)], wanting, NOW)).toMatchObject({ freeAt: day(12) + CAP_RETRY_MS })
    expect(roomFor([{ ...held('a', 60), at: day(12) }, one('b', 4)], [weekly(2)], wanting, NOW)).toMatchObject({ freeAt: day(11) })
  })

  it('takes the place of the least important, and of the last to come among them', () => {
    const contacts = [held('old', 10, 8), held('new', 10, 9), held('mid', 20, 9)]
    const room = roomFor(contacts, [weekly(3)], wanting, NOW)
    expect(room).toEqual({ type: 'displaces', contacts: [contacts[1]] })
  })

  it('takes one place for two caps that both count it', () => {
    const room = roomFor([held('a', 10)], [weekly(1), weekly(1, 'offers')], wanting, NOW)
    expect(room).toMatchObject({ type: 'displaces', contacts: [{ message: 'a' }] })
  })

  it('takes no place where another cap says no anyway', () => {
    expect(roomFor([held('a', 10), one('b', 9)], [weekly(2), weekly(1, 'offers')], wanting, NOW).type).toBe('full')
  })
})

describe('what is remembered', () => {
  it('is what a window may ask about', () => {
    const contacts = [one('old', 3), { ...one('young', 3), at: day(3, 1) }, held('held', 50, -99)]
    expect(remembered(contacts, 7 * DAY_MS, NOW).map(({ message }) => message)).toEqual(['young', 'held'])
  })

  it('is bounded, and leaves room for one more', () => {
    const contacts = Array.from({ length: CONTACTS_MAX + 5 }, (_, index) => one(String(index), 9))
    const kept = remembered(contacts, 7 * DAY_MS, NOW)
    expect([kept.length, kept[0]?.message]).toEqual([CONTACTS_MAX - 1, '6'])
  })

  it('many mails about one thing leave those about others where they count', () => {
    const many = Array.from({ length: CONTACTS_MAX + 5 }, (_, index) => one(String(index), 9))
    const kept = remembered([one('rare', 5, { topic: 'news' }), ...many], 7 * DAY_MS, NOW)
    expect([kept.length, kept[0]?.message, kept[1]?.message]).toEqual([CONTACTS_MAX - 1, 'rare', '7'])
  })
})

describe('if every claim finds room', () => {
  it('no window ever holds more than the cap', () => {
    const attempt = fc.record({ gap: fc.nat({ max: 4 }), topic: fc.constantFrom('offers', 'news'), isHeld: fc.boolean() })
    const caps = fc.constantFrom(
      [weekly(2)],
      [weekly(3), weekly(1, 'offers')],
      [weekly(1, 'news'), { topic: null, atMost: 2, withinMs: 3 * DAY_MS }],
    )
    fc.assert(
      fc.property(caps, fc.array(attempt, { maxLength: 60 }), (caps, attempts) => {
        let contacts: readonly Contact[] = []
        let now = 0
        const sent: { at: number; topic: string }[] = []
        for (const [index, { gap, topic, isHeld }] of attempts.entries()) {
          now += gap
          const message = messageId(String(index))
          const room = roomFor(contacts, caps, { message, topic, priority: 50 }, day(now))
          if (room.type !== 'room') continue
          contacts = [...contacts, { ...one(message, now, { topic }), status: isHeld ? 'reserved' : 'claimed' }]
          if (!isHeld) sent.push({ at: now, topic })
        }
        for (const { topic, atMost, withinMs } of caps) {
          const counted = sent.filter((one) => topic === null || one.topic === topic)
          for (const last of counted) {
            const window = counted.filter(({ at }) => at <= last.at && at > last.at - withinMs / DAY_MS)
            expect(window.length).toBeLessThanOrEqual(atMost)
          }
        }
      }),
    )
  })
})
