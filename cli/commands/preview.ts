import { spawn } from 'node:child_process'
import type { Command } from 'commander'
import { customerReport } from '../../shared/flow/query/customer.ts'
import type { JsonObject } from '../../shared/kernel/json.ts'
import { customerId } from '../../shared/kernel/words.ts'
import { openLooker } from '../../local/preview/look.ts'
import { isCampaignFile, withFolder } from '../../local/simulation/ask.ts'
import { startPreview } from '../../local/preview/server.ts'
import { readTemplateFolder } from '../../local/templates/folder.ts'
import { EXIT, Failure } from '../failure.ts'
import { reading, unknown } from '../folder.ts'
import type { Io } from '../io.ts'
import { instant, wholeNumber, withExamples } from '../options.ts'
import { unknownCustomer } from './customer.ts'
import { type CampaignPreviewOptions, previewCampaign } from './preview-campaign.ts'

type PreviewOptions = CampaignPreviewOptions & {
  readonly locale?: string
  readonly templates?: string
  readonly port: number
  readonly open: boolean
}

const PORT_MAX = 65_535
const DESCRIPTION = [
  'Shows a template as readers will see it: at a desk, on a phone, in the dark, as text, with its size and what is wrong with it.',
  'The page follows the files while they are written. It is served to this machine alone, until the command is stopped (Ctrl-C).',
  'Of a campaign (its file, or its id) it tells the story of one customer, step by step: when each wait ends, which way they go and why,',
  'what mail they get, and what would keep it from them. Nothing else happens meanwhile but what --did says.',
].join(' ')

const TEMPLATES = 'examples/templates'
const several = (one: string, before: readonly string[] = []): readonly string[] => [...before, one]

/** `rekindle preview`: one template, as it looks right now; or one customer's way through a campaign. */
export const addPreview = (program: Command, io: Io): void => {
  const command = program
    .command('preview')
    .summary('see a template as readers will, or a campaign as one customer will')
    .description(DESCRIPTION)
    .argument('<name>', 'of a template, or the file or the id of a campaign')
    .option('--customer <id>', 'for somebody of the data folder, not for its sample or somebody invented')
    .option('--locale <tag>', 'the language to begin with')
    .option('--templates <dir>', `the folder of templates (default: ${TEMPLATES}; of a campaign "templates" beside its folder)`)
    .option('--data <dir>', 'the data folder, for --customer and campaigns that are published', '.rekindle')
    .option('--at <iso>', 'of a campaign: when they enter (default: now)', instant)
    .option('--variant <name>', 'of a campaign: the variant they are in, or "holdout" (default: as it is drawn)')
    .option('--did <event@+duration>', 'of a campaign: what they do so long after, such as "Order Completed@+2d"; may be repeated', several)
    .option('--trait <name=value>', 'of a campaign: an attribute of somebody invented; may be repeated', several)
    .option('--policy <file>', 'of a campaign: the policy (default: that of the folder; else examples/policies/retail.json)')
    .option('--campaigns <dir>', 'of a campaign: the folder it lies in, where it is named by its id')
    .option('--segments <dir>', 'of a campaign: its segments (default: the folder "segments" beside its folder)')
    .option('--seed <n>', 'of a campaign: what its variant is drawn from', wholeNumber(0, 2 ** 32 - 1), 1)
    .option('--json', 'of a campaign: answer as JSON, for programs')
    .option('--port <n>', 'where to listen on 127.0.0.1 (default: any that is free)', wholeNumber(0, PORT_MAX), 0)
    .option('--no-open', 'print the address, and open no browser')
  withExamples(
    command,
    'preview welcome',
    'preview win-back --locale zh --no-open',
    'preview win-back --customer 00042 --data shop',
    'preview campaigns/win-back.json --variant offer --did "Order Completed@+9d"',
    'preview onboarding --customer 00042 --data shop --at 2026-03-01T09:00:00Z --json',
  ).action(async (name: string, options: PreviewOptions) => {
    if (await isTemplate(name, options)) await preview(io, name, options)
    else await previewCampaign(io, name, options)
  })
}

/** What is a file is a campaign; a name of both is the template's, as it always was, unless something is asked that only campaigns know. */
const isTemplate = async (name: string, options: PreviewOptions): Promise<boolean> => {
  const { at, variant, did, trait, campaigns, json } = options
  if (isCampaignFile(name) || [at, variant, did, trait, campaigns, json].some((one) => one !== undefined)) return false
  const { names } = await readTemplateFolder(options.templates ?? TEMPLATES)
  if (names.includes(name)) return true
  if (!(await isPublished(options.data, name))) throw unknown('template', name, names)
  return false
}

const isPublished = (folder: string, name: string): Promise<boolean> =>
  withFolder(folder, async (local) =>
    local === null ? false : (await local.stores.definitions.all()).some(({ kind, id }) => kind === 'campaign' && id === name),
  )

const preview = async (io: Io, name: string, options: PreviewOptions): Promise<void> => {
  const { customer, locale, templates = TEMPLATES, data, port, open } = options
  const document = customer === undefined ? null : await documentIn(io, data, customer)
  const onError = (error: unknown): void => void io.err.write(`${error instanceof Error ? error.message : String(error)}\n`)
  const running = await startPreview(openLooker(templates, name, document), port, locale ?? null, onError).catch((failure: unknown) => {
    const code = (failure as NodeJS.ErrnoException).code
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw failure
    throw new Failure(EXIT.wrong, `Port ${port} cannot be listened on.`, 'Name another one (--port), or none.')
  })
  const address = `http://127.0.0.1:${running.port}/`
  io.out.write(`${address}\n`)
  if (open && io.isWatched) show(address)
  await stopped()
  await running.close()
}

const documentIn = async (io: Io, data: string, id: string): Promise<JsonObject> => {
  let document: JsonObject | null = null
  await reading(io, data, async ({ stores, rules, asOf }) => {
    document = (await customerReport(stores.customers, stores.inspection, rules, customerId(id), asOf))?.document ?? null
  })
  if (document === null) throw unknownCustomer(id, data)
  return document
}

/** Where there is no browser the address has been printed, and that is all. */
const show = (address: string): void => {
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', address]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', address]
        : ['xdg-open', address]
  const child = spawn(command as string, args, { stdio: 'ignore', detached: true })
  child.on('error', () => {})
  child.unref()
}

const stopped = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
