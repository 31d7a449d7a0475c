import type { Command } from 'commander'
import type { QuarantineEntry } from '../../shared/ports/quarantine.ts'
import { problemLines } from '../failure.ts'
import { reading } from '../folder.ts'
import { countOf, instantText } from '../format.ts'
import { answer, type Io } from '../io.ts'
import { type CommonOptions, PAGE, wholeNumber, withCommonOptions, withExamples } from '../options.ts'
import { outside } from '../outside.ts'
import { quarantineWords } from '../words.ts'

type QuarantineOptions = CommonOptions & { readonly after?: string; readonly limit: number; readonly text?: true }

/** `rekindle quarantine`: what came in and could not be taken, with its problem and a hint. */
export const addQuarantine = (program: Command, io: Io): void => {
  const command = program
    .command('quarantine')
    .summary('what came in and could not be taken, and why')
    .description('What came in and could not be taken as it is: why, where, and how to mend it. Oldest first.')
    .option('--after <id>', 'those after this id')
    .option('--limit <n>', 'so many', wholeNumber(1, PAGE.max), PAGE.usual)
    .option('--text', 'print what came, too (it may hold an address)')
  withExamples(withCommonOptions(command), 'quarantine --data shop', 'quarantine --data shop --text --json').action(
    async ({ data, json, after, limit, text }: QuarantineOptions) =>
      reading(io, data, async ({ stores }) => {
        const count = await stores.quarantine.count()
        const entries = await stores.quarantine.list(after ?? null, limit)
        const next = entries.length === limit ? (entries.at(-1)?.id ?? null) : null
        const more = next === null ? [] : ['', `More: rekindle quarantine --data ${data} --after ${next}`]
        answer(io, json === true, { count, entries: entries.map((entry) => entryJson(entry, text === true)), next }, () =>
          [
            `${countOf(count, 'entry', 'entries')} in quarantine`,
            ...entries.flatMap((entry) => entryLines(entry, text === true)),
            ...more,
          ].join('\n'),
        )
      }),
  )
}

const entryJson = ({ id, at, because, customerId, problems, text }: QuarantineEntry, withText: boolean) => ({
  id,
  at: outside(at, 'at'),
  because,
  customer: customerId,
  problems,
  ...(withText ? { text } : {}),
})

const entryLines = ({ id, at, because, customerId, problems, text }: QuarantineEntry, withText: boolean): readonly string[] => [
  '',
  `${id}  ${instantText(at)}  ${customerId === null ? '' : `customer ${customerId}: `}${quarantineWords(because)}`,
  ...problems.flatMap((one) => problemLines(one)),
  ...(withText ? [`  ${text}`] : []),
]
