/** A data folder, live: publishers' doors, the console and its API, and all that happens by itself as time goes on. */
import { randomUUID } from 'node:crypto'
import type { Connect } from '../../shared/contract/api.ts'
import type { Engine } from '../../shared/flow/engine.ts'
import { simulationsOf } from '../../shared/flow/editor/simulations.ts'
import { BUS_NAME } from '../../shared/kernel/names.ts'
import type { EpochMs } from '../../shared/kernel/words.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import { localApi } from '../api/api.ts'
import type { DemoControl } from '../api/context.ts'
import { localCounting } from '../counting.ts'
import { type RunningServer, startServer } from '../server/server.ts'
import { openKeyGate } from '../server/write-keys.ts'
import { simulatingIn } from '../simulation/beside.ts'
import { type Local, markOf } from '../wiring.ts'
import type { Feed } from './feed.ts'
import { runLoop } from './loop.ts'

export type Listening = {
  /** Null: the usual one, or where that is taken any that is free. */
  readonly port: number | null
  readonly writeKey: string | null
  /** Other sites whose pages may publish. */
  readonly corsOrigins: readonly string[]
  /** Where the console's built files are, or will be. */
  readonly consoleFolder: string
  readonly onError: (error: unknown) => void
}

/** What lives: its time, what one turn does, and how it is left for the next process. */
export type Life = {
  readonly local: Local
  readonly engine: Engine
  readonly clock: Clock
  /** What time it is for publishers, where the clock is another on purpose; null: it is the same. */
  readonly publishersNow: (() => EpochMs) | null
  readonly feed: Feed
  readonly turn: (tell: (problem: Error) => void) => Promise<'more' | 'done'>
  /** Keeps where it stands; called when nothing happens any more. */
  readonly leave: () => Promise<void>
  readonly demo: DemoControl | null
}

export type Running = {
  readonly url: string
  readonly isUsualPort: boolean
  readonly close: () => Promise<void>
}

/** On most keyboards the two sevens and the zero between them are easily typed; no well-known service is there. */
export const USUAL_PORT = 7707

/** Listens, and lives until it is closed. Where it cannot listen, the folder is given back. */
export const serveLive = async (life: Life, listening: Listening): Promise<Running> => {
  const { local, engine, clock, publishersNow, feed, demo } = life
  const { writeKey, corsOrigins, consoleFolder, onError } = listening
  const { gate, writeKeys } = await openKeyGate(writeKey, local.stores.writeKeys)
  const connect = async (): Promise<Connect> => ({
    origin: url,
    writeKey,
    needsKey: gate.needsKey(),
    bus: { name: BUS_NAME, endpoint: url, region: 'us-east-1' },
  })
  const counting = localCounting(engine.stream, engine.tallies, () => feed.changed('stages', 'campaigns'), onError)
  const simulations = simulationsOf(simulatingIn(local.folder), randomUUID)
  const api = localApi({ local, engine, now: clock.now, feed, demo, connect, counting, writeKeys, simulations })
  const open = (port: number): Promise<RunningServer> =>
    startServer({
      ...{ engine, clock, port, api, corsOrigins, onError },
      staticFolder: consoleFolder,
      mark: markOf(local.folder),
      pages: { keys: local.keys, visits: local.stores.visits, hearsOfDelivery: false },
      onArrival: feed.arrived,
      ...(publishersNow === null ? {} : { publishersNow }),
      keys: gate,
    })
  const server = await opened(open, listening.port).catch((failure: unknown) => {
    feed.close()
    local.close()
    throw failure
  })
  const url = `http://127.0.0.1:${server.port}`
  local.reachedAt(url)
  const loop = runLoop(life.turn, onError)
  return {
    url,
    isUsualPort: server.port === USUAL_PORT,
    close: async () => {
      feed.close()
      await simulations.close()
      await server.close()
      await loop.stop()
      await life.leave()
      local.close()
    },
  }
}

/** Another program listens there. */
export class PortTaken extends Error {
  override name = 'PortTaken'
  constructor(port: number) {
    super(`Another program listens on port ${port} already. Give another with --port, or none, and any that is free is taken.`)
  }
}

const opened = async (open: (port: number) => Promise<RunningServer>, port: number | null): Promise<RunningServer> => {
  try {
    return await open(port ?? USUAL_PORT)
  } catch (failure) {
    if (!isTaken(failure)) throw failure
    if (port !== null) throw new PortTaken(port)
    return open(0)
  }
}

const isTaken = (failure: unknown): boolean =>
  failure instanceof Error && 'code' in failure && (failure.code === 'EADDRINUSE' || failure.code === 'EACCES')
