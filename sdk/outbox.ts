/**
 * The events that wait in memory. Each is settled once: taken, or lost and told so. Bounded in number and bytes: who puts more in waits.
 * It reads no clock and draws no chance but through {@link Surroundings}, so that tests can run years of bad luck in a second.
 */
import type { Outcome, Prepared, Transport } from './transport.ts'

export type OutboxLimits = {
  readonly eventsMax: number
  readonly bytesMax: number
  readonly lingerMs: number
  readonly requestsMax: number
  readonly attemptsMax: number
  readonly budgetMs: number
  readonly pauseMs: number
  readonly pauseMsMax: number
}

export type Surroundings = {
  readonly now: () => number
  /** At least 0, below 1. */
  readonly random: () => number
  /** Calls back once; answers how to call it off. */
  readonly after: (ms: number, call: () => void) => () => void
}

export type LostItem = { readonly item: Prepared; readonly because: string; readonly attempts: number }

export type Outbox = {
  /** Resolves once there is room and the event waits; rejects with {@link Closed}. */
  readonly put: (item: Prepared) => Promise<void>
  /** Resolves once all that was put before is settled. */
  readonly flush: () => Promise<void>
  /** Takes nothing more, and waits so long for what is there; the rest is lost, and told so. */
  readonly close: (withinMs: number) => Promise<void>
  readonly waiting: () => number
}

/** Nothing is taken after the end. */
export class Closed extends Error {
  override name = 'PublisherClosed'
  constructor() {
    super('The publisher is closed: publish before you close it.')
  }
}

type Slot = { readonly item: Prepared; readonly seq: number; readonly putAt: number; attempts: number; triedAt: number; dueAt: number }
type Waiter = { readonly item: Prepared; readonly seq: number; readonly admit: () => void; readonly refuse: (error: Error) => void }
type Flush = { readonly upTo: number; readonly done: () => void }

type Inside = {
  readonly transport: Transport
  readonly limits: OutboxLimits
  readonly around: Surroundings
  readonly onLost: (lost: readonly LostItem[]) => void | Promise<void>
  /** Whatever is not settled, by number, oldest first. */
  readonly open: Map<number, Slot>
  readonly fresh: Slot[]
  readonly again: Slot[]
  readonly waiters: Waiter[]
  readonly telling: Set<Promise<void>>
  flushes: readonly Flush[]
  bytes: number
  flying: number
  lastSeq: number
  isClosed: boolean
  callOff: () => void
}

export const outboxOf = (
  transport: Transport,
  limits: OutboxLimits,
  around: Surroundings,
  onLost: (lost: readonly LostItem[]) => void | Promise<void>,
): Outbox => {
  const box: Inside = {
    ...{ transport, limits, around, onLost, open: new Map(), fresh: [], again: [], waiters: [], telling: new Set(), flushes: [] },
    ...{ bytes: 0, flying: 0, lastSeq: 0, isClosed: false, callOff: () => {} },
  }
  const put = (item: Prepared): Promise<void> =>
    new Promise((admit, refuse) => {
      if (box.isClosed) return refuse(new Closed())
      box.lastSeq += 1
      box.waiters.push({ item, seq: box.lastSeq, admit, refuse })
      pump(box)
    })
  const flush = async (): Promise<void> => {
    await new Promise<void>((done) => {
      box.flushes = [...box.flushes, { upTo: box.lastSeq, done }]
      pump(box)
    })
    await Promise.allSettled(box.telling)
  }
  const close = async (withinMs: number): Promise<void> => {
    box.isClosed = true
    let callOff = (): void => {}
    const late = new Promise<void>((done) => {
      callOff = around.after(withinMs, () => {
        giveUp(box)
        done()
      })
    })
    await Promise.race([flush(), late])
    callOff()
    await Promise.allSettled(box.telling)
  }
  return { put, flush, close, waiting: () => box.open.size + box.waiters.length }
}

/** Lets in what has room, sends what is due, tells who waits for the end, and sets the clock for what comes next. */
const pump = (box: Inside): void => {
  admit(box)
  while (box.flying < box.limits.requestsMax) {
    const batch = nextBatch(box)
    if (batch.length === 0) break
    void fly(box, batch)
  }
  const oldest = box.open.keys().next().value ?? box.waiters[0]?.seq ?? Number.POSITIVE_INFINITY
  const [ended, going] = [box.flushes.filter(({ upTo }) => upTo < oldest), box.flushes.filter(({ upTo }) => upTo >= oldest)]
  box.flushes = going
  for (const { done } of ended) done()
  arm(box)
}

