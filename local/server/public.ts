/** The public pages on the local server: links of mails, which need no login, no cookie and no page of ours before them. */
import type { IncomingMessage } from 'node:http'
import type { DoorAnswer } from '../../shared/flow/doors/door.ts'
import { answerPublic, languagesOf, publicPlaceOf, type PublicWorld, wrongMethod } from '../../shared/flow/doors/public.ts'
import { notUnderstoodPage } from '../../shared/flow/doors/public-pages.ts'
import type { Engine } from '../../shared/flow/engine.ts'
import { Contended } from '../../shared/flow/handle.ts'
import type { Sorted } from '../../shared/flow/intake.ts'
import { noteVisit, tellVisits, type VisitWorld } from '../../shared/flow/visits.ts'
import type { Keys } from '../../shared/kernel/keyed.ts'
import { BURST_MS, PUBLIC_BODY_BYTES_MAX, VISITS_BATCH } from '../../shared/kernel/limits.ts'
import type { EpochMs } from '../../shared/kernel/words.ts'
import { Transient } from '../../shared/ports/customer-store.ts'
import type { Visits } from '../../shared/ports/visits.ts'
import { readBody } from './body.ts'
import type { Collector } from './collector.ts'

/** What the links of mails need: the keys they were sealed with, and where visits are noted. */
export type PublicPages = {
  readonly keys: Keys
  readonly visits: Visits
  /** Whether the mailer tells of deliveries. */
  readonly hearsOfDelivery: boolean
}

type Options = PublicPages & {
  readonly engine: Engine
  readonly collector: Collector
  readonly now: () => EpochMs
  readonly onError: (error: unknown) => void
}

export type OpenPages = {
  readonly answer: (request: IncomingMessage, path: string) => Promise<DoorAnswer>
  readonly close: () => Promise<void>
}

/** Whether a path is one of a mail's links. */
export const isForReaders = (path: string): boolean => publicPlaceOf(path) !== null

export const openPublic = (options: Options): OpenPages => {
  const { engine, collector, now, onError } = options
  const take = async (sorted: readonly Sorted[], at: EpochMs): Promise<'kept' | 'away'> => {
    try {
      const kept = collector.add(sorted.map((one) => ({ sorted: one, receivedAt: at })))
      await kept
      return kept === null ? 'away' : 'kept'
    } catch (error) {
      if (!(error instanceof Contended || error instanceof Transient)) throw error
      onError(error)
      return 'away'
    }
  }
  const world = { engine, visits: options.visits, hearsOfDelivery: options.hearsOfDelivery }
  const telling = openTelling(world, take, now, onError)
  const pages: PublicWorld = {
    store: engine.store,
    rules: engine.rules,
    keys: options.keys,
    languages: languagesOf(engine.rules()),
    take,
    visited: async (visited) => {
      // Whoever follows a link gets there, whether we could note it or not.
      await noteVisit(world, visited).catch(onError)
      telling.soon()
    },
  }
  return {
    answer: async (request, path) => {
      const { method = 'GET', headers } = request
      const acceptLanguage = headers['accept-language']
      const place = publicPlaceOf(path)
      const wrong = place === null ? null : wrongMethod(place.purpose, method, acceptLanguage)
      if (wrong !== null) return wrong
      const body = method === 'POST' ? await readBody(request, PUBLIC_BODY_BYTES_MAX) : NO_BODY
      if (!body.ok) return notUnderstoodPage(body.status, acceptLanguage)
      return answerPublic(pages, { method, path, headers: headersOf(headers), body: body.text, receivedAt: now() })
    },
    close: telling.close,
  }
}

const NO_BODY = { ok: true, text: '' } as const

/** Visits are told of when their second is over; those of an earlier process with the first one. */
const openTelling = (
  world: VisitWorld,
  take: (sorted: readonly Sorted[], at: EpochMs) => Promise<'kept' | 'away'>,
  now: () => EpochMs,
  onError: (error: unknown) => void,
) => {
  let timer: NodeJS.Timeout | null = null
  let telling: Promise<void> = Promise.resolve()
  const tell = async (): Promise<void> => {
    try {
      if ((await tellVisits(world, take, now())) >= VISITS_BATCH) soon()
    } catch (error) {
      // They are kept, and told of with the next one.
      onError(error)
    }
  }
  const soon = (): void => {
    timer ??= setTimeout(() => {
      timer = null
      telling = telling.then(tell)
    }, BURST_MS + TELLING_MS).unref()
  }
  soon()
  return {
    soon,
    close: async () => {
      if (timer !== null) clearTimeout(timer)
      await telling
    },
  }
}

/** Timers may fire a little early. */
const TELLING_MS = 50

const headersOf = (headers: IncomingMessage['headers']): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]))
