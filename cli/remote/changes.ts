import { readFile, writeFile } from 'node:fs/promises'
import type { SendingPage, SwitchView } from '../../shared/contract/api.ts'
import { stopText } from '../../shared/domain/messaging/breaker.ts'
import { BREAKER_DAYS, COUPON_LENGTH_MAX, COUPONS_AT_ONCE } from '../../shared/kernel/limits.ts'
import { EXIT, Failure, problemLines } from '../failure.ts'
import { countOf, countText, table } from '../format.ts'
import { answer } from '../io.ts'
import { wholeNumber } from '../options.ts'
import { suppressionWords } from '../words.ts'
import { type Add, atText, type Shared, withJson, withRemoteExamples } from './options.ts'

type Because = Shared & { readonly because: string }
type After = Shared & { readonly after?: string }

/** `rekindle --stage NAME sending`. */
export const addSending: Add = (program, io, open) => {
  const command = program.command('sending').summary('whether mail leaves, and how much comes back')
  const status = command.command('status', { isDefault: true }).summary('the switches and the rates')
  withRemoteExamples(withJson(status), 'sending').action(async ({ json }: Shared) => {
    const remote = await open()
    const page = await remote.ask('GET /api/sending', {}, {})
    answer(io, json === true, page, () => sendingText(page))
  })
  for (const [name, summary] of [
    ['stop', 'send no more mail'],
    ['resume', 'let mail leave again; what came back until now counts no more'],
  ] as const) {
    const one = command
      .command(name)
      .summary(summary)
      .option('--campaign <id>', 'of this campaign alone')
      .requiredOption('--because <text>', 'why: it is kept')
    withRemoteExamples(withJson(one), `sending ${name} --campaign win-back --because "the list was old"`).action(
      async ({ json, campaign, because }: Because & { readonly campaign?: string }) => {
        const remote = await open()
        const asked = { on: name === 'resume', because }
        const page =
          campaign === undefined
            ? await remote.ask('POST /api/sending', {}, asked)
            : await remote.ask('POST /api/campaigns/:id/sending', { id: campaign }, asked)
        answer(io, json === true, page, () => sendingText(page))
      },
    )
  }
}

const sendingText = ({ all, campaigns, hold }: SendingPage): string =>
  [
    ...switchLines('All sending', all),
    ...campaigns.flatMap(({ id, ...one }) => switchLines(`Campaign ${id}`, one)),
    ...(hold?.isNow === true ? [`The mail service takes nothing until ${atText(hold.until)}: ${hold.because}`] : []),
  ].join('\n')

const switchLines = (what: string, { stopped, returns, verdict }: SwitchView): readonly string[] => [
  `${what}: ${stopped === null ? 'on' : `stopped by a ${stopped.by} on ${atText(stopped.at)}: ${stopText(stopped.because)}`}`,
  `  ${countOf(returns.sent, 'mail')}, ${countOf(returns.bounced, 'hard bounce')}, ${countOf(returns.complained, 'complaint')} in ${BREAKER_DAYS} days${verdict.say === 'ok' ? '' : `: too many ${verdict.rate}`}`,
]

/** `rekindle --stage NAME suppression`. */
export const addSuppression: Add = (program, io, open) => {
  const command = program.command('suppression').summary('addresses nobody may write to')
  const list = command.command('list', { isDefault: true }).summary('the list, newest first').option('--after <next>', 'the next page')
  withRemoteExamples(withJson(list), 'suppression').action(async ({ json, after }: After) => {
    const remote = await open()
    const page = await remote.ask('GET /api/suppressions', {}, after === undefined ? {} : { after })
    answer(io, json === true, page, () =>
      [
        ...page.items.map(({ digest, at, because }) => `${digest}  ${atText(at)}  ${suppressionWords(because)}`),
        ...more('suppression', page.next),
      ].join('\n'),
    )
  })
  const add = command
    .command('add <address>')
    .summary('write to an address no more')
    .option('--because <text>', 'why', 'put on the list by hand')
  withRemoteExamples(withJson(add), 'suppression add ann@example.com').action(async (address: string, { json, because }: Because) => {
    const remote = await open()
    const done = await remote.ask('POST /api/suppressions', {}, { address, because })
    answer(io, json === true, done, () => 'Nobody writes to this address any more.')
  })
  const lift = command.command('lift <address>').summary('take an address from the list').requiredOption('--because <text>', 'why')
  withRemoteExamples(withJson(lift), 'suppression lift ann@example.com --because "a new mailbox"').action(
    async (address: string, { json, because }: Because) => {
      const remote = await open()
      const done = await remote.ask(
        'POST /api/suppressions/lift',
        {},
        address.includes('@') ? { address, because } : { digest: address, because },
      )
      answer(io, json === true, done, () => 'This address may be written to again.')
    },
  )
}

