/** What happens now, as the server tells it at `/api/live`: one connection for the whole page, opened again when it breaks. */
import { useSyncExternalStore } from 'react'
import type { Live } from '../../shared/contract/api.ts'

export type Changed = Live['changed']['what'][number]
export type Pulse = Live['pulse']
export type Arrival = Live['arrival'] & { /** Counts up; tells arrivals of one instant apart. */ readonly number: number }
export type Connection = 'connecting' | 'open' | 'lost'

export type LiveState = {
  readonly connection: Connection
  readonly pulse: Pulse | null
  /** Events a second, oldest first, of the last `BEATS_MAX` seconds. */
  readonly beats: readonly number[]
  /** Newest first. */
  readonly arrivals: readonly Arrival[]
}

const EVERYTHING: readonly Changed[] = ['stages', 'campaigns', 'inbox', 'quarantine', 'audit', 'tasks']

export const BEATS_MAX = 60
const ARRIVALS_MAX = 100
/** The door of the demo's own shop. */
export const SHOP = 'shop'
const SMOOTH_BEATS = 10
const RETRY_FIRST_MS = 1_000
const RETRY_LAST_MS = 30_000
/** The server beats once a second; after so many seconds of silence the line is taken for dead. */
const SILENCE_MAX_MS = 12_000

let state: LiveState = { connection: 'connecting', pulse: null, beats: [], arrivals: [] }
let arrived = 0
const readers = new Set<() => void>()

const put = (part: Partial<LiveState>): void => {
  state = { ...state, ...part }
  for (const reader of readers) reader()
}

const subscribe = (reader: () => void): (() => void) => {
  readers.add(reader)
  return () => readers.delete(reader)
}

/** Events a second, as the mean of the last seconds: what comes now and then would else be a flicker of zeros. */
export const pace = ({ beats }: LiveState): number | null => {
  const last = beats.slice(-SMOOTH_BEATS)
  return last.length === 0 ? null : last.reduce((sum, beat) => sum + beat, 0) / last.length
}

/** One thing of what is live; the component renders anew only when that thing is another. */
export const useLive = <T>(pick: (state: LiveState) => T): T => useSyncExternalStore(subscribe, () => pick(state))

/** Opens the line. What changed is told to `onChanged`, and everything after a line that was broken. Returns how to close it. */
export const openLive = (onChanged: (what: readonly Changed[]) => void): (() => void) => {
  let source: EventSource | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let retryMs = RETRY_FIRST_MS
  let isClosed = false

  const connect = (): void => {
    source = new EventSource('/api/live')
    const wasLost = state.connection === 'lost'
    source.addEventListener('open', () => {
      retryMs = RETRY_FIRST_MS
      put({ connection: 'open' })
      // Those who begin to listen are told the latest arrivals again.
      put({ arrivals: [] })
      if (wasLost) onChanged(EVERYTHING)
      expectBeat()
    })
    source.addEventListener('error', lost)
    listen(source, 'pulse', (pulse) => {
      put({ pulse, beats: [...state.beats, pulse.perSecond].slice(-BEATS_MAX) })
      expectBeat()
    })
    listen(source, 'arrival', (arrival) => {
      arrived += 1
      put({ arrivals: newest([{ ...arrival, number: arrived }, ...state.arrivals]) })
    })
    listen(source, 'changed', ({ what }) => onChanged(what))
  }
  const expectBeat = (): void => {
    clearTimeout(timer)
    timer = setTimeout(lost, SILENCE_MAX_MS)
  }
  const lost = (): void => {
    source?.close()
    clearTimeout(timer)
    if (isClosed) return
    put({ connection: 'lost' })
    timer = setTimeout(connect, retryMs)
    retryMs = Math.min(retryMs * 2, RETRY_LAST_MS)
  }

  connect()
  return () => {
    isClosed = true
    clearTimeout(timer)
    source?.close()
  }
}

/** Where no line is: asks anew every half minute while somebody looks, and when they come back to the page. Returns how to stop. */
export const openPolling = (onChanged: (what: readonly Changed[]) => void): (() => void) => {
  let askedAt = Date.now()
  const ask = (): void => {
    if (document.visibilityState !== 'visible' || Date.now() - askedAt < POLL_MS) return
    askedAt = Date.now()
    onChanged(EVERYTHING)
  }
  const timer = setInterval(ask, POLL_MS / 4)
  document.addEventListener('visibilitychange', ask)
  return () => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', ask)
  }
}

/** Counters in the cloud are folded within seconds; a page that is left open all day costs a cent. */
const POLL_MS = 30_000

/** As many of the demo's own shop as of everybody else: it publishes without end, and would crowd out who publishes once. */
const newest = (arrivals: readonly Arrival[]): readonly Arrival[] => {
  const isOfShop = ({ door }: Arrival): boolean => door === SHOP
  const tooMany = [arrivals.filter(isOfShop), arrivals.filter((arrival) => !isOfShop(arrival))].flatMap((each) => each.slice(ARRIVALS_MAX))
  return arrivals.filter((arrival) => !tooMany.includes(arrival))
}

const listen = <K extends keyof Live>(source: EventSource, type: K, take: (message: Live[K]) => void): void => {
  source.addEventListener(type, ({ data }: MessageEvent<string>) => take(JSON.parse(data) as Live[K]))
}
