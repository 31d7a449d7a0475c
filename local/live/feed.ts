/** What happens now, for pages that listen: arrivals as they come, numbers once a second, and what to ask for anew. */
import type { Live } from '../../shared/contract/api.ts'
import type { Taken } from '../../shared/flow/doors/take.ts'
import { ARRIVALS_A_SECOND, ARRIVALS_KEPT, LISTENER_QUEUE_MAX, LISTENERS_MAX } from '../../shared/kernel/limits.ts'
import { isoOf, SECOND_MS } from '../../shared/kernel/time.ts'
import type { EpochMs } from '../../shared/kernel/words.ts'
import type { DoorName } from '../server/doors.ts'

type What = Live['changed']['what'][number]

export type Feed = {
  readonly arrived: (taken: readonly Taken[], door: DoorName | 'shop' | 'retry') => void
  readonly sent: () => void
  readonly changed: (...what: readonly What[]) => void
  /** The text of a stream of server-sent events that ends with the signal; null: too many listen already. */
  readonly listen: (signal: AbortSignal) => AsyncIterable<string> | null
  readonly close: () => void
}

const CHANGED_EVERY_MS = 2 * SECOND_MS

/** Opens a feed on a clock. It counts also while nobody listens; it runs until it is closed. */
export const openFeed = (now: () => EpochMs): Feed => {
  const listeners = new Set<Listener>()
  const arrivals = shownArrivals()
  const changes = new Set<What>()
  const counts = { taken: 0, refused: 0, sent: 0, lastTotal: 0 }

  const tell = (text: string): void => {
    for (const listener of listeners) listener.tell(text)
  }
  const pulse = setInterval(() => {
    const { taken, refused, sent, lastTotal } = counts
    const perSecond = taken + refused - lastTotal
    counts.lastTotal = taken + refused
    arrivals.nextSecond()
    if (listeners.size > 0) tell(eventText('pulse', { clock: isoOf(now()), taken, refused, sent, perSecond }))
  }, SECOND_MS)
  const flush = setInterval(() => {
    if (changes.size === 0) return
    tell(eventText('changed', { what: [...changes] }))
    changes.clear()
  }, CHANGED_EVERY_MS)

  return {
    arrived: (taken, door) => {
      for (const one of taken) {
        const isTaken = one.sorted.type === 'request'
        counts[isTaken ? 'taken' : 'refused'] += 1
        if (!isTaken) changes.add('quarantine')
        const text = arrivals.show(one, door)
        if (text !== null) tell(text)
      }
    },
    sent: () => {
      counts.sent += 1
      changes.add('inbox')
    },
    changed: (...what) => {
      for (const one of what) changes.add(one)
    },
    listen: (signal) => {
      if (listeners.size >= LISTENERS_MAX) return null
      const listener = openListener(signal, () => listeners.delete(listener))
      listeners.add(listener)
      listener.tell(`retry: 2000\n\n${arrivals.latest()}`)
      return listener.texts
    },
    close: () => {
      clearInterval(pulse)
      clearInterval(flush)
      for (const listener of listeners) listener.end()
    },
  }
}

/** In the order in which they came. */
type Told = { readonly number: number; readonly text: string }

/** Which arrivals are told, and the latest of those that were. */
const shownArrivals = () => {
  const latest = { shop: [] as Told[], others: [] as Told[] }
  /** By door and fate: a shop that publishes without end does not hide who publishes once, nor what was taken what was refused. */
  const shown = new Map<string, number>()
  let told = 0
  return {
    /** The text to tell; null: enough of its kind were told within this second. */
    show: (one: Taken, door: string): string | null => {
      const kind = `${door} ${one.sorted.type}`
      const before = shown.get(kind) ?? 0
      if (before >= ARRIVALS_A_SECOND) return null
      shown.set(kind, before + 1)
      told += 1
      const text = eventText('arrival', arrivalOf(one, door))
      const kept = latest[door === 'shop' ? 'shop' : 'others']
      kept.push({ number: told, text })
      if (kept.length > ARRIVALS_KEPT) kept.shift()
      return text
    },
    nextSecond: (): void => shown.clear(),
    latest: (): string =>
      [...latest.shop, ...latest.others]
        .toSorted((a, b) => a.number - b.number)
        .map(({ text }) => text)
        .join(''),
  }
}

const eventText = <Type extends keyof Live>(type: Type, said: Live[Type]): string => `event: ${type}\ndata: ${JSON.stringify(said)}\n\n`

const arrivalOf = ({ sorted, receivedAt }: Taken, door: string): Live['arrival'] => {
  const at = isoOf(receivedAt)
  if (sorted.type === 'quarantine') {
    const { because, customerId, problems } = sorted.entry
    return { at, door, name: because, customerId, taken: false, problems }
  }
  const { request } = sorted
  const name = request.type === 'event' ? request.event.name : request.type
  return { at, door, name, customerId: request.customerId, taken: true, problems: [] }
}

type Listener = { readonly tell: (text: string) => void; readonly end: () => void; readonly texts: AsyncIterable<string> }

/** Somebody who reads more slowly than things happen is let go when too much waits for them, and connects again. */
const openListener = (signal: AbortSignal, onEnd: () => void): Listener => {
  const waiting: string[] = []
  let isOver = false
  let wake: () => void = () => {}
  const end = (): void => {
    isOver = true
    onEnd()
    wake()
  }
  const tell = (text: string): void => {
    waiting.push(text)
    if (waiting.length > LISTENER_QUEUE_MAX) end()
    else wake()
  }
  signal.addEventListener('abort', end, { once: true })
  if (signal.aborted) end()
  async function* texts(): AsyncGenerator<string> {
    try {
      while (!isOver) {
        if (waiting.length === 0) await new Promise<void>((resolve) => (wake = resolve))
        if (waiting.length > 0) yield waiting.splice(0).join('')
      }
    } finally {
      end()
    }
  }
  return { tell, end, texts: texts() }
}