const more = (command: string, next: string | null): readonly string[] => (next === null ? [] : ['', `More: ${command} --after ${next}`])

/** `rekindle --stage NAME coupons`. */
export const addCoupons: Add = (program, io, open) => {
  const command = program.command('coupons').summary('pools of codes that campaigns give')
  const list = command.command('list', { isDefault: true }).summary('every pool, and what is left of it')
  withRemoteExamples(withJson(list), 'coupons').action(async ({ json }: Shared) => {
    const remote = await open()
    const page = await remote.ask('GET /api/coupons', {}, {})
    const rows = page.pools.map(({ name, total, given, redeemed, free, campaigns }) => [
      ...[name, countText(total), countText(given), countText(redeemed), countText(free), campaigns.join(', ') || '–'],
    ])
    answer(io, json === true, page, () => table([['pool', 'codes', 'given', 'used', 'left', 'campaigns'], ...rows], [1, 2, 3, 4]))
  })
  const bring = command.command('import <pool> <file>').summary('bring codes in: one a line, or the first column of CSV')
  withRemoteExamples(withJson(bring), 'coupons import spring codes.csv').action(async (pool: string, file: string, { json }: Shared) => {
    const text = await readFile(file, 'utf8').catch(() => {
      throw new Failure(EXIT.wrong, `${file} cannot be read.`, 'Name a file of codes, one a line.')
    })
    const remote = await open()
    const done = await remote.ask('POST /api/coupons/:pool/import', { pool }, { text })
    if (done.problems.length > 0)
      throw new Failure(EXIT.wrong, `Nothing was taken from ${file}.`, ...done.problems.flatMap((one) => problemLines(one)))
    answer(io, json === true, done, () => `${countOf(done.added, 'code')} added to ${pool}; ${countText(done.known)} stood there already.`)
  })
  const make = command
    .command('make <pool>')
    .summary('make codes that nobody guesses')
    .requiredOption('--count <n>', 'so many', wholeNumber(1, COUPONS_AT_ONCE))
    .option('--prefix <text>', 'what stands before each')
    .option('--length <n>', 'how long, with the prefix', wholeNumber(1, COUPON_LENGTH_MAX))
  withRemoteExamples(withJson(make), 'coupons make spring --count 5000').action(
    async (pool: string, { json, ...asked }: Shared & { readonly count: number; readonly prefix?: string; readonly length?: number }) => {
      const remote = await open()
      const done = await remote.ask('POST /api/coupons/:pool/make', { pool }, asked)
      answer(io, json === true, done, () => `${countOf(done.added, 'code')} added to ${pool}.`)
    },
  )
}

