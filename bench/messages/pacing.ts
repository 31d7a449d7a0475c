/** A sender at work on the clock of this machine: does it hold the rate it was given? */
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { paceOf } from '../../shared/flow/pace.ts'
import { relay } from '../../shared/flow/relay.ts'
import { send } from '../../shared/flow/send.ts'
import { epochMs } from '../../shared/kernel/words.ts'
import { STREAM_START } from '../../shared/ports/change-stream.ts'
import type { Mailer } from '../../shared/ports/mailer.ts'
import { openScene } from './scene.ts'

export type Pacing = {
  readonly perSecond: number
  readonly seconds: number
  readonly mails: number
  /** Mails a second, from after the first second's worth, which was there at once, to the end. */
  readonly held: number
  /** The most within any one second. */
  readonly most: number
}

/** A service takes this long over a mail: as SES from within its region. */
const SERVICE_MS = 50

export const measurePacing = async (within: string, perSecond: number, seconds: number): Promise<Pacing> => {
  const folder = mkdtempSync(join(within, 'pacing-'))
  const { local, rules } = await openScene(folder, Math.ceil(perSecond * (seconds + 2)) + 10)
  const takenAt: number[] = []
  const mailer: Mailer = {
    atOnce: 20,
    send: async () => {
      takenAt.push(performance.now())
      await pause(SERVICE_MS)
      return { type: 'accepted' }
    },
    lookUp: async () => 'unknown',
  }
  try {
    const pace = paceOf(local.stores.pace, async () => ({ perSecond, per24Hours: null, sentLast24Hours: null }))
    const engine = local.engine(rules, { mailer, pace })
    let position = STREAM_START
    for (const [shard] of [await engine.stream.shards()]) {
      for (let to = await relay(engine, shard as string, position); to !== position; to = await relay(engine, shard as string, position))
        position = to
    }
    const clock = { now: () => epochMs(Date.now()) }
    // The bucket begins with what one second brings; the rate is what comes after it.
    const endAt = performance.now() + (seconds + 1) * 1000
    while (performance.now() < endAt) {
      const { againAt } = await send(engine, clock.now(), clock)
      await pause(Math.max(1, (againAt ?? clock.now()) - clock.now()))
    }
  } finally {
    local.close()
  }
  return { perSecond, seconds, mails: takenAt.length, ...heldIn(takenAt, Math.max(1, Math.floor(perSecond))) }
}

/** The slope of the line that fits best through all mails after the first second's worth: lumps of a quarter of a second average out. */
const heldIn = (takenAt: readonly number[], atOnce: number): Pick<Pacing, 'held' | 'most'> => {
  const after = takenAt.slice(atOnce)
  const meanAt = after.reduce((sum, at) => sum + at, 0) / after.length
  const meanIndex = (after.length - 1) / 2
  let [covariance, variance] = [0, 0]
  for (const [index, at] of after.entries()) {
    covariance += (index - meanIndex) * (at - meanAt)
    variance += (at - meanAt) ** 2
  }
  let most = 0
  for (let from = 0, to = 0; to < takenAt.length; to += 1) {
    while ((takenAt[to] as number) - (takenAt[from] as number) >= 1000) from += 1
    most = Math.max(most, to - from + 1)
  }
  return { held: variance === 0 ? 0 : (covariance / variance) * 1000, most }
}

const pause = (durationMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, durationMs))
