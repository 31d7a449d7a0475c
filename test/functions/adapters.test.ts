/** Queues and the bus as they are asked: requests as values, and what is done about entries that are refused by themselves. */
import { describe, expect, it } from 'vitest'
import { forwardedEntry, publicationEntry } from '../../shared/adapters/eventbridge/bus.ts'
import { callsOf, putEntries } from '../../shared/adapters/eventbridge/put.ts'
import { handedOver } from '../../shared/adapters/sqs/queues.ts'
import { sendRequests, sendTexts } from '../../shared/adapters/sqs/send.ts'
import { BUS_BYTES_MAX, ENTRY_ATTEMPTS_MAX } from '../../shared/kernel/limits.ts'
import { OWN_SOURCE } from '../../shared/kernel/names.ts'
import { type EpochMs, epochMs, messageId } from '../../shared/kernel/words.ts'
import { Transient } from '../../shared/ports/customer-store.ts'

const URL = 'https://queue.example/mail'
const texts = (count: number): readonly string[] => Array.from({ length: count }, (_, n) => `m-${n}`)

describe('putting into a queue', () => {
  it.each([
    { count: 0, sizes: [] },
    { count: 1, sizes: [1] },
    { count: 10, sizes: [10] },
    { count: 11, sizes: [10, 1] },
  ])('$count texts are calls of $sizes', ({ count, sizes }) => {
    const requests = sendRequests(URL, texts(count), 0)
    expect(requests.map(({ Entries }) => Entries?.length)).toEqual(sizes)
    expect(requests.flatMap(({ Entries = [] }) => Entries.map(({ MessageBody }) => MessageBody))).toEqual(texts(count))
  })

  it.each([
    { delayMs: -5, seconds: undefined },
    { delayMs: 0, seconds: undefined },
    { delayMs: 1, seconds: 1 },
    { delayMs: 1_000, seconds: 1 },
    { delayMs: 1_001, seconds: 2 },
    { delayMs: 900_000, seconds: 900 },
    { delayMs: 10_000_000, seconds: 900 },
  ])('what waits $delayMs ms is delayed by $seconds s', ({ delayMs, seconds }) => {
    expect(sendRequests(URL, ['a'], delayMs)).toEqual([
      { QueueUrl: URL, Entries: [{ Id: '0', MessageBody: 'a', ...(seconds === undefined ? {} : { DelaySeconds: seconds }) }] },
    ])
  })

  it('offers again what was refused by itself, and nothing else', async () => {
    const sent: string[][] = []
    const client = refusing((bodies) => {
      sent.push(bodies)
      return sent.length === 1 ? ['m-1', 'm-3'] : []
    })
    await sendTexts(client, URL, texts(4), 0, noPause)
    expect(sent).toEqual([texts(4), ['m-1', 'm-3']])
  })

  it('is an outage where it never ends', async () => {
    let calls = 0
    const client = refusing((bodies) => {
      calls += 1
      return bodies
    })
    await expect(sendTexts(client, URL, texts(2), 0, noPause)).rejects.toThrow(Transient)
    expect(calls).toBe(ENTRY_ATTEMPTS_MAX)
  })

  it('is a defect where the entry is ours to mend', async () => {
    const client = { send: async () => ({ Failed: [{ Id: '0', SenderFault: true, Code: 'InvalidMessageContents' }] }) }
    await expect(sendTexts(client as never, URL, texts(1), 0, noPause)).rejects.toThrow('InvalidMessageContents')
  })
})

describe('the queue of one invocation', () => {
  const [a, b, c] = ['a', 'b', 'c'].map(messageId) as [
    ReturnType<typeof messageId>,
    ReturnType<typeof messageId>,
    ReturnType<typeof messageId>,
  ]

  it('offers what it was handed, once each, and leaves the rest at its time', async () => {
    const left: [readonly string[], EpochMs | undefined][] = []
    const queue = handedOver(['a', 'b', 'a', 'c'], { put: async (ids, at) => void left.push([ids, at]) })
    expect(await queue.take(2)).toEqual([a, b])
    await queue.put([b], epochMs(7))
    expect(queue.waiting()).toBe(2)
    await queue.leave()
    expect(left).toEqual([
      [[c], undefined],
      [[b], 7],
    ])
    expect(queue.waiting()).toBe(0)
  })
})

describe('putting on the bus', () => {
  const entry = (size: number) => ({ Source: 's', DetailType: 't', Detail: 'x'.repeat(size), EventBusName: 'b' })

  it.each([
    { sizes: [], calls: [] },
    { sizes: Array.from({ length: 10 }, () => 1), calls: [10] },
    { sizes: Array.from({ length: 11 }, () => 1), calls: [10, 1] },
    { sizes: [BUS_BYTES_MAX - 2, 1], calls: [1, 1] },
    { sizes: [BUS_BYTES_MAX / 2 - 2, BUS_BYTES_MAX / 2 - 2, 1], calls: [2, 1] },
  ])('entries are parted into calls of $calls', ({ sizes, calls }) => {
    expect(callsOf(sizes.map(entry)).map((one) => one.length)).toEqual(calls)
  })

  it('offers a refused entry again as it was', async () => {
    const seen: (readonly unknown[])[] = []
    const client = {
      send: async ({ input }: { readonly input: { readonly Entries: readonly unknown[] } }) => {
        seen.push(input.Entries)
        return {
          Entries: input.Entries.map((_, n) => (seen.length === 1 && n === 1 ? { ErrorCode: 'ThrottlingException' } : { EventId: 'e' })),
        }
      },
    }
    const entries = [entry(1), entry(2), entry(3)]
    await putEntries(client as never, entries, noPause)
    expect(seen).toEqual([entries, [entries[1]]])
  })

  it.each([
    { code: 'InternalFailure', kind: Transient },
    { code: 'MalformedDetail', kind: Error },
  ])('$code for ever is a failure', async ({ code, kind }) => {
    const client = { send: async () => ({ Entries: [{ ErrorCode: code }] }) }
    await expect(putEntries(client as never, [entry(1)], noPause)).rejects.toThrow(kind)
  })

  it('tells what happened under our own name, and passes on under another', () => {
    const publication = { id: 'p-1', type: 'rekindle.message.sent', at: '2026-01-02T03:04:05.678Z', data: { step: 1 } }
    expect(publicationEntry('bus', publication)).toEqual({
      EventBusName: 'bus',
      Source: OWN_SOURCE,
      DetailType: 'rekindle.message.sent',
      Detail: JSON.stringify(publication),
      Time: new Date(publication.at),
    })
    expect(forwardedEntry('bus', '{}', epochMs(5)).Source).not.toBe(OWN_SOURCE)
  })
})

const noPause = async (): Promise<void> => {}

const refusing = (refused: (bodies: string[]) => readonly string[]) =>
  ({
    send: async ({ input }: { readonly input: { readonly Entries: readonly { readonly Id: string; readonly MessageBody: string }[] } }) => {
      const not = refused(input.Entries.map(({ MessageBody }) => MessageBody))
      return {
        Failed: input.Entries.filter(({ MessageBody }) => not.includes(MessageBody)).map(({ Id }) => ({ Id, Code: 'InternalError' })),
      }
    },
  }) as never