const admit = (box: Inside): void => {
  for (;;) {
    const [waiter] = box.waiters
    if (waiter === undefined) return
    const { item, seq } = waiter
    // One event is let into an empty box whatever its size.
    const hasRoom = box.open.size < box.limits.eventsMax && box.bytes + item.bytes <= box.limits.bytesMax
    if (!hasRoom && box.open.size > 0) return
    box.waiters.shift()
    const now = box.around.now()
    const slot: Slot = { item, seq, putAt: now, attempts: 0, triedAt: now, dueAt: now }
    box.open.set(seq, slot)
    box.bytes += item.bytes
    box.fresh.push(slot)
    waiter.admit()
  }
}

/** What failed before goes first; what is new goes once it waited, fills a request, or somebody waits for it. */
const nextBatch = (box: Inside): readonly Slot[] => {
  const now = box.around.now()
  const { again, fresh, transport } = box
  const retried = again.filter(({ dueAt }) => dueAt <= now).slice(0, transport.eventsMax)
  const ready = [...retried, ...(isFreshDue(box, now) ? fresh.slice(0, transport.eventsMax - retried.length) : [])]
  if (ready.length === 0) return []
  const taken = ready.slice(0, Math.max(1, transport.fits(ready.map(({ item }) => item))))
  const seqs = new Set(taken.map(({ seq }) => seq))
  again.splice(0, again.length, ...again.filter(({ seq }) => !seqs.has(seq)))
  for (const slot of fresh.splice(0, Math.max(0, taken.length - retried.length))) slot.triedAt = now
  return taken
}

const isFreshDue = (box: Inside, now: number): boolean => {
  const [first] = box.fresh
  if (first === undefined) return false
  if (box.waiters.length > 0 || now >= first.putAt + box.limits.lingerMs) return true
  if (box.flushes.some(({ upTo }) => upTo >= first.seq) || box.fresh.length >= box.transport.eventsMax) return true
  let bytes = 0
  for (const { item } of box.fresh) {
    bytes += item.bytes
    if (bytes >= box.transport.fullBytes) return true
  }
  return false
}

const fly = async (box: Inside, batch: readonly Slot[]): Promise<void> => {
  box.flying += 1
  let outcomes: readonly Outcome[]
  try {
    outcomes = await box.transport.send(batch.map(({ item }) => item))
  } catch {
    outcomes = []
  }
  box.flying -= 1
  const lost = batch.flatMap((slot, index) => settle(box, slot, outcomes[index] ?? NO_ANSWER))
  tell(box, lost)
  pump(box)
}

const NO_ANSWER: Outcome = { say: 'again', because: 'no-answer', afterMs: 0 }

/** Answers what is lost by it. A slot that was given up meanwhile is settled already. */
const settle = (box: Inside, slot: Slot, outcome: Outcome): readonly LostItem[] => {
  if (!box.open.has(slot.seq)) return []
  slot.attempts += 1
  if (outcome.say === 'again') {
    const { attemptsMax, budgetMs, pauseMs, pauseMsMax } = box.limits
    const now = box.around.now()
    const drawn = box.around.random() * Math.min(pauseMsMax, pauseMs * 2 ** (slot.attempts - 1))
    slot.dueAt = now + Math.max(drawn, Math.min(outcome.afterMs, pauseMsMax))
    if (slot.attempts < attemptsMax && slot.dueAt - slot.triedAt <= budgetMs) {
      box.again.push(slot)
      return []
    }
  }
  box.open.delete(slot.seq)
  box.bytes -= slot.item.bytes
  return outcome.say === 'taken' ? [] : [{ item: slot.item, because: outcome.because, attempts: slot.attempts }]
}

const giveUp = (box: Inside): void => {
  const lost = [...box.open.values()].map(({ item, attempts }) => ({ item, because: 'closed', attempts }))
  box.open.clear()
  box.fresh.length = 0
  box.again.length = 0
  box.bytes = 0
  for (const { refuse } of box.waiters.splice(0)) refuse(new Closed())
  tell(box, lost)
  pump(box)
}

/** A listener that fails is a defect of its own program, and ends as one: an unhandled rejection. */
const tell = (box: Inside, lost: readonly LostItem[]): void => {
  if (lost.length === 0) return
  const told = Promise.resolve().then(() => box.onLost(lost))
  box.telling.add(told)
  void told.finally(() => box.telling.delete(told))
}

const arm = (box: Inside): void => {
  box.callOff()
  box.callOff = () => {}
  if (box.flying >= box.limits.requestsMax) return
  const [first] = box.fresh
  const times = [...box.again.map(({ dueAt }) => dueAt), ...(first === undefined ? [] : [first.putAt + box.limits.lingerMs])]
  if (times.length === 0) return
  const inMs = Math.max(0, times.reduce((least, time) => Math.min(least, time)) - box.around.now())
  box.callOff = box.around.after(inMs, () => pump(box))
}
