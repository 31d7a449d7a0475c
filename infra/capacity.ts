/**
 * How many may work at once, so that neither the table nor SES can be overrun. Upper bounds by arithmetic: what is throttled all the
 * same is retried, goes back to its queue, and is late rather than lost.
 */
import { SWEEP_PER_SECOND } from '../shared/kernel/limits.ts'
import { FUNCTIONS, type FunctionName } from '../functions/functions.ts'

/** Functions behind a queue, each with the most that may run of it. */
export type WorkersAtOnce = { readonly [Name in Worker]: number }
type Worker = 'intake' | 'tick' | 'send' | 'report' | 'sweep' | 'hook'

/**
 * A new on-demand table takes 4,000 write units a second and doubles from there within half an hour
 * (docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html).
 */
export const TABLE_WRITES_PER_SECOND = 4_000
/** SES's first rate out of the sandbox. The pace row of the table is asked before each mail, and holds what SES itself answers. */
export const MAILS_PER_SECOND = 14

/** 1,769 MB of memory are one core (docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html). */
const MB_OF_A_CORE = 1_769
/** One call of the SDK keeps a core busy for about a millisecond: the bound of what one instance can ask of the table. */
const CALLS_PER_CORE_SECOND = 1_000

/**
 * Write units one call stands for on average. An event is a read and a write: one in ten decides something, a transaction of four rows
 * at twice their price, the rest write one unit: (0.9 + 0.1 × 8) / 2. Of wakes half decide something: (0.5 + 0.5 × 8) / 2. A report is two
 * reads and a write. A call to a server is three reads, a transaction of two rows and a mark, and a line with TLS, which keeps a core as busy
 * as five calls of the SDK: 5 units in ten.
 */
const UNITS_PER_CALL: Readonly<Record<Exclude<Worker, 'send' | 'sweep'>, number>> = { intake: 0.85, tick: 2.25, report: 0.34, hook: 0.5 }
/** Claim and settlement of a mail: a transaction of four rows, and one write. SES's rate bounds how many there are, whoever asks. */
const UNITS_PER_MAIL = 9
/** A sweep keeps a pace, however many work at it, and mostly changes nothing: one customer in ten. */
const SWEEP_UNITS_PER_SECOND = SWEEP_PER_SECOND * 0.1 * 8
/** Counters are packed: a batch of facts costs a few items, whatever their number; four shards, a batch of some forty units each second. */
const TALLY_UNITS_PER_SECOND = 160

/** Write units a second if every worker were busy all the time. */
export const writesPerSecond = (atOnce: WorkersAtOnce): number => {
  const busy = (Object.keys(UNITS_PER_CALL) as (keyof typeof UNITS_PER_CALL)[]).map(
    (name) => atOnce[name] * callsPerSecond(name) * UNITS_PER_CALL[name],
  )
  return Math.ceil(
    busy.reduce((sum, one) => sum + one, 0) + MAILS_PER_SECOND * UNITS_PER_MAIL + SWEEP_UNITS_PER_SECOND + TALLY_UNITS_PER_SECOND,
  )
}

const callsPerSecond = (name: FunctionName): number => {
  const spec = FUNCTIONS.find((one) => one.name === name)
  return ((spec?.memoryMb ?? MB_OF_A_CORE) / MB_OF_A_CORE) * CALLS_PER_CORE_SECOND
}
