import { describe, expect, it } from 'vitest'
import { RELAYED, TALLIED } from '../../infra/stream-filters.ts'
import { compilePattern, matches } from '../../local/bus/pattern.ts'
import { createFacts } from '../../shared/adapters/dynamo/fact-row.ts'
import { beatIn } from '../../shared/adapters/dynamo/heartbeats.ts'
import { type Item, keyOf, text, texts, whole } from '../../shared/adapters/dynamo/items.ts'
import { ONLY, partitions, PREFIXES, rows } from '../../shared/adapters/dynamo/layout.ts'
import { createMessage, pointerOf } from '../../shared/adapters/dynamo/message-row.ts'
import type { Message, MessageStatus } from '../../shared/domain/messaging/message.ts'
import type { Json } from '../../shared/kernel/json.ts'
import { campaignId, type CustomerDigest, customerId, epochMs, erasedId, messageId } from '../../shared/kernel/words.ts'

const ann = customerId('ann')
const at = epochMs(1_800_000_000_000)
const message = (status: MessageStatus): Message => ({
  id: messageId('0123456789abcdef0123456789abcdef'),
  customerId: ann,
  campaign: campaignId('win-back'),
  version: 1,
  entry: 1,
  step: 0,
  variant: 'a',
  held: false,
  owedAt: at,
  staleAt: epochMs(at + 1_000_000),
  status,
})
const rowOf = (status: MessageStatus): Item => createMessage(message(status)).Put?.Item ?? {}
const owed = rowOf({ name: 'owed' })
const deferred = rowOf({ name: 'deferred', at, until: epochMs(at + 1), because: { type: 'over-budget', of: 'all', perDay: 1 } })
const sent = rowOf({ name: 'sent', at })
const delivered = { ...rowOf({ name: 'delivered', at }), mf: texts(['1 1800000000000 [2,1800000000000,"message-moved"]']) }
const facts: Item = createFacts(ann, 1, [{ type: 'appeared', at }], at)[0]?.Put?.Item ?? {}
const state: Item = { ...keyOf(partitions.customer(ann), rows.state), v: whole(1), s: text('[]') }
const beat: Item = { ...keyOf(partitions.heartbeat(3), ONLY), i: whole(at), n: whole(7) }
const watermark: Item = { ...keyOf(partitions.watermark('shardId-0000'), ONLY), n: whole(7) }
const nobody = erasedId('0123456789abcdef0123456789abcdef' as CustomerDigest)
const ofErasure: Item = createFacts(nobody, 2, [{ type: 'appeared', at }], at)[0]?.Put?.Item ?? {}
const remains: Item = { ...keyOf(partitions.customer(nobody), `${PREFIXES.remains}1`), mf: texts(['1 1 []']) }
const ended = { ...rowOf({ name: 'refused', at, because: { type: 'erased' } }), pk: text(partitions.customer(nobody)) }

/** A record of the stream as Lambda's filters see it. */
const record = (before: Item | null, after: Item | null): Json =>
  ({
    eventName: before === null ? 'INSERT' : after === null ? 'REMOVE' : 'MODIFY',
    dynamodb: {
      Keys: { pk: (after ?? before)?.pk, sk: (after ?? before)?.sk },
      ...(after === null ? {} : { NewImage: after }),
      ...(before === null ? {} : { OldImage: before }),
    },
  }) as unknown as Json

const takes = (filters: readonly object[], event: Json): boolean =>
  filters.some((filter) => {
    const compiled = compilePattern(filter as Json)
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems))
    return matches(compiled.value, event)
  })

describe('what the readers of the stream are woken for', () => {
  it.each([
    { what: 'a new message that is owed', before: null, after: owed, relay: true, tally: false },
    { what: 'a new message that waits', before: null, after: deferred, relay: false, tally: false },
    { what: 'a message that waited and is owed now', before: deferred, after: owed, relay: true, tally: true },
    { what: 'a report that brings its own fact', before: sent, after: delivered, relay: true, tally: true },
    { what: 'facts of a commit', before: null, after: facts, relay: true, tally: true },
    { what: 'facts that are erased', before: facts, after: null, relay: false, tally: false },
    { what: 'facts of the erasure itself', before: null, after: ofErasure, relay: true, tally: true },
    { what: 'facts that were counted, kept under a digest', before: null, after: remains, relay: false, tally: false },
    { what: 'a message that is kept under a digest', before: null, after: ended, relay: false, tally: false },
    { what: 'a message that is erased', before: sent, after: null, relay: false, tally: false },
    { what: 'the pointer to a message', before: null, after: pointerOf(message({ name: 'owed' })), relay: false, tally: false },
    { what: 'the common event', before: state, after: { ...state, v: whole(2) }, relay: false, tally: false },
    { what: 'a new customer', before: null, after: state, relay: false, tally: false },
    { what: 'a mark of the tick', before: beat, after: { ...beat, n: whole(8) }, relay: false, tally: true },
    { what: 'the first mark of the tick', before: null, after: beat, relay: false, tally: true },
    { what: 'a watermark of the tally itself', before: watermark, after: { ...watermark, n: whole(8) }, relay: false, tally: false },
  ])('$what: relay $relay, tally $tally', ({ before, after, relay, tally }) => {
    const event = record(before, after)
    expect({ relay: takes(RELAYED, event), tally: takes(TALLIED, event) }).toEqual({ relay, tally })
  })

  it('knows a mark by what the tick writes', () => {
    expect(beatIn(beat)).toEqual({ key: 3, number: 7, at })
  })

  it('keeps to what Lambda promises to filter by: keys and images, five patterns of four kilobytes', () => {
    for (const filters of [RELAYED, TALLIED]) {
      expect(filters.length).toBeLessThanOrEqual(5)
      for (const filter of filters) {
        expect(Object.keys(filter)).toEqual(['dynamodb'])
        expect(JSON.stringify(filter).length).toBeLessThanOrEqual(4_096)
      }
    }
  })
})
