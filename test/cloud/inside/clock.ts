/**
 * Loaded before everything else in a function's process (`node --import`): the clock says what the rehearsal says. It stands still while
 * the function works, but for the time it waits for: a timer that fires moves the clock to the instant it was set for.
 */
import { subscribe } from 'node:diagnostics_channel'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { syncBuiltinESMExports } from 'node:module'
import timers from 'node:timers'
import timersPromises from 'node:timers/promises'

const RealDate = Date
let now = Number(process.env.REHEARSAL_NOW)

/** When a wait that begins now is over: in whole milliseconds, as clocks tell them. */
const after = (ms: number | undefined): number => now + Math.max(0, Math.floor(ms ?? 0))

/** Time does not run back within one process. */
const moveTo = (instant: number): void => {
  if (instant > now) now = instant
}
Object.defineProperty(globalThis, Symbol.for('rehearsal.clock'), { value: { moveTo, now: () => now } })

globalThis.Date = new Proxy(RealDate, {
  construct: (target, given, newTarget) => Reflect.construct(target, given.length === 0 ? [now] : given, newTarget) as object,
  apply: () => new RealDate(now).toString(),
  get: (target, key, receiver) => (key === 'now' ? () => now : (Reflect.get(target, key, receiver) as unknown)),
})

const realTimeout = globalThis.setTimeout
const moving = (callback: (...given: unknown[]) => void, ms: number | undefined, ...given: unknown[]): NodeJS.Timeout => {
  const dueAt = after(ms)
  const fire = (...args: unknown[]): void => {
    moveTo(dueAt)
    callback(...args)
  }
  return realTimeout(fire, ms, ...given)
}
const timeout = Object.assign(moving, realTimeout) as typeof setTimeout
globalThis.setTimeout = timeout
timers.setTimeout = timeout

const realSleep = timersPromises.setTimeout
timersPromises.setTimeout = async <T>(ms?: number, value?: T, options?: Parameters<typeof realSleep>[2]): Promise<T> => {
  const dueAt = after(ms)
  const slept = (await realSleep(ms, value, options)) as T
  moveTo(dueAt)
  return slept
}
syncBuiltinESMExports()

// Processes wait each for themselves: with each call they tell how far they are, and hear how far the others are.
subscribe('http.client.request.created', (told) => {
  const { request } = told as { readonly request: ClientRequest }
  if (!request.headersSent) request.setHeader('rehearsal-now', String(now))
})
subscribe('http.client.response.finish', (told) => {
  const { response } = told as { readonly response: IncomingMessage }
  moveTo(Number(response.headers['rehearsal-now'] ?? 0))
})
