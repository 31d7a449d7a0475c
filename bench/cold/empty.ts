/** Handlers that do nothing, with the AWS clients that a function of ours has: what any function of that kind starts with. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { bundleOne, ROOT } from '../../functions/bundle.ts'
import type { Client } from '../../functions/functions.ts'

/** What our adapters import of each client. The first is made at once, as a handler usually does. */
const IMPORTED: Readonly<Record<Client, readonly [string, ...string[]]>> = {
  dynamodb: [
    'DynamoDBClient',
    ...['GetItemCommand', 'BatchGetItemCommand', 'QueryCommand', 'ScanCommand', 'PutItemCommand', 'UpdateItemCommand'],
    ...['DeleteItemCommand', 'BatchWriteItemCommand', 'TransactWriteItemsCommand'],
  ],
  eventbridge: ['EventBridgeClient', 'PutEventsCommand'],
  ses: ['SESClient', 'SendRawEmailCommand', 'GetSendQuotaCommand'],
  sqs: ['SQSClient', 'SendMessageBatchCommand', 'GetQueueAttributesCommand'],
}

/** `usual`: by esbuild as everybody uses it; `as-ours`: by our own bundler, which leaves out what no function asks for. */
export type Empty = { readonly usual: string; readonly asOurs: string }

/** Builds the empty handler of a set of clients in both ways, in a folder where packages are found; answers the two files. */
export const emptyHandler = async (clients: readonly Client[], into: string): Promise<Empty> => {
  const name = clients.join('-')
  const entry = join(into, `${name}.ts`)
  writeFileSync(entry, sourceOf(clients))
  const usual = join(into, `${name}-usual/index.mjs`)
  await build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    outfile: usual,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    banner: {
      js: "import { createRequire as emptyCreateRequire } from 'node:module';const require = emptyCreateRequire(import.meta.url);",
    },
    legalComments: 'none',
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'error',
  })
  const { file: asOurs } = await bundleOne(name, entry, join(into, `${name}-as-ours`))
  return { usual, asOurs }
}

const sourceOf = (clients: readonly Client[]): string => {
  const imports = clients.map((client) => `import { ${IMPORTED[client].join(', ')} } from '@aws-sdk/client-${client}'`)
  const made = clients.map((client) => `new ${IMPORTED[client][0]}({})`)
  const commands = clients.flatMap((client) => IMPORTED[client].slice(1))
  return `${imports.join('\n')}\nconst kept = [${[...made, ...commands].join(', ')}]\nexport const handler = async () => ({ kept: kept.length })\n`
}
