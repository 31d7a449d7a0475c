import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import { envelopeOf } from '../../examples/shop/event.ts'
import { DEFAULT_PLAN } from '../../examples/shop/plan.ts'
import { openShop } from '../../examples/shop/shop.ts'
import { readLines } from '../../local/replay/lines.ts'
import { dataset } from '../../test/datasets.ts'

/** The events to be measured with: CDNOW's where this machine has them, else those of a generated shop. */
export type Source = { readonly name: string; readonly lines: () => AsyncIterable<string> }

export const CDNOW = 'data/cdnow.events.jsonl.gz'
const SHOP_CUSTOMERS = 12_000

export const sourceOf = (): Source => {
  const file = dataset(CDNOW)
  if (file === null) return { name: `a generated shop of ${SHOP_CUSTOMERS} customers (CDNOW is not on this machine)`, lines: shopLines }
  return { name: 'CDNOW: 23,570 customers, 18 months', lines: () => fileLines(file) }
}

/**
 * Writes the events with every customer `copies` times, under ids of their own and at the same instants, so in time order. Answers
 * how many lines that made.
 */
export const writeCopies = async (source: Source, copies: number, path: string): Promise<number> => {
  const out = createWriteStream(path)
  let count = 0
  for await (const line of source.lines()) {
    const { messageId, userId, ...rest } = JSON.parse(line) as { messageId: string; userId: string }
    let text = ''
    for (let copy = 0; copy < copies; copy += 1) {
      text += `${JSON.stringify({ ...rest, messageId: `${messageId}-${copy}`, userId: `${userId}-${copy}` })}\n`
    }
    count += copies
    if (!out.write(text)) await once(out, 'drain')
  }
  out.end()
  await finished(out)
  return count
}

async function* fileLines(file: string): AsyncGenerator<string> {
  for await (const { lines } of readLines([file])) yield* lines
}

async function* shopLines(): AsyncGenerator<string> {
  const { events } = openShop({ ...DEFAULT_PLAN, customers: SHOP_CUSTOMERS, months: 12 })
  for (const event of events) yield JSON.stringify(envelopeOf(event))
}
