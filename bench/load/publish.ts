/** Publishers that keep at it: the next request as soon as the one before is answered, on connections that stay open. */
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { Agent, request as httpRequest } from 'node:http'
import { finished } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { SECOND_MS } from '../../shared/kernel/time.ts'
import { openStream } from './events.ts'
import { type Shipment, shipmentsOf } from './shipments.ts'

export type Plan = {
  readonly seconds: number
  /** Ends it before, where it is given. */
  readonly events?: number
  /** Which run of the same publishers it is: each says something else. */
  readonly run?: number
  readonly customers: number
  /** Each keeps one connection busy, and has customers of its own. */
  readonly publishers: number
  /** Events of a full batch. */
  readonly batchSize: number
}

export type Published = {
  readonly seconds: number
  readonly requests: number
  /** Acknowledged as taken, and as refused for what is wrong with them. */
  readonly taken: number
  readonly refused: number
  /** Times a publisher was asked to come back, and did. */
  readonly comeBacks: number
  /** Of full batches, from the first byte sent to the answer that counts, in milliseconds; sorted. */
  readonly latenciesMs: readonly number[]
  /** The longest time from when something was said to have happened until it was acknowledged. */
  readonly longestLagMs: number
  /** Events acknowledged in each second. */
  readonly bySecond: readonly number[]
}

/**
 * Publishes for so long, and writes what was acknowledged, in that order, as lines of `file`. Throws where an event is answered by
 * something else than what it is; a peer tells nothing of its events.
 */
export const publish = async (url: string, plan: Plan, file: string, { isPeer = false } = {}): Promise<Published> => {
  const { events = Number.POSITIVE_INFINITY, run = 0 } = plan
  const out = createWriteStream(file).setMaxListeners(0)
  const agent = new Agent({ keepAlive: true, maxSockets: plan.publishers })
  const tally = { requests: 0, taken: 0, refused: 0, comeBacks: 0, longestLagMs: 0 }
  const latenciesMs: number[] = []
  const bySecond: number[] = []
  const startedAt = performance.now()
  const endsAt = startedAt + plan.seconds * SECOND_MS

  const ship = async (shipment: Shipment): Promise<void> => {
    const saidAt = performance.now()
    let answer = await post(url, shipment, agent)
    while (answer.comeBackMs !== null) {
      tally.comeBacks += 1
      await sleep(answer.comeBackMs)
      answer = await post(url, shipment, agent)
    }
    const now = performance.now()
    if (!isPeer) check(shipment, answer)
    tally.requests += 1
    tally.taken += shipment.events - shipment.flawed
    tally.refused += shipment.flawed
    tally.longestLagMs = Math.max(tally.longestLagMs, now - saidAt)
    const second = Math.floor((now - startedAt) / SECOND_MS)
    bySecond[second] = (bySecond[second] ?? 0) + shipment.events
    if (shipment.events >= plan.batchSize) latenciesMs.push(answer.tookMs)
    if (!out.write(shipment.lines)) await once(out, 'drain')
  }
  const work = async (publisher: number): Promise<void> => {
    const own = Array.from({ length: plan.customers }, (_, index) => index).filter((index) => index % plan.publishers === publisher)
    const next = shipmentsOf(openStream(`${run}-${publisher}`, run * plan.publishers + publisher, own, Date.now), plan.batchSize)
    while (performance.now() < endsAt && tally.taken + tally.refused < events) await ship(next())
  }
  // The first line of the file is of now, so that the clock of a replay stands there from the beginning.
  await ship(opening())
  await Promise.all(Array.from({ length: plan.publishers }, (_, publisher) => work(publisher)))
  const seconds = (performance.now() - startedAt) / SECOND_MS
  agent.destroy()
  out.end()
  await finished(out)
  return { ...tally, seconds, latenciesMs: latenciesMs.sort((a, b) => a - b), bySecond: Array.from(bySecond, (count) => count ?? 0) }
}

const opening = (): Shipment => {
  const envelope = { type: 'track', event: 'Shop Opened', userId: 'the-first', messageId: 'opening', timestamp: new Date().toISOString() }
  const body = JSON.stringify(envelope)
  return { path: '/v1/track', headers: { 'content-type': 'application/json' }, body, events: 1, flawed: 0, lines: `${body}\n` }
}

type Answer = { readonly status: number; readonly text: string; readonly comeBackMs: number | null; readonly tookMs: number }

const post = (url: string, { path, headers, body }: Shipment, agent: Agent): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sentAt = performance.now()
    const request = httpRequest(url + path, { method: 'POST', agent, headers: { ...headers, 'content-length': Buffer.byteLength(body) } })
    request.on('response', (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      response.on('error', reject)
      response.on('end', () => {
        const after = response.headers['retry-after']
        const comeBackMs = after === undefined ? null : Number(after) * SECOND_MS
        resolve({ status: response.statusCode ?? 0, text, comeBackMs, tookMs: performance.now() - sentAt })
      })
    })
    request.on('error', reject)
    request.end(body)
  })

/** Every event is acknowledged by what it is: taken, or refused with a reason. */
const check = (shipment: Shipment, { status, text }: Answer): void => {
  const answered = status === 200 || (status === 400 && shipment.flawed === shipment.events)
  const said = answered ? (JSON.parse(text) as { taken?: number; refused?: number; Refusals?: readonly unknown[] }) : {}
  const refused = said.refused ?? said.Refusals?.length ?? 0
  const isRight = answered && refused === shipment.flawed && (said.taken ?? shipment.events - refused) === shipment.events - refused
  if (!isRight)
    throw new Error(`${shipment.path} answered ${status} to ${shipment.events} events, ${shipment.flawed} flawed: ${text.slice(0, 500)}`)
}