/** `rekindle --stage NAME quarantine`. */
export const addQuarantine: Add = (program, io, open) => {
  const command = program.command('quarantine').summary('what came in and could not be taken, and why')
  const list = command
    .command('list', { isDefault: true })
    .summary('what lies there')
    .option('--after <next>', 'the next page')
    .option('--dismissed', 'what was dismissed')
    .option('--text', 'print what came, too (it may hold an address)')
  withRemoteExamples(withJson(list), 'quarantine').action(
    async ({ json, after, dismissed, text }: After & { readonly dismissed?: true; readonly text?: true }) => {
      const remote = await open()
      const asked = { ...(dismissed === true ? { state: 'dismissed' as const } : {}), ...(after === undefined ? {} : { after }) }
      const page = await remote.ask('GET /api/quarantine', {}, asked)
      const items = text === true ? page.items : page.items.map(({ text: _, ...one }) => one)
      answer(io, json === true, { ...page, items }, () =>
        [
          ...page.items.flatMap((one) => [
            `${one.id}  ${atText(one.at)}  ${one.customerId === null ? '' : `customer ${one.customerId}: `}${one.because}`,
            ...one.problems.flatMap((one) => problemLines(one)),
            ...(text === true ? [`  ${one.text}`] : []),
          ]),
          ...(page.items.length === 0 ? ['Nothing lies in quarantine.'] : []),
          ...more('quarantine', page.next),
        ].join('\n'),
      )
    },
  )
  const retry = command.command('retry <id> <file>').summary('send a mended text in again: the event, as JSON')
  withRemoteExamples(withJson(retry), 'quarantine retry AbC123 mended.json').action(async (id: string, file: string, { json }: Shared) => {
    const text = await readFile(file, 'utf8').catch(() => {
      throw new Failure(EXIT.wrong, `${file} cannot be read.`, 'Name a file with the mended event.')
    })
    const remote = await open()
    const done = await remote.ask('POST /api/quarantine/:id/retry', { id }, { text })
    if (!done.taken) throw new Failure(EXIT.wrong, 'It still cannot be taken.', ...done.problems.flatMap((one) => problemLines(one)))
    answer(io, json === true, done, () => 'It was taken.')
  })
  for (const [name, route, said] of [
    ['dismiss', 'POST /api/quarantine/:id/dismiss', 'Dismissed: it is kept for a while, and restore brings it back.'],
    ['restore', 'POST /api/quarantine/:id/restore', 'It is open again.'],
  ] as const) {
    withRemoteExamples(withJson(command.command(`${name} <id>`)), `quarantine ${name} AbC123`).action(
      async (id: string, { json }: Shared) => {
        const remote = await open()
        const done = await remote.ask(route, { id }, {})
        answer(io, json === true, done, () => said)
      },
    )
  }
}

/** `rekindle --stage NAME privacy`. */
export const addPrivacy: Add = (program, io, open) => {
  const command = program.command('privacy').summary('tell or forget everything about one person')
  const tell = command
    .command('export <id>')
    .summary('everything that is held of one person, as JSON')
    .option('--out <file>', 'write it into a file that only you may read')
  withRemoteExamples(tell, 'privacy export c-4711 --out c-4711.json').action(async (id: string, { out }: { readonly out?: string }) => {
    const remote = await open()
    const text = `${JSON.stringify(await remote.ask('GET /api/customers/:id/export', { id }, {}), null, 2)}\n`
    if (out === undefined) {
      io.out.write(text)
      return
    }
    await writeFile(out, text, { mode: 0o600, flag: 'wx' }).catch((failure: NodeJS.ErrnoException) => {
      throw new Failure(EXIT.wrong, `${out} cannot be written: ${failure.code ?? 'unknown'}.`, 'Name a file that is not there yet.')
    })
    io.out.write(`Written to ${out}.\n`)
  })
  const erase = command
    .command('erase <id>')
    .summary('forget one person, for ever')
    .option('--yes', 'do it: without this, it only says who would be erased')
  withRemoteExamples(withJson(erase), 'privacy erase c-4711 --yes').action(
    async (id: string, { json, yes }: Shared & { readonly yes?: true }) => {
      const remote = await open()
      if (yes !== true) {
        const { summary, messages, timeline } = await remote.ask('GET /api/customers/:id', { id }, {})
        const told = { id: summary.id, messages: messages.length, entries: timeline.length, erased: false }
        answer(io, json === true, told, () =>
          [`Customer ${summary.id} would be erased for ever, under every id they had.`, 'Nothing was changed: --yes does it.'].join('\n'),
        )
        return
      }
      const done = await remote.ask('POST /api/customers/:id/erase', { id }, { confirm: id })
      answer(io, json === true, done, () =>
        [
          `Erased: ${countOf(done.ids, 'id')}, ${countOf(done.facts, 'fact')}, ${countOf(done.events, 'event')}, ${countOf(done.messages, 'message')}.`,
          ...(done.traces === 'in-backups' ? ['Backups hold traces until they run out (docs/privacy.md).'] : []),
        ].join('\n'),
      )
    },
  )
}
