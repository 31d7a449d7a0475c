import { spawn } from 'node:child_process'
import type { Command } from 'commander'
import { customerReport } from '../../shared/flow/query/customer.ts'
import type { JsonObject } from '../../shared/kernel/json.ts'
import { customerId } from '../../shared/kernel/words.ts'
import { openLooker } from '../../local/preview/look.ts'
import { startPreview } from '../../local/preview/server.ts'
import { readTemplateFolder } from '../../local/templates/folder.ts'
import { EXIT, Failure } from '../failure.ts'
import { reading, unknown } from '../folder.ts'
import type { Io } from '../io.ts'
import { wholeNumber, withExamples } from '../options.ts'
import { unknownCustomer } from './customer.ts'

type PreviewOptions = {
  readonly customer?: string
  readonly locale?: string
  readonly templates: string
  readonly data: string
  readonly port: number
  readonly open: boolean
}

const PORT_MAX = 65_535
const DESCRIPTION = [
  'Shows a template as readers will see it: at a desk, on a phone, in the dark, as text, with its size and what is wrong with it.',
  'The page follows the files while they are written. It is served to this machine alone, until the command is stopped (Ctrl-C).',
].join(' ')

/** `rekindle preview`: one template, as it looks right now. */
export const addPreview = (program: Command, io: Io): void => {
  const command = program
    .command('preview')
    .summary('see a template at a desk, on a phone, in the dark and as text')
    .description(DESCRIPTION)
    .argument('<template>', 'the name of its folder')
    .option('--customer <id>', 'fill it for somebody of the data folder, not for its sample')
    .option('--locale <tag>', 'the language to begin with')
    .option('--templates <dir>', 'the folder of templates', 'examples/templates')
    .option('--data <dir>', 'the data folder, for --customer', '.rekindle')
    .option('--port <n>', 'where to listen on 127.0.0.1 (default: any that is free)', wholeNumber(0, PORT_MAX), 0)
    .option('--no-open', 'print the address, and open no browser')
  withExamples(
    command,
    'preview welcome',
    'preview win-back --locale zh --no-open',
    'preview win-back --customer 00042 --data shop',
  ).action(async (template: string, options: PreviewOptions) => preview(io, template, options))
}

const preview = async (io: Io, name: string, { customer, locale, templates, data, port, open }: PreviewOptions): Promise<void> => {
  const { names } = await readTemplateFolder(templates)
  if (!names.includes(name)) throw unknown('template', name, names)
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
