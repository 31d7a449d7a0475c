/** The flow on a table, as functions wire it, with nothing outside: mail is taken by nobody, and queues and the bus are counted. */
import { customerStoreOf } from '../../shared/adapters/dynamo/customer-store.ts'
import { bytesOf, entriesOf } from '../../shared/adapters/dynamo/capacity.ts'
import { erasedOf } from '../../shared/adapters/dynamo/erased.ts'
import { heartbeatsOf } from '../../shared/adapters/dynamo/heartbeats.ts'
import { DUE_SHARDS, PENDING_SHARDS, rows } from '../../shared/adapters/dynamo/layout.ts'
import { type ModelCall, modelTable } from '../../shared/adapters/dynamo/model-table.ts'
import { paceStoreOf } from '../../shared/adapters/dynamo/pace-store.ts'
import { quarantineStoreOf } from '../../shared/adapters/dynamo/quarantine.ts'
import { changeOf } from '../../shared/adapters/dynamo/stream.ts'
import { switchStoreOf } from '../../shared/adapters/dynamo/switch-store.ts'
import type { Table } from '../../shared/adapters/dynamo/table.ts'
import { tallyStoreOf } from '../../shared/adapters/dynamo/tally-store.ts'
import { visitsOf } from '../../shared/adapters/dynamo/visits.ts'
import { checkTemplate } from '../../shared/adapters/liquid/check.ts'
import { liquidRenderer } from '../../shared/adapters/liquid/renderer.ts'
import type { Rules } from '../../shared/domain/customer/rules.ts'
import { linkMaker } from '../../shared/flow/links.ts'
import { paceOf } from '../../shared/flow/pace.ts'
import { switchboardOf } from '../../shared/flow/switches.ts'
import type { Shards } from '../../shared/flow/tasks.ts'
import { keysOf, secretOf } from '../../shared/kernel/keyed.ts'
import { SECRET_BYTES } from '../../shared/kernel/limits.ts'
import type { Change } from '../../shared/ports/change-stream.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import type { MessageQueue } from '../../shared/ports/message-queue.ts'

export { checkTemplate }

export const SHARDS: Shards = { due: DUE_SHARDS, pending: PENDING_SHARDS }

/** The same in every estimate: digests are as long under any secret. */
const KEYS = keysOf(secretOf(new Uint8Array(SECRET_BYTES)))

/** SES's first allowance out of the sandbox. */
const ALLOWANCE = { perSecond: 14, per24Hours: 50_000, sentLast24Hours: null }

export type World = ReturnType<typeof worldOn>

export const worldOn = (table: Table, clock: Clock, rules: Rules, queue: MessageQueue) => {
  const erased = erasedOf(table, KEYS)
  const quarantine = quarantineStoreOf(table, erased, clock)
  const taker = { store: customerStoreOf(table, KEYS, clock, quarantine.put), quarantine, rules: () => rules }
  const switches = switchboardOf(switchStoreOf(table))
  const mailer = { atOnce: 10, send: async () => ({ type: 'accepted' }) as const, lookUp: async () => 'unknown' as const }
  const tallies = tallyStoreOf(table, clock)
  return {
    taker,
    tallies,
    sender: {
      ...taker,
      ...{ queue, mailer, sender: null, renderer: liquidRenderer() },
      pace: paceOf(paceStoreOf(table), async () => ALLOWANCE),
      links: linkMaker(KEYS, () => 'https://abc123defg.execute-api.eu-central-1.amazonaws.com'),
    },
    tasks: {
      engine: { ...taker, switches, queue, tallies, mailer },
      visits: visitsOf(table, erased),
      hearsOfDelivery: true,
      mailsWaiting: async () => 0,
      beat: heartbeatsOf(table).beat,
    },
  }
}

/** A table in memory that keeps the account of its calls. */
export type Metered = {
  readonly table: Table
  /** Units since it was last asked, and what the stream would have told. */
  readonly taken: () => {
    readonly readUnits: number
    readonly writeUnits: number
    /** Write units of single puts: rows of the timeline, and the pace of mail. */
    readonly putUnits: number
    readonly calls: number
    readonly changes: readonly Change[]
  }
  /** Storage of all rows. */
  readonly bytes: () => number
  readonly stateBytes: () => readonly number[]
  /** When customers are due. */
  readonly dueAts: () => readonly number[]
}

/** `through`: what stands between the flow and the model, such as a table that is real. */
export const meteredTable = (through: (table: Table, call: () => ModelCall | null) => Table = (table) => table): Metered => {
  let calls: ModelCall[] = []
  let position = 0
  const model = modelTable((call) => void calls.push(call))
  const states = () => model.rows().filter((row) => row.sk?.S === rows.state)
  return {
    table: through(model, () => calls.at(-1) ?? null),
    taken: () => {
      const done = calls
      calls = []
      const changes = done.flatMap(({ wrote }) =>
        wrote.flatMap(({ before, after }) => {
          position += 1
          const images = { ...(before === null ? {} : { OldImage: before }), ...(after === null ? {} : { NewImage: after }) }
          return changeOf({ SequenceNumber: String(position), ...images }) ?? []
        }),
      )
      const sum = (of: (call: ModelCall) => number): number => done.reduce((total, call) => total + of(call), 0)
      return {
        ...{ readUnits: sum((call) => call.readUnits), writeUnits: sum((call) => call.writeUnits), calls: done.length, changes },
        putUnits: sum(({ operation, writeUnits }) => (operation === 'PutItem' ? writeUnits : 0)),
      }
    },
    stateBytes: () => states().map((row) => Buffer.byteLength(row.s?.S ?? '')),
    dueAts: () => states().flatMap((row) => (row.t?.N === undefined ? [] : [Number(row.t.N)])),
    bytes: () =>
      model
        .rows()
        .flatMap((row) => [row, ...entriesOf(row)])
        .reduce((sum, row) => sum + bytesOf(row) + ROW_OVERHEAD_BYTES, 0),
  }
}

/** DynamoDB bills a row's storage with so much on top (developer guide, "Storage"). */
const ROW_OVERHEAD_BYTES = 100
