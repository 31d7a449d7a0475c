import { parseArgs } from 'node:util'
import { DEFAULT_PLAN } from '../../examples/shop/plan.ts'
import type { Reach } from '../wiring.ts'

/** What `npm start` was asked for. */
export type Asked =
  | { readonly type: 'help' }
  | { readonly type: 'wrong'; readonly problem: string }
  | ({ readonly type: 'demo'; readonly isReport: boolean; readonly isFresh: boolean; readonly plan: AskedPlan } & Shared)
  | ({ readonly type: 'own'; readonly files: AskedFiles; readonly reach: Reach } & Shared)

/** Null: as it was, or as usual. */
export type AskedPlan = { readonly seed: number | null; readonly customers: number | null; readonly months: number | null }
export type AskedFiles = {
  readonly policy: string | null
  readonly campaigns: string | null
  readonly experiments: string | null
  readonly templates: string | null
}

type Shared = {
  readonly folder: string
  readonly port: number | null
  readonly writeKey: string | null
  /** Other sites whose pages may publish. */
  readonly corsOrigins: readonly string[]
  readonly withConsole: boolean
}

const DEMO_FOLDER = '.rekindle/demo'
const OWN_FOLDER = '.rekindle/data'
/** Recreated by each report, so that it costs nobody the demo they live with. */
const REPORT_FOLDER = '.rekindle/report'

export const HELP = `Runs Rekindle in one process on this machine: a demo shop to look at, or your own data.

  npm start                          a generated shop, whose customers' true reactions to every mail are known,
                                     through six months of virtual time, and then on live
  npm start -- --empty               your own: no demo, the clock of this machine, mails stay in the inbox

  --port N         where to listen on 127.0.0.1                        (7707, or any that is free)
  --data DIR       the data folder                                     (${DEMO_FOLDER}; with --empty ${OWN_FOLDER})
  --write-key KEY  what publishers must show; without one whoever is on this machine may publish
  --allow-origin SITE
                   whose pages may publish, too: https://shop.example; may be given several times
  --no-console     serve publishers and the API, and do not build the console

 The demo
  --fresh          delete it and begin anew
  --report         run the history, print what it shows and end, in ${REPORT_FOLDER} (--once is the same)
  --seed N         another shop                                        (${DEFAULT_PLAN.seed})
  --customers N    how many people join it, 1 to 100000                (${DEFAULT_PLAN.customers})
  --months N       how long its history is, 1 to 36                    (${DEFAULT_PLAN.months})

 Your own (--empty)
  --policy FILE, --campaigns DIR, --experiments DIR, --templates DIR
                   what you decided, as JSON. They are remembered, and what has changed in them is published
                   as a new version at each start. An empty folder begins with the examples.
                   Templates are those in the folder "templates" beside the campaigns, unless named.
  --webhooks       make the calls that campaigns ask for (docs/webhooks-and-tasks.md); else nothing leaves
  --webhooks-to-loopback
                   make those that lead to this machine, with or without TLS: for trying out
`

/** Reads a command line; a problem is told in a sentence. */
export const readArguments = (words: readonly string[]): Asked => {
  try {
    const { values } = parseArgs({ args: [...words], options: OPTIONS })
    if (values.help === true) return { type: 'help' }
    const port = numberIn(values, 'port', 0, 65_535)
    const plan = {
      seed: numberIn(values, 'seed', 0, 2 ** 32 - 1),
      customers: numberIn(values, 'customers', 1, 100_000),
      months: numberIn(values, 'months', 1, 36),
    }
    const corsOrigins = (values['allow-origin'] ?? []).map(originOf)
    const shared = { port, writeKey: writeKeyOf(values['write-key']), corsOrigins, withConsole: values['no-console'] !== true }
    const given = Object.keys(values)
    if (values.empty === true) {
      refuse(given, ONLY_DEMO, 'is about the demo, and --empty starts without one')
      const { policy = null, campaigns = null, experiments = null, templates = null } = values
      const reach = { web: values.webhooks === true, loopback: values['webhooks-to-loopback'] === true }
      return { type: 'own', files: { policy, campaigns, experiments, templates }, reach, folder: values.data ?? OWN_FOLDER, ...shared }
    }
    refuse(given, ONLY_OWN, 'goes with --empty: the demo runs with the example policy and campaigns, and nothing leaves it')
    const isReport = values.report === true || values.once === true
    const isFresh = values.fresh === true || (isReport && values.data === undefined)
    return { type: 'demo', isReport, isFresh, plan, folder: values.data ?? (isReport ? REPORT_FOLDER : DEMO_FOLDER), ...shared }
  } catch (failure) {
    return { type: 'wrong', problem: failure instanceof Error ? failure.message : String(failure) }
  }
}

const text = { type: 'string' } as const
const flag = { type: 'boolean' } as const
const OPTIONS = {
  ...{ seed: text, customers: text, months: text, data: text, port: text, 'write-key': text },
  ...{ policy: text, campaigns: text, experiments: text, templates: text },
  ...{ empty: flag, fresh: flag, report: flag, once: flag, 'no-console': flag },
  ...{ webhooks: flag, 'webhooks-to-loopback': flag },
  'allow-origin': { type: 'string', multiple: true },
  help: { type: 'boolean', short: 'h' },
} as const

const ONLY_DEMO: readonly string[] = ['seed', 'customers', 'months', 'fresh', 'report', 'once']
const ONLY_OWN: readonly string[] = ['policy', 'campaigns', 'experiments', 'templates', 'webhooks', 'webhooks-to-loopback']

class Misused extends Error {
  override name = 'Misused'
}

const refuse = (given: readonly string[], names: readonly string[], because: string): void => {
  const found = given.find((name) => names.includes(name))
  if (found !== undefined) throw new Misused(`--${found} ${because}.`)
}

const WRITE_KEY_LENGTH_MAX = 128

/** Publishers show it as the user of Basic auth, which a colon ends, and people paste it into shells. */
const writeKeyOf = (said: string | undefined): string | null => {
  if (said === undefined) return null
  if (/^[\w.-]+$/.test(said) && said.length <= WRITE_KEY_LENGTH_MAX) return said
  throw new Misused(`--write-key takes letters, digits, ".", "_" and "-", at most ${WRITE_KEY_LENGTH_MAX} of them.`)
}

/** As browsers write it: they are compared letter by letter. */
const originOf = (said: string): string => {
  const url = URL.parse(said)
  const isSite = url !== null && (url.protocol === 'https:' || url.protocol === 'http:')
  if (isSite && url.origin === said) return said
  const instead = isSite ? `; did you mean ${url.origin}` : ''
  throw new Misused(`--allow-origin takes a site as browsers name it, such as https://shop.example, not "${said}"${instead}.`)
}

const numberIn = (values: object, name: string, least: number, most: number): number | null => {
  const said = (values as Readonly<Record<string, unknown>>)[name]
  if (typeof said !== 'string') return null
  if (/^\d{1,10}$/.test(said) && Number(said) >= least && Number(said) <= most) return Number(said)
  throw new Misused(`--${name} takes a whole number${least === 0 && most > 100_000 ? '' : ` from ${least} to ${most}`}, not "${said}".`)
}
